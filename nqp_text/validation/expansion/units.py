"""Sentences as lists of units for word vectors: phrases and seeds are one unit each."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from nqp_text.normalize import match_key
from nqp_text.validation.expansion.corpus import Corpus
from nqp_text.validation.expansion.grams import Bools, Grams

MIN_PMI, MIN_ENTROPY = 3.0, 1.0


def stands_alone(grams: Grams) -> Bools:
    """Which sequences hold together and have many neighbours on both sides."""
    free = np.minimum(grams.left_entropy, grams.right_entropy) >= MIN_ENTROPY
    return free if grams.size == 1 else free & (grams.pmi >= MIN_PMI)


def in_units(corpus: Corpus, levels: Sequence[Grams], known: Collection[str]) -> list[list[str]]:
    """Per sentence its units: the longest phrase or term of ``known`` at a word, else the word."""
    joined: list[dict[int, str]] = [{}]
    for grams in levels[1:]:
        good = stands_alone(grams)
        surfaces = ((n, grams.surface(n, corpus)) for n in range(len(grams.count)))
        joined.append({n: text for n, text in surfaces if good[n] or match_key(text) in known})
    tokens, owners = corpus.tokens.tolist(), corpus.sentence_of.tolist()
    numbers = [grams.at.tolist() for grams in levels]
    sentences: list[list[str]] = [[] for _ in corpus.sentences]
    place = 0
    while place < len(tokens):
        if not tokens[place]:
            place += 1
            continue
        size, unit = 1, corpus.words[tokens[place]]
        for longer in range(len(levels), 1, -1):
            found = joined[longer - 1].get(numbers[longer - 1][place])
            if found:
                size, unit = longer, found
                break
        sentences[owners[place]].append(unit)
        place += size
    return sentences
