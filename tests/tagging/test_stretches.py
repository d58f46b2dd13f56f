"""Stretches of a long sentence cover it, overlap, and end where words do."""

from __future__ import annotations

import itertools

import pytest

from nqp_text.records import Sentence
from nqp_text.tagging.stretches import LONGEST, OVERLAP, STRETCH, bounds_of, stretches_of

TEXTS = [
    "短句。",
    "字" * 5_000,
    "word " * 2_000,
    "The plant was built in the spring. It runs at full load. " * 100,
    "公司召开董事会会议，审议并通过了方案。" * 200,
    "." * 3_000,
    "。" * 3_000,
    "a. " * 3_000,
    " " * 2_000 + "末尾",
]


@pytest.mark.parametrize("text", TEXTS)
def test_stretches_cover_a_text_and_go_on(text: str) -> None:
    bounds = bounds_of(text)

    assert bounds[0][0] == 0
    assert bounds[-1][1] == len(text)
    assert all(0 < end - start <= STRETCH for start, end in bounds)
    for (begin, end), (start, _) in itertools.pairwise(bounds):
        assert OVERLAP <= end - start <= 2 * OVERLAP
        assert start - begin >= STRETCH * 2 // 3 - 2 * OVERLAP


def test_they_end_with_sentences_or_words() -> None:
    for text, ends in ((TEXTS[2], " "), (TEXTS[3], " "), (TEXTS[4], "。")):
        assert {text[end - 1] for _, end in bounds_of(text)} == {ends}


def test_sentences_of_a_language_are_read_as_they_are() -> None:
    usual = Sentence(7, 1, "", "prose", "zh", 30, 34, "一句话。")
    text = "字" * (LONGEST + 1)
    long = Sentence(8, 1, "", "prose", "zh", 34, 34 + len(text), text)
    first, *rest = stretches_of([usual, long], {7: "前一句。", 8: "一句话。"})

    assert first.sentence is usual
    assert first.before == "前一句。"
    assert rest[0].before == "一句话。"
    assert {stretch.row for stretch in rest} == {1}
    ids = [stretch.sentence.sentence_id for stretch in rest]
    assert len(set(ids)) == len(ids) > 4
    assert not {7, 8} & set(ids)
    for stretch in rest:
        sentence = stretch.sentence
        assert text[sentence.start - 34 : sentence.end - 34] == sentence.text
    for stretch in rest[1:]:
        assert text[: stretch.sentence.start - 34].endswith(stretch.before)


def test_stretches_without_a_letter_are_left_out() -> None:
    text = "-" * 4_000 + "公司建成智算中心。"
    found = stretches_of([Sentence(0, 1, "", "prose", "zh", 0, len(text), text)], {})

    assert 1 <= len(found) <= 2
    assert found[-1].sentence.text.endswith("公司建成智算中心。")
