"""A corpus as one array of word numbers, small enough to count in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from nqp_text.errors import ValidationError
from nqp_text.normalize import match_key
from nqp_text.text import language_of, split_text, words_zh

Ints = npt.NDArray[np.int64]
Lang = Literal["zh", "en"]
BREAK = 0
"""Number of what no phrase crosses: punctuation, figures, the end of a sentence."""

_HAN_WORD = re.compile("[㐀-䶿一-鿿〇]+|[a-z][a-z0-9-]*")
_LATIN = re.compile(
    r"(?P<word>[a-z0-9]*[a-z][a-z0-9]*(?:['&-][a-z0-9]+)*)|(?P<space>\s+)|[^\sa-z0-9]|\d"
)
_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Corpus:
    """``tokens`` are numbers of ``words`` (0: break), ``sentence_of`` their sentences.

    ``documents`` gives the number of each sentence's document. ``sha256`` covers language and
    sentences; ``kept`` is the share of the texts that was used.
    """

    lang: Lang
    sentences: tuple[str, ...]
    documents: Ints
    words: tuple[str, ...]
    tokens: Ints
    sentence_of: Ints
    sha256: str
    kept: float

    @property
    def characters(self) -> int:
        """Characters of all sentences."""
        return sum(map(len, self.sentences))


def read_corpus(texts: Iterable[str], lang: Lang, max_chars: int = 20_000_000) -> Corpus:
    """Split and segment texts (documents or paragraphs); sentences in other languages are left out.

    Of a corpus above ``max_chars`` characters texts are kept by a hash of their content, so that
    the choice is even, repeatable and independent of their order.
    """
    chosen, kept = _thinned(texts, max_chars)
    sentences: list[str] = []
    documents: list[int] = []
    digest = hashlib.sha256(lang.encode("ascii"))
    for number, text in enumerate(chosen):
        for sentence in split_text(text):
            content = " ".join(sentence.text.split())
            if content and language_of(content) == lang:
                sentences.append(content)
                documents.append(number)
                digest.update(content.encode("utf-8", "surrogatepass") + b"\n")
    if not sentences:
        raise ValidationError(
            f"The corpus has no sentence in the language {lang}.",
            where="sources",
            fix="Give documents or text in this language, or another --lang.",
        )
    words, tokens, sentence_of = _numbered(sentences, lang)
    return Corpus(
        lang,
        tuple(sentences),
        np.asarray(documents, dtype=np.int64),
        words,
        tokens,
        sentence_of,
        digest.hexdigest(),
        kept,
    )


def _thinned(texts: Iterable[str], max_chars: int) -> tuple[list[str], float]:
    """The texts whose hash is below a threshold that falls whenever they get too many."""
    share, size = 1.0, 0
    kept: list[tuple[float, str]] = []
    for text in texts:
        place = _hashed(text)
        if place >= share:
            continue
        kept.append((place, text))
        size += len(text)
        while size > max_chars and len(kept) > 1:
            share *= 0.8
            kept = [(where, each) for where, each in kept if where < share]
            size = sum(len(each) for _, each in kept)
    return [text for _, text in kept], share


def _hashed(text: str) -> float:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def _numbered(sentences: list[str], lang: Lang) -> tuple[tuple[str, ...], Ints, Ints]:
    numbers: dict[str, int] = {"": BREAK}
    tokens: list[int] = []
    owners: list[int] = []
    for start in range(0, len(sentences), _BATCH):
        keys = [match_key(sentence) for sentence in sentences[start : start + _BATCH]]
        pieces = _cut_zh(keys) if lang == "zh" else map(_cut_en, keys)
        for owner, words in enumerate(pieces, start):
            for word in words:
                tokens.append(numbers.setdefault(word, len(numbers)))
            tokens.append(BREAK)
            owners += [owner] * (len(words) + 1)
    return (
        tuple(numbers),
        np.asarray(tokens, dtype=np.int64),
        np.asarray(owners, dtype=np.int64),
    )


def _cut_zh(keys: list[str]) -> list[list[str]]:
    """Words of each sentence, cut in one call; what is no word is a break."""
    joined = "\n".join(keys)
    cut: list[list[str]] = [[]]
    for start, end in words_zh(joined):
        piece = joined[start:end]
        if "\n" in piece:
            cut += [[] for _ in range(piece.count("\n"))]
        else:
            cut[-1].append(piece if _HAN_WORD.fullmatch(piece) else "")
    return cut


def _cut_en(key: str) -> list[str]:
    return [m["word"] or "" for m in _LATIN.finditer(key) if not m["space"]]
