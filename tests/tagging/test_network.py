"""Windows and batches: every piece of a sentence is read, and nothing depends on the batch."""

from __future__ import annotations

import itertools

import pytest

from nqp_text.tagging.model_input import Pieces, SpecialPieces
from nqp_text.tagging.network import windows_of

CLS, SEP = SpecialPieces().cls, SpecialPieces().sep


def pieces(count: int, context: tuple[int, ...] = (7, 8)) -> Pieces:
    return Pieces(tuple(range(100, 100 + count)), tuple((i, i + 1) for i in range(count)), context)


def test_a_short_sentence_is_one_window() -> None:
    [(ids, second, _)] = windows_of(pieces(3), 16)

    assert ids == [CLS, 7, 8, SEP, 100, 101, 102, SEP]
    assert ids[second] == 100


@pytest.mark.parametrize("count", [11, 12, 17, 40, 1000])
def test_windows_cover_every_piece_and_fit(count: int) -> None:
    windows = windows_of(pieces(count), 16)

    assert all(len(ids) <= 16 for ids, _, _ in windows)
    read = {value for ids, second, _ in windows for value in ids[second:-1]}
    assert read == set(range(100, 100 + count))


def test_a_long_sentence_has_overlapping_windows() -> None:
    windows = windows_of(pieces(40), 16)

    assert len(windows) > 2
    for (first, begin, _), (second, other, _) in itertools.pairwise(windows):
        assert set(first[begin:-1]) & set(second[other:-1])


@pytest.mark.parametrize("size", [4, 8, 32, 48, 60, 61])
def test_a_long_context_is_cut_and_leaves_room(size: int) -> None:
    long = Pieces(
        tuple(range(100, 200)), tuple((i, i + 1) for i in range(100)), tuple(range(1_000, 1_058)), 5
    )
    windows = windows_of(long, size)

    assert all(len(ids) <= size for ids, _, _ in windows)
    assert all(second <= size // 2 for _, second, _ in windows)
    assert {v for ids, second, _ in windows for v in ids[second:-1]} == set(range(100, 200))


def test_of_a_context_the_facts_and_the_nearest_words_stay() -> None:
    long = Pieces((1,), ((0, 1),), tuple(range(1_000, 1_058)), 5)
    [(ids, second, _)] = windows_of(long, 32)

    assert ids[1 : second - 1] == [*range(1_000, 1_005), *range(1_049, 1_058)]
