"""What single lines and pairs of lines tell about the layout."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_text.documents.layout_hyphens import without_break
from nqp_text.documents.layout_joining import Style, join_lines, style_of
from nqp_text.documents.layout_lines import Line, rows_of
from nqp_text.documents.layout_marks import (
    begins_item,
    ends_sentence,
    has_leaders,
    is_contents_line,
    is_heading_number,
    is_number,
    looks_numeric,
)
from nqp_text.documents.pdf_characters import cleaned, garbled_characters


@pytest.mark.parametrize(
    "text", ["完成了。", "done.", "说：“好。”", "why?", "(as above.)", "如此……"]
)
def test_sentence_ends(text: str) -> None:
    assert ends_sentence(text)


@pytest.mark.parametrize("text", ["第一节 简介", "of the", "其中：", "a, b,", ""])
def test_lines_that_do_not_end_a_sentence(text: str) -> None:
    assert not ends_sentence(text)


@pytest.mark.parametrize(
    "text", ["1,234.50", "(88,643)", "58.6%", "-", "—", "$ 12", "１２３", "3.5元"]
)
def test_cells_of_numbers(text: str) -> None:
    assert is_number(text)


@pytest.mark.parametrize("text", ["2024 年 12 月 31 日后", "A股", "5G基站", "Item 7"])
def test_cells_of_words(text: str) -> None:
    assert not is_number(text)


def test_rows_of_amounts_are_seen_without_gaps() -> None:
    assert looks_numeric("冷冻设备 371,318,215.91 250,587,829.59 32.51")
    assert not looks_numeric("公司2023年收入12亿元，较2022年增长5%")


@pytest.mark.parametrize(
    "text", ["第三节 简介........ 12", "Risk factors . . . . . . . . 14", "释义……8"]
)
def test_contents_lines(text: str) -> None:
    assert is_contents_line(text)


def test_leaders_to_amounts_are_rows_of_a_table() -> None:
    row = "Net revenue . . . . . . . . . . . . . . . $ 23,601 $ 16,434"
    assert has_leaders(row)
    assert not is_contents_line(row)


def test_an_ellipsis_in_prose_is_no_leader() -> None:
    assert not is_contents_line("他说……我们继续努力。")


@pytest.mark.parametrize(
    "text", ["（一）总体", "1. First", "• point", "3.2.1 市场", "第十条 本法", "①甲"]
)
def test_items(text: str) -> None:
    assert begins_item(text)


@pytest.mark.parametrize(
    "text", ["2024年增长", "1.5亿元的投资", "2.35 million was paid", "一季度末"]
)
def test_numbers_in_running_text_are_no_items(text: str) -> None:
    assert not begins_item(text)
    assert not is_heading_number(text)


@pytest.mark.parametrize(
    ("before", "behind", "expected"),
    [
        ("数据要", "素市场", "数据要素市场"),
        ("the data", "market", "the data market"),
        ("使用AI", "模型", "使用AI模型"),
        ("from 2019-", "2021", "from 2019-2021"),
        ("he said “no”", "and left", "he said “no” and left"),
        ("共“", "五个中心”", "共“五个中心”"),
    ],
)
def test_joining(before: str, behind: str, expected: str) -> None:
    assert join_lines(before, behind, Style()) == expected


def test_a_document_that_spaces_numbers_gets_a_space_at_the_break() -> None:
    style = style_of(["在 2024 年，收入 3 亿元", "共 5 项"])
    assert join_lines("截至", "2024 年末", style) == "截至 2024 年末"


@pytest.mark.parametrize(
    ("before", "behind", "words", "expected"),
    [
        ("a consis-", "tent plan", {"consistent"}, "a consistent plan"),
        ("the state-", "owned firm", {"state-owned"}, "the state-owned firm"),
        ("some trans-", "formation", {"plan"}, "some transformation"),
        ("non-", "European", set(), "non-European"),
        ("a well-", "regulated", set(), "a well-regulated"),
    ],
)
def test_hyphens(before: str, behind: str, words: set[str], expected: str) -> None:
    assert without_break(before, behind, words, breaks=True) == expected


def test_a_document_that_breaks_no_words_keeps_its_hyphens() -> None:
    assert without_break("deep-", "seated", set(), breaks=False) == "deep-seated"


def test_ligatures_and_radicals_are_spelt_out_and_invisible_signs_dropped() -> None:
    assert cleaned("ﬁnancial of\xadfice ⼈力 \uf0b7") == "financial office 人力 •"


def test_control_signs_make_a_line_garbled() -> None:
    assert garbled_characters("good words\r\n\x05ab\x06c\x17d\r\nmore words") == 7
    assert garbled_characters("all good") == 0


lines = st.builds(
    lambda x, y, width, size: Line("x", 1, x, y, x + width, y + size, size),
    st.floats(0, 500),
    st.floats(0, 800),
    st.floats(1, 300),
    st.floats(4, 30),
)


@given(st.lists(lines, max_size=40))
def test_rows_hold_every_line_once_from_the_top(found: list[Line]) -> None:
    rows = rows_of(found)
    assert sorted(map(id, found)) == sorted(id(line) for row in rows for line in row)
    tops = [max(line.middle for line in row) for row in rows]
    assert tops == sorted(tops, reverse=True)
