"""Phrases: sequences of words that stand together more than chance would have them, and freely.

Cohesion is the pointwise mutual information of the weakest cut (Church and Hanks 1990); freedom is
the entropy of the words to the left and to the right (Huang and Powers 2003). Everything is counted
in arrays: a sequence of n words is looked at only if both its sequences of n - 1 are frequent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nqp_text.validation.expansion.corpus import BREAK, Corpus, Ints

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
LONGEST = 4


@dataclass(frozen=True, slots=True)
class Grams:
    """All frequent sequences of ``size`` words.

    ``at`` (tokens,) is the number of the sequence that begins at a token, or -1. The other arrays
    are per sequence: how often, where first, in how many documents, and its measures.
    """

    size: int
    at: Ints
    count: Ints
    first: Ints
    documents: Ints
    pmi: Floats
    left_entropy: Floats
    right_entropy: Floats

    def surface(self, number: int, corpus: Corpus) -> str:
        """The words of a sequence, written as their language writes them."""
        start = int(self.first[number])
        words = [corpus.words[n] for n in corpus.tokens[start : start + self.size].tolist()]
        return join(words, corpus.lang)


def join(words: list[str], lang: str) -> str:
    """Words as a text: with spaces between Latin ones only."""
    if lang == "en":
        return " ".join(words)
    text = ""
    for word in words:
        text += " " * (text[-1:].isascii() and word[:1].isascii() and bool(text)) + word
    return text


def mine(corpus: Corpus, min_count: int) -> list[Grams]:
    """Frequent words and sequences of up to four words, with their measures."""
    return list(_measured(corpus, _frequent(corpus.tokens, min_count)))


def _frequent(tokens: Ints, min_count: int) -> list[tuple[Ints, Ints, Ints]]:
    """Per size: number at each token, counts, first places."""
    single, count, first = _renumber(np.where(tokens == BREAK, -1, tokens), min_count)
    levels = [(single, count, first)]
    for size in range(2, LONGEST + 1):
        before = levels[-1][0]
        following = np.append(before[1:], -1)
        last = np.append(single[size - 1 :], np.full(size - 1, -1))
        codes = np.where(
            (before >= 0) & (following >= 0) & (last >= 0), before * (len(count) + 1) + last, -1
        )
        levels.append(_renumber(codes, min_count))
    return levels


def _renumber(codes: Ints, min_count: int) -> tuple[Ints, Ints, Ints]:
    """Codes that occur often enough as numbers from 0; the others become -1."""
    used = np.flatnonzero(codes >= 0)
    _, first, inverse, count = np.unique(
        codes[used], return_index=True, return_inverse=True, return_counts=True
    )
    often = count >= min_count
    number = np.where(often, np.cumsum(often) - 1, -1)
    at = np.full(len(codes), -1, dtype=np.int64)
    at[used] = number[inverse.ravel()] if len(used) else -1
    return at, count[often].astype(np.int64), used[first[often]]


def _measured(corpus: Corpus, levels: list[tuple[Ints, Ints, Ints]]) -> Iterator[Grams]:
    total = int((corpus.tokens != BREAK).sum())
    before = np.append([BREAK], corpus.tokens[:-1])
    owners = corpus.documents[corpus.sentence_of]
    for size, (at, count, first) in enumerate(levels, 1):
        places = np.flatnonzero(at >= 0)
        numbers = at[places]
        after = np.append(corpus.tokens, np.zeros(LONGEST, dtype=np.int64))[places + size]
        yield Grams(
            size,
            at,
            count,
            first,
            _distinct(numbers, owners[places], len(count)),
            _cohesion(size, levels, total),
            _entropy(numbers, before[places], count),
            _entropy(numbers, after, count),
        )


def _cohesion(size: int, levels: list[tuple[Ints, Ints, Ints]], total: int) -> Floats:
    """Pointwise mutual information in bits at the weakest cut; nan for single words."""
    _, count, first = levels[size - 1]
    if size == 1:
        return np.full(len(count), np.nan)
    weakest = np.full(len(count), np.inf)
    for cut in range(1, size):
        left = levels[cut - 1][1][levels[cut - 1][0][first]]
        right = levels[size - cut - 1][1][levels[size - cut - 1][0][first + cut]]
        weakest = np.minimum(weakest, np.log2(count * float(total) / (left * right)))
    return weakest


def _entropy(numbers: Ints, neighbours: Ints, count: Ints) -> Floats:
    """Entropy in nats of the neighbours; every break counts as a neighbour of its own."""
    inside = neighbours != BREAK
    codes = numbers[inside] * (int(neighbours.max(initial=0)) + 1) + neighbours[inside]
    pairs, times = np.unique(codes, return_counts=True)
    owner = pairs // (int(neighbours.max(initial=0)) + 1)
    summed = np.bincount(owner, weights=times * np.log(times), minlength=len(count))
    return np.asarray(np.log(count) - summed / count, dtype=np.float64)


def _distinct(numbers: Ints, owners: Ints, size: int) -> Ints:
    width = int(owners.max(initial=0)) + 1
    pairs = np.unique(numbers * width + owners)
    return np.bincount(pairs // width, minlength=size).astype(np.int64)
