from __future__ import annotations

from pathlib import Path

import pytest

from nqp_text.documents import read
from nqp_text.documents.assemble import Origin
from nqp_text.documents.html import collapsed, read_html
from nqp_text.errors import DocumentError
from nqp_text.records import Document

ORIGIN = Origin("id", "a.html", "html")


def kinds(html: str, encoding: str = "utf-8") -> list[tuple[str, str]]:
    return shown(read_html(html.encode(encoding), ORIGIN))


def shown(document: Document) -> list[tuple[str, str]]:
    return [(b.kind, document.text[b.start : b.end]) for b in document.blocks]


def test_structure_becomes_blocks() -> None:
    html = (
        "<html><head><title>年度 报告</title><style>p{}</style></head><body>"
        "<nav>首页</nav><h2>经营情况</h2><p>公司建成<b>数字化车间</b>三个。</p>"
        "<ul><li>数控机床</li><li>机器人</li></ul><script>var x = 1;</script>"
        "<table><tr><th>项目</th><th>金额</th></tr><tr><td>收入</td><td>1,200</td></tr></table>"
        "<p hidden>隐藏</p><div style='display: none'>也隐藏</div></body></html>"
    )
    document = read_html(html.encode(), ORIGIN)
    assert document.title == "年度 报告"
    assert shown(document) == [
        ("heading", "经营情况"),
        ("prose", "公司建成数字化车间三个。"),
        ("list", "数控机床"),
        ("list", "机器人"),
        ("table", "项目\t金额\n收入\t1,200"),
    ]


@pytest.mark.parametrize(
    ("encoding", "charset"), [("gbk", "gb2312"), ("big5", "big5"), ("utf-8", "utf-8"), ("gbk", "")]
)
def test_encodings_declared_or_not(encoding: str, charset: str) -> None:
    meta = f'<meta charset="{charset}">' if charset else ""
    text = "公司的主要科技人才均在本地工作，年收入不低。"
    html = f"<html><head>{meta}</head><body><p>{text}</p></body></html>"
    assert kinds(html, encoding) == [("prose", text)]


def test_lines_wrapped_in_the_source_are_joined_without_a_space_in_chinese() -> None:
    assert collapsed("公司推进智能\n制造，\n提高效率") == "公司推进智能制造，提高效率"
    assert collapsed("new\n  plant,\t2023") == "new plant, 2023"


def test_line_break_tags_end_lines() -> None:
    assert kinds("<html><body>第一段。<br/>　　第二段。</body></html>") == [
        ("prose", "第一段。"),
        ("prose", "　　第二段。"),
    ]


def test_layout_tables_with_prose_are_prose() -> None:
    prose = "公司在报告期内完成了三条智能生产线的建设，并通过了验收。" * 4
    html = f"<html><body><table><tr><td>{prose}</td></tr></table></body></html>"
    assert [kind for kind, _ in kinds(html)] == ["prose"]
    inner = "<table><tr><td>甲</td><td>1</td></tr></table>"
    nested = f"<html><body><table><tr><td>{inner}<p>{prose}</p></td></tr></table></body></html>"
    assert kinds(nested) == [("table", "甲\t1"), ("prose", prose)]


def test_deep_nesting_and_broken_markup_are_survived() -> None:
    html = "<html><body>" + "<div>" * 1500 + "里面的话。" + "</p></table>" + "</body>"
    assert ("prose", "里面的话。") in kinds(html)


def test_nesting_that_the_parser_gives_up_on_is_an_error_not_a_loss() -> None:
    with pytest.raises(DocumentError, match="deep"):
        kinds("<html><body>" + "<div>" * 5000 + "里面的话。" + "</body>")


def test_sentences_broken_over_elements_by_a_pdf_converter_are_whole_again() -> None:
    halves = [
        (
            f"公司第{n}号生产线完成了智能化改造，引进了自动导引车和视觉检测设备，产品质量得",
            "到稳定提升。",
        )
        for n in range(100, 140)
    ]
    html = "".join(f"<p>{left}</p><br/><p>{right}</p><br/>" for left, right in halves)
    assert kinds(html) == [("prose", left + right) for left, right in halves]


def test_entities_are_not_expanded_and_nothing_is_fetched() -> None:
    html = (
        '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
        "<html><body><p>前&a;后。</p><iframe src='http://localhost:9/x'></iframe></body></html>"
    )
    text = read_html(html.encode(), ORIGIN).text
    assert "前" in text and "后。" in text
    assert "root" not in text


def test_a_page_without_text_is_empty() -> None:
    document = read_html(b"<html><body><script>x</script></body></html>", ORIGIN)
    assert document.status == "empty" and document.reason


@pytest.mark.shared
def test_real_reports_have_prose_and_tables(shared: Path) -> None:
    paths = sorted((shared / "documents" / "odd").glob("*.html"))
    assert paths
    for path in paths:
        document = read(path)
        chars = dict.fromkeys(("prose", "table", "heading"), 0)
        for block in document.blocks:
            chars[block.kind] = chars.get(block.kind, 0) + block.end - block.start
        assert min(chars[kind] for kind in ("prose", "table", "heading")) > 5_000, path.name
        assert "<" not in document.text[:2_000]
