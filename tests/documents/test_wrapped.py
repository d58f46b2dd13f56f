from __future__ import annotations

import textwrap

from nqp_text.documents.assemble import Origin
from nqp_text.documents.plain import read_plain
from nqp_text.documents.running_lines import page_chain
from nqp_text.documents.text_lines import TextLine
from nqp_text.documents.wrapped import glued
from nqp_text.records import Document

ORIGIN = Origin("id", "a.txt", "text")
SUBJECTS = ("公司", "本集团", "生产基地", "研究院", "信息技术部", "销售网络")
DEEDS = (
    "在报告期内继续推进智能工厂建设，完成了三条生产线的改造，产品合格率明显提高",
    "与多家高校签订合作协议，共同培养高层次工程技术人才，并设立了博士后工作站",
    "完成了数据中心二期工程，新增机柜一千二百个，为客户提供算力租赁和数据存储服务",
    "积极开展节能减排，单位产值能耗比上年下降百分之六，碳排放强度继续降低",
)


def paragraphs(count: int) -> list[str]:
    return [
        "".join(f"{SUBJECTS[(n + k) % 6]}{DEEDS[(n * k + k) % 4]}。" for k in range(1, 3 + n % 3))
        for n in range(count)
    ]


def wrapped(paragraph: str, chars: int = 36) -> list[str]:
    first, rest = paragraph[: chars - 2], paragraph[chars - 2 :]
    lines = [first, *(rest[i : i + chars] for i in range(0, len(rest), chars))]
    # A full stop never opens a line: print squeezes it in.
    for i in range(1, len(lines)):
        if lines[i][:1] in "，。、":
            lines[i - 1], lines[i] = lines[i - 1] + lines[i][0], lines[i][1:]
    return [line for line in lines if line]


def printed(pages: int, per_page: int = 6) -> tuple[str, list[str]]:
    texts = paragraphs(pages * per_page)
    lines: list[str] = []
    body = [line for text in texts for line in wrapped(text)]
    size = len(body) // pages + 1
    for page in range(pages):
        lines += ["某某机床股份有限公司 2021 年年度报告", str(page + 1)]
        lines += body[page * size : (page + 1) * size]
    return "\n".join(lines), texts


def of_kind(document: Document, kind: str) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind == kind]


def test_wrapped_paragraphs_come_back_whole_across_pages() -> None:
    text, texts = printed(8)
    document = read_plain(text.encode(), ORIGIN)
    sentences = {s for t in texts for s in t.split("。") if s}
    found = {s for t in of_kind(document, "prose") for s in t.split("。") if s}
    assert found == sentences


def test_running_headers_and_page_numbers_leave_the_flow_and_give_the_pages() -> None:
    text, _ = printed(8)
    document = read_plain(text.encode(), ORIGIN)
    assert of_kind(document, "header") == ["某某机床股份有限公司 2021 年年度报告"] * 8
    assert of_kind(document, "footer") == [str(n) for n in range(1, 9)]
    assert [page.number for page in document.pages] == list(range(1, 9))


def test_headings_and_numbered_items_stay_apart() -> None:
    text, _ = printed(3)
    text = text.replace("\n", "\n一、主要业务情况\n", 6)
    document = read_plain(text.encode(), ORIGIN)
    assert of_kind(document, "heading").count("一、主要业务情况") == 6


def test_a_paragraph_a_line_is_never_touched() -> None:
    text = "\n".join(paragraphs(30))
    assert read_plain(text.encode(), ORIGIN).text == text


def test_lists_of_names_of_like_length_are_never_joined() -> None:
    names = [f"第{n:02d}某某省某某市某某区某某科技创新发展投资管理有限责任公司" for n in range(40)]
    text = "\n".join(names)
    assert read_plain(text.encode(), ORIGIN).text == text


def test_indented_titles_are_never_joined() -> None:
    titles = "\n".join(
        f"　　评论员：把握机遇推动高质量发展迈出新步伐之{c}论再论又论"
        for c in "一二三四五六七八九十"
    )
    assert read_plain(titles.encode(), ORIGIN).text == titles


def test_cells_read_line_by_line_become_a_table() -> None:
    text, _ = printed(4)
    cells = "项目\n2021年\n2020年\n营业收入\n1,234.50\n1,100.20\n净利润\n88.10\n79.90"
    lines = text.split("\n")
    document = read_plain("\n".join([*lines[:14], cells, *lines[14:]]).encode(), ORIGIN)
    assert any("营业收入" in t and "79.90" in t for t in of_kind(document, "table"))
    assert not any("营业收入" in t for t in of_kind(document, "prose"))


def test_english_lines_are_joined_with_spaces_and_hyphens_removed() -> None:
    sentence = "The company extended its research centre and hired forty engineers in manufacturing"
    paragraph = ", and ".join([sentence] * 4) + "."
    lines = [line for _ in range(12) for line in textwrap.wrap(paragraph, 72)]
    document = read_plain("\n".join(lines).encode(), ORIGIN)
    assert of_kind(document, "prose") == [paragraph] * 12
    assert glued("a new manu-", "facturing site") == "a new manufacturing site"
    assert glued("long-term and short-", "Term") == "long-term and short- Term"


def test_numbers_in_table_cells_make_no_page_chain() -> None:
    lines = [TextLine(str(n)) for n in range(1, 30)]
    assert page_chain(lines) == []
    assert page_chain([TextLine(c) for c in "ab1cd1ef2gh1"]) == []
