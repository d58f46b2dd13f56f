"""Sentences as hashed n-grams: runs of pieces and of characters, counted and weighted.

Everything is arithmetic on arrays, so that a report costs a fraction of a second, and nothing but
numpy is needed: the weights of a linear model are a table with one row a bucket. Hashing follows
Weinberger et al. (2009), "Feature Hashing for Large Scale Multitask Learning".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from nqp_text.normalize import match_key

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nqp_text.tagging.model_input import ModelSentence, Pieces

PIECE_RUNS = (1, 2, 3)
CHARACTER_RUNS = (2, 3, 4)
CONTEXT_WEIGHT = 0.4
MARK_WEIGHT = 0.5

_PIECES, _CHARACTERS, _CONTEXT, _MARKS = 1, 11, 21, 31
"""Salts: the same number means another thing in another group."""

_PRIME = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)
_DIGIT = np.zeros(0x110000, dtype=np.uint32)
_DIGIT[:] = np.arange(0x110000)
_DIGIT[ord("0") : ord("9") + 1] = ord("0")


@dataclass(frozen=True, slots=True)
class Features:
    """Weighted buckets of some sentences, sorted by sentence and bucket.

    ``rows``, ``buckets`` and ``values`` have one entry per distinct bucket of a sentence; ``count``
    is the number of sentences.
    """

    rows: NDArray[np.int64]
    buckets: NDArray[np.int64]
    values: NDArray[np.float32]
    count: int


def ngram_features(
    sentences: Sequence[ModelSentence],
    pieces: Sequence[Pieces],
    marks: Sequence[Sequence[int]],
    buckets: int,
    rarity: NDArray[np.float32] | None = None,
) -> Features:
    """Features of the sentences; ``marks`` are further facts of a sentence, as small numbers.

    Each group (pieces, characters, context) has length one after weighting by 1 + log count and by
    ``rarity`` (inverse document frequency per bucket), so that long sentences do not shout.
    """
    groups = (
        (_runs([item.ids for item in pieces], PIECE_RUNS, _PIECES), 1.0, True),
        (_runs([_codes(s.text) for s in sentences], CHARACTER_RUNS, _CHARACTERS), 1.0, True),
        (_runs([item.context for item in pieces], (1,), _CONTEXT), CONTEXT_WEIGHT, True),
        (_runs(marks, (1,), _MARKS), MARK_WEIGHT, False),
    )
    parts = [
        _weighted(rows, keys % np.uint64(buckets), weight, rarity, len(sentences), normal)
        for (rows, keys), weight, normal in groups
    ]
    rows, columns, values = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(rows, kind="stable")
    return Features(rows[order], columns[order], values[order], len(sentences))


def linear_scores(features: Features, weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sums of weight rows: (sentences, labels). A sentence's sum depends on no other sentence."""
    scores = np.zeros((features.count, weights.shape[1]), dtype=np.float32)
    bounds = np.searchsorted(features.rows, np.arange(features.count + 1))
    for row in range(features.count):
        begin, end = bounds[row], bounds[row + 1]
        scores[row] = features.values[begin:end] @ weights[features.buckets[begin:end]]
    return scores


def run_buckets(ids: Sequence[int], length: int, buckets: int) -> NDArray[np.int64]:
    """Bucket of every run of ``length`` pieces, by the place where it begins."""
    _, keys = _runs([ids], (length,), _PIECES)
    return (keys % np.uint64(buckets)).astype(np.int64)


def _codes(text: str) -> NDArray[np.uint32]:
    """Code points of the matching key with every digit alike."""
    key = match_key(text.strip())
    codes: NDArray[np.uint32] = _DIGIT[
        np.frombuffer(key.encode("utf-32-le", "surrogatepass"), "<u4")
    ]
    return codes


def _runs(
    sequences: Sequence[Sequence[int] | NDArray[np.uint32]], lengths: Sequence[int], salt: int
) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Sentence number and hash of every run of these lengths."""
    sizes = np.array([len(sequence) for sequence in sequences], dtype=np.int64)
    if not sizes.sum():
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64)
    flat = _flat(sequences, int(sizes.sum()))
    owner = np.repeat(np.arange(len(sequences)), sizes)
    rows, keys = [], []
    with np.errstate(over="ignore"):
        for length in lengths:
            if len(flat) < length:
                continue
            run = np.full(len(flat) - length + 1, salt + length, dtype=np.uint64)
            for place in range(length):
                run = (run ^ flat[place : len(flat) - length + 1 + place]) * _PRIME
                run ^= run >> _SHIFT
            inside = owner[: len(run)] == owner[length - 1 :]
            rows.append(owner[: len(run)][inside])
            keys.append(run[inside])
    if not rows:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64)
    return np.concatenate(rows), np.concatenate(keys)


def _flat(
    sequences: Sequence[Sequence[int] | NDArray[np.uint32]], total: int
) -> NDArray[np.uint64]:
    """All sequences behind each other."""
    if isinstance(sequences[0], np.ndarray):
        return np.concatenate(sequences).astype(np.uint64)
    return np.fromiter(chain.from_iterable(sequences), dtype=np.uint64, count=total)


def _weighted(
    rows: NDArray[np.int64],
    keys: NDArray[np.uint64],
    weight: float,
    rarity: NDArray[np.float32] | None,
    count: int,
    normal: bool,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """One entry per sentence and bucket, with its value."""
    width = np.int64(1) << np.int64(32)
    distinct, times = np.unique(rows * width + keys.astype(np.int64), return_counts=True)
    owner, bucket = distinct // width, distinct % width
    values = (1.0 + np.log(times)).astype(np.float32)
    if normal:
        if rarity is not None:
            values *= rarity[bucket]
        length = np.sqrt(np.bincount(owner, values.astype(np.float64) ** 2, minlength=count))
        values = (values / np.maximum(length[owner], 1e-9)).astype(np.float32)
    return owner, bucket, (values * weight).astype(np.float32)
