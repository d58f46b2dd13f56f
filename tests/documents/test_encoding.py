from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_text.documents.encoding import decode, plausibility
from nqp_text.errors import DocumentError

SIMPLIFIED = (
    "本公司在报告期内建设了两座数据中心，并与高校合作培养工程师。\n二、主要业务情况：收入增长。"
)
TRADITIONAL = (
    "本公司於報告期內建設了兩座數據中心，並與大學合作培養工程師。\n二、主要業務情況：收入增長。"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_simplified_text_comes_back_from_every_encoding(encoding: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding)).text == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "big5", "cp950", "gb18030"])
def test_traditional_text_comes_back_from_every_encoding(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding)).text == TRADITIONAL


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [SIMPLIFIED, "A plain English line.\nAnd another one.\n"])
def test_utf16_without_mark_is_recognised(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)).text == text


def test_gbk_is_not_taken_for_big5_nor_the_reverse() -> None:
    assert decode(SIMPLIFIED.encode("gbk")).encoding == "gb18030"
    assert decode(TRADITIONAL.encode("big5")).encoding == "cp950"
    assert (
        plausibility(SIMPLIFIED)
        > 0.5
        > plausibility(SIMPLIFIED.encode("gbk").decode("big5", errors="replace"))
    )


def test_western_text_with_curly_quotes_is_not_taken_for_chinese() -> None:
    text = "The company’s results – “good” in every respect – cost €5 million.\n"
    assert decode(text.encode("cp1252")).text == text


def test_line_ends_stay_as_they_are() -> None:
    assert decode(b"one\r\ntwo\nthree").text == "one\r\ntwo\nthree"


def test_a_few_broken_bytes_are_counted_not_fatal() -> None:
    data = (SIMPLIFIED * 40).encode("gbk")
    damaged = data[:1000] + b"\xff" + data[1001:]
    decoded = decode(damaged)
    assert decoded.replaced >= 1
    assert "数据中心" in decoded.text


def test_a_declared_encoding_is_tried_first_and_ignored_when_wrong() -> None:
    assert decode(SIMPLIFIED.encode("gbk"), declared="gb2312").text == SIMPLIFIED
    assert decode(SIMPLIFIED.encode("utf-8"), declared="ascii").text == SIMPLIFIED
    assert decode(SIMPLIFIED.encode("utf-8"), declared="no-such-thing").text == SIMPLIFIED


@pytest.mark.parametrize("data", [bytes(range(256)) * 8, b"\x00\x01\x02\x03" * 400])
def test_binary_bytes_are_unreadable_never_text(data: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        decode(data, "garbage.txt")
    assert caught.value.status == "unreadable"
    assert caught.value.fix


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), min_size=1))
def test_utf8_never_changes(text: str) -> None:
    assert decode(text.encode("utf-8")).text == text.removeprefix("\ufeff")
