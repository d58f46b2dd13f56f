from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_text.documents import read
from nqp_text.documents.assemble import Origin
from nqp_text.documents.encoding import decode
from nqp_text.documents.plain import read_plain, verbatim
from nqp_text.records import Document

ORIGIN = Origin("id", "a.txt", "text")


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(b.kind, document.text[b.start : b.end].strip()) for b in document.blocks]


def check_blocks(document: Document) -> None:
    """Blocks follow each other, and only line breaks lie between them."""
    end = 0
    for block in document.blocks:
        assert end <= block.start < block.end <= len(document.text)
        assert not document.text[end : block.start].strip("\r\n\f")
        end = block.end
    assert not document.text[end:].strip("\r\n\f")


@given(st.text(alphabet=st.sampled_from("中文。，aB1 \t\r\n\f　|.")))
def test_verbatim_text_is_kept_and_covered(text: str) -> None:
    document = verbatim(text, ORIGIN)
    assert document.text == text
    if text.strip():
        check_blocks(document)
        assert sum(page.chars for page in document.pages) == len(text)
    else:
        assert document.status == "empty"


def test_headings_lists_tables_and_contents_are_told_apart() -> None:
    text = (
        "二〇二三年年度报告\n\n目 录\n第一节 重要提示......................3\n"
        "一、公司业务概要\n公司主要从事机床的研发和制造，产品销往二十多个国家。\n"
        "• 数控车床\n营业收入 1,234.56 1,100.00 12.2%\n净利润 234.56 200.00 17.3%\n"
    )
    found = kinds(verbatim(text, ORIGIN))
    assert ("toc", "第一节 重要提示......................3") in found
    assert ("heading", "一、公司业务概要") in found
    assert ("prose", "公司主要从事机床的研发和制造，产品销往二十多个国家。") in found
    assert ("list", "• 数控车床") in found
    assert ("table", "营业收入 1,234.56 1,100.00 12.2%\n净利润 234.56 200.00 17.3%") in found


def test_a_whole_report_in_one_line_is_running_text() -> None:
    """Texts copied from web pages have their paragraphs in one line, apart by tabs and spaces."""
    paragraph = "我们要加快数据中心建设，推动制造业转型。今年安排投资5亿元。各项工作进展顺利。"
    text = "工作报告\n" + "\t\t　　".join([paragraph] * 10) + "（《日报》1 9 8 2 1 2 1 4 第1版）\n"
    assert [kind for kind, _ in kinds(verbatim(text, ORIGIN))] == ["heading", "prose"]


def test_a_line_that_ends_a_sentence_is_no_row_whatever_numbers_are_in_it() -> None:
    text = "1 9 9 7 年产值达到 7 4 7 7 2 亿元，平均每年增长 1 1 ％。\n第二句。\n"
    assert [kind for kind, _ in kinds(verbatim(text, ORIGIN))] == ["prose", "prose"]


def test_form_feeds_are_page_ends() -> None:
    document = verbatim("第一页的内容。\f第二页的内容。\f", ORIGIN)
    assert [(p.number, p.status) for p in document.pages][:2] == [(1, "text"), (2, "text")]
    assert document.page_at(document.text.index("第二页")) == 2


def test_windows_line_ends_and_bom(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeff第一行。\r\n第二行。\r\n".encode())
    document = read(path)
    assert document.text == "第一行。\r\n第二行。\r\n"
    assert [b.kind for b in document.blocks] == ["prose", "prose"]


@pytest.mark.shared
def test_real_texts_are_kept_or_only_joined(shared: Path) -> None:
    for name in ("government_zh", "policy_zh"):
        for path in sorted((shared / "documents" / name).glob("*.txt"))[::12]:
            document = read_plain(path.read_bytes(), ORIGIN)
            original = decode(path.read_bytes()).text
            check_blocks(document)
            assert "".join(document.text.split()) == "".join(original.split()), path.name


@pytest.mark.shared
def test_real_gbk_reports_are_decoded(shared: Path) -> None:
    for path in sorted((shared / "documents" / "firm_text_zh").glob("vanke_*.txt"))[:6]:
        decoded = decode(path.read_bytes())
        assert decoded.encoding == "gb18030"
        assert "年度报告" in decoded.text and "董事会" in decoded.text
