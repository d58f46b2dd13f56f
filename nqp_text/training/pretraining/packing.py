"""Token rows of equal length, with a mark on every token that starts a word.

Paragraphs follow each other in a row, parted by ``[SEP]``; an aligned pair has a row of its own
(translation language modelling). The word marks let the masking hide whole words: jieba's words for
Chinese, the tokenizer's own for Latin text. What is packed is the matching key of the text, which
is what a tagger gives to the network.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nqp_text.normalize import match_key
from nqp_text.training.pretraining.script import has_han
from nqp_text.training.pretraining.vocabulary import CLS, PAD, SEP

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

BATCH = 4_000
SHORTEST_SIDE = 5
"""A side of an aligned pair in pieces, marks included; shorter ones mean nothing alone."""


@dataclass(frozen=True, slots=True)
class Rows:
    """``ids``: (rows, length) uint16; ``starts``: the same shape, True where a word starts."""

    ids: NDArray[np.uint16]
    starts: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def tokens(self) -> int:
        """Tokens that are not padding."""
        return int((self.ids != PAD).sum())


@dataclass(frozen=True, slots=True)
class AlignedSides:
    """Aligned pairs as two rows each, ``[CLS] sentence [SEP]``: (pairs, 2, length) uint16."""

    ids: NDArray[np.uint16]

    def __len__(self) -> int:
        return len(self.ids)


def word_offsets(text: str) -> NDArray[np.bool_]:
    """True at each character of ``text`` that starts a Chinese word."""
    import rjieba

    marks = np.zeros(len(text) + 1, dtype=bool)
    lengths = np.fromiter((len(word) for word in rjieba.cut(text, False)), dtype=np.int64)
    marks[np.concatenate([[0], np.cumsum(lengths)])[: len(lengths)]] = True
    return marks


def _marked(text: str, encoding: Encoding) -> tuple[NDArray[np.uint16], NDArray[np.bool_]]:
    ids = np.asarray(encoding.ids, dtype=np.uint16)
    first = np.fromiter((start for start, _ in encoding.offsets), dtype=np.int64, count=len(ids))
    words = np.asarray(encoding.word_ids, dtype=object)
    own = np.ones(len(ids), dtype=bool)
    own[1:] = words[1:] != words[:-1]
    if has_han(text):
        marks = word_offsets(text)
        han = np.fromiter(
            ("\u4e00" <= text[i] <= "\u9fff" for i in first), dtype=bool, count=len(ids)
        )
        own = np.where(han, marks[first], own)
    return ids, own


def pack(lines: Iterable[str], tokenizer: Tokenizer, length: int) -> Rows:
    """Rows of ``length`` tokens from paragraphs in order; the unfilled last row is left out."""
    tokenizer.no_padding()
    tokenizer.no_truncation()
    ids: list[NDArray[np.uint16]] = []
    starts: list[NDArray[np.bool_]] = []
    separator = np.array([SEP], dtype=np.uint16)
    mark = np.array([True])
    batch: list[str] = []

    def flush() -> None:
        for text, encoding in zip(
            batch, tokenizer.encode_batch(batch, add_special_tokens=False), strict=True
        ):
            if encoding.ids:
                a, b = _marked(text, encoding)
                ids.extend((a, separator))
                starts.extend((b, mark))
        batch.clear()

    for line in lines:
        batch.append(match_key(line))
        if len(batch) == BATCH:
            flush()
    flush()
    return _rows_of(ids, starts, length)


def _rows_of(
    ids: Sequence[NDArray[np.uint16]], starts: Sequence[NDArray[np.bool_]], length: int
) -> Rows:
    body = length - 1
    flat = np.concatenate(ids) if ids else np.zeros(0, dtype=np.uint16)
    marks = np.concatenate(starts) if starts else np.zeros(0, dtype=bool)
    rows = len(flat) // body
    head = np.full((rows, 1), CLS, dtype=np.uint16)
    return Rows(
        np.concatenate([head, flat[: rows * body].reshape(rows, body)], axis=1),
        np.concatenate(
            [np.ones((rows, 1), dtype=bool), marks[: rows * body].reshape(rows, body)], axis=1
        ),
    )


def pack_pairs(pairs: Sequence[tuple[str, str]], tokenizer: Tokenizer, length: int) -> Rows:
    """One row per aligned pair that fits; the languages take turns in coming first."""
    tokenizer.no_padding()
    tokenizer.no_truncation()
    ids = np.full((len(pairs), length), PAD, dtype=np.uint16)
    starts = np.ones((len(pairs), length), dtype=bool)
    used = 0
    for begin in range(0, len(pairs), BATCH):
        keys = [(match_key(a), match_key(b)) for a, b in pairs[begin : begin + BATCH]]
        part = [p if i % 2 else p[::-1] for i, p in enumerate(keys, begin)]
        for side in zip(
            part,
            tokenizer.encode_batch([a for a, _ in part], add_special_tokens=False),
            tokenizer.encode_batch([b for _, b in part], add_special_tokens=False),
            strict=True,
        ):
            (left, right), first, second = side
            total = len(first.ids) + len(second.ids) + 3
            if not first.ids or not second.ids or not 12 <= total <= length:
                continue
            a, a_marks = _marked(left, first)
            b, b_marks = _marked(right, second)
            ids[used, :total] = np.concatenate([[CLS], a, [SEP], b, [SEP]])
            starts[used, :total] = np.concatenate([[True], a_marks, [True], b_marks, [True]])
            used += 1
    return Rows(ids[:used], starts[:used])


def pack_sides(pairs: Sequence[tuple[str, str]], tokenizer: Tokenizer, length: int) -> AlignedSides:
    """Both sides of every pair, each cut to ``length``: a long pair teaches alignment as well."""
    tokenizer.no_padding()
    tokenizer.no_truncation()
    ids = np.full((len(pairs), 2, length), PAD, dtype=np.uint16)
    for side in (0, 1):
        texts = [match_key(pair[side]) for pair in pairs]
        encodings = tokenizer.encode_batch(texts, add_special_tokens=False)
        for row, encoding in enumerate(encodings):
            pieces = [CLS, *encoding.ids[: length - 2], SEP]
            ids[row, side, : len(pieces)] = pieces
    long_enough = ((ids != PAD).sum(2) >= SHORTEST_SIDE).all(1)
    return AlignedSides(ids[long_enough])


def joined(parts: Sequence[Rows]) -> Rows:
    """All rows of several packings, one below the other."""
    return Rows(
        np.concatenate([part.ids for part in parts]),
        np.concatenate([part.starts for part in parts]),
    )
