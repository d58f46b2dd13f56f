"""PDFs made by hand → documents: order, paragraphs, tables, running lines, statuses."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nqp_text.documents.pdf import read_pdf
from nqp_text.errors import DocumentError
from nqp_text.records import Document

MakePdf = Callable[..., bytes]
ZH = "公司持续推进智能制造升级并建设覆盖全部生产基地的数据平台以支持各业务条线协同发展和绿色转型"


def read(data: bytes, **options: object) -> Document:
    return read_pdf(data, "made.pdf", doc_id="0", **options)  # type: ignore[arg-type]


def blocks(document: Document, *kinds: str) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind in kinds]


def chinese_page(first: int, lines: int = 12, *, header: str = "", number: int = 0):
    """A page of full lines of 30 characters at 12 points, with header and page number."""
    page = [(90, 800, 9, header)] if header else []
    for row in range(lines):
        at = (first + row) * 7 % len(ZH)
        page.append((72, 740 - 20 * row, 12, (ZH + ZH + ZH)[at : at + 36]))
    if number:
        page.append((290, 40, 9, str(number)))
    return page


def test_wrapped_chinese_lines_are_joined_without_a_space(make_pdf: MakePdf) -> None:
    page = [(96, 700, 12, ZH[:34]), (72, 680, 12, ZH[:36]), (72, 660, 12, "全年完成。")]
    document = read(make_pdf([page]))
    assert blocks(document, "prose") == [ZH[:34] + ZH[:36] + "全年完成。"]


def test_a_sentence_that_crosses_a_page_is_whole_and_knows_both_pages(make_pdf: MakePdf) -> None:
    pages = [chinese_page(n, header="示例股份有限公司年度报告", number=n) for n in (1, 2, 3, 4)]
    document = read(make_pdf(pages))
    prose = blocks(document, "prose")
    assert len(prose) == 1
    assert len(blocks(document, "header")) == len(blocks(document, "footer")) == 4
    start = document.blocks[[b.kind for b in document.blocks].index("prose")].start
    assert document.page_at(start) == 1
    assert document.page_at(start + 36 * 12) == 2
    assert document.page_at(start + 36 * 12 - 1) == 1
    assert document.page_at(start + len(prose[0]) - 1) == 4


def test_running_lines_follow_the_paragraph_that_they_interrupted(make_pdf: MakePdf) -> None:
    pages = [chinese_page(n, header="示例股份有限公司年度报告", number=n) for n in (1, 2, 3)]
    kinds = [block.kind for block in read(make_pdf(pages)).blocks]
    assert kinds == ["header", "prose", "footer", "header", "footer", "header", "footer"]


def test_columns_are_read_one_after_the_other(make_pdf: MakePdf) -> None:
    left = [(60, 740 - 16 * row, 12, "Left side words run on and on here ok") for row in range(9)]
    right = [(320, 740 - 16 * row, 12, "Right side words run on and on too ok") for row in range(9)]
    mixed = [line for pair in zip(left, right, strict=True) for line in pair]
    text = read(make_pdf([mixed])).text
    assert text.rindex("Left") < text.index("Right")


def test_side_by_side_languages_are_two_flows_over_pages(make_pdf: MakePdf) -> None:
    def page(first: int, closed: bool) -> list[tuple[float, float, float, str]]:
        rows = []
        for row in range(10):
            at = first + row
            rows.append(
                (
                    50,
                    740 - 18 * row,
                    12,
                    f"the group has expanded its {'abcdefghijklmnopqrstuvwxyz'[at % 26] * 9} plan",
                )
            )
            rows.append((330, 740 - 18 * row, 12, f"本集團持續擴展數據平台並{ZH[at]}推進轉型"))
        if closed:
            rows += [(50, 560, 12, "all regions."), (330, 560, 12, "覆蓋各地。")]
        return rows

    document = read(make_pdf([page(4, False), page(20, True)]))
    prose = blocks(document, "prose")
    assert len(prose) == 2
    assert prose[0].count("expanded") == 20
    assert prose[1].count("轉型") == 20
    assert prose[1].endswith("覆蓋各地。")
    assert "the" not in prose[1]


def test_table_rows_are_tables_and_do_not_stick_to_prose(make_pdf: MakePdf) -> None:
    page = [(72, 700, 12, ZH[:36]), (72, 680, 12, "情况如下：")]
    for row, (name, now, before) in enumerate(
        [
            ("项目", "本年", "上年"),
            ("营业收入", "1,234.50", "1,100.20"),
            ("研发费用", "210.00", "98.10"),
        ]
    ):
        y = 650 - 18 * row
        page += [(72, y, 10, name), (300, y, 10, now), (450, y, 10, before)]
    page += [(72, 580, 12, ZH[3:39]), (72, 560, 12, "变动较大。")]
    document = read(make_pdf([page]))
    assert blocks(document, "table") == [
        "项目\t本年\t上年\n营业收入\t1,234.50\t1,100.20\n研发费用\t210.00\t98.10"
    ]
    assert blocks(document, "prose") == [ZH[:36] + "情况如下：", ZH[3:39] + "变动较大。"]


def test_contents_lines_headings_and_lists_are_told_apart(make_pdf: MakePdf) -> None:
    page = [
        (250, 780, 16, "目录"),
        (72, 750, 12, "第一节 公司简介........................................................ 3"),
        (72, 730, 12, "第二节 管理层讨论与分析................................................ 9"),
        (72, 690, 12, "第二节 管理层讨论与分析"),
        (96, 660, 12, ZH[:34]),
        (72, 640, 12, "平台。"),
        (96, 610, 12, "•完成平台一期建设。"),
        (96, 590, 12, "•启动平台二期建设。"),
    ]
    kinds = [block.kind for block in read(make_pdf([page])).blocks]
    assert kinds == ["heading", "toc", "heading", "prose", "list", "list"]


def test_hyphens_of_compounds_stay(make_pdf: MakePdf) -> None:
    line = "We invested a good deal of money during the year in long-"
    page = [
        (72, 700, 12, "Our long-term plan and our short-term plan changed a good deal now"),
        (72, 684, 12, line),
        (72, 668, 12, "term assets."),
    ]
    assert "in long-term assets." in read(make_pdf([page])).text


def test_turned_pages_are_read_upright(make_pdf: MakePdf) -> None:
    page = [(72, 500, 12, "Assets of the group"), (72, 480, 12, "Liabilities of the group")]
    document = read(make_pdf([page], rotate=180), lines=True)
    assert document.lines[0].box[1] < 400  # the reader sees the first line at the foot
    assert document.pages[0].width == 595


def test_blocks_and_lines_address_the_text(make_pdf: MakePdf) -> None:
    pages = [chinese_page(n, header="示例股份有限公司年度报告", number=n) for n in (1, 2, 3)]
    document = read(make_pdf(pages), lines=True)
    end = 0
    for block in document.blocks:
        assert document.text[end : block.start].strip("\n") == ""
        end = block.end
    assert end == len(document.text)
    assert len(document.lines) == 3 * 14
    for line in document.lines:
        assert document.page_at(line.start) == line.page
        assert 0 < line.box[0] < line.box[2] <= 595
    assert all(a[0] < b[0] for a, b in itertools.pairwise(document.page_starts))


def test_every_character_of_a_page_is_kept(make_pdf: MakePdf) -> None:
    page = [(72, 700, 12, "甲 乙：１２３（a）"), (72, 400, 30, "?"), (300, 50, 5, "x y z")]
    text = read(make_pdf([page])).text
    assert sorted("".join(text.split())) == sorted("甲乙：１２３（a）?xyz")


def test_an_empty_page_is_blank_and_counts_as_read(make_pdf: MakePdf) -> None:
    document = read(make_pdf([[(72, 700, 12, "Some words here.")], []]))
    assert [page.status for page in document.pages] == ["text", "blank"]
    assert document.pages_read == 2
    assert document.status == "ok"


def test_a_garbled_layer_is_reported_and_left_out(make_pdf: MakePdf) -> None:
    junk = "".join(chr(0x7B00 + step * 37 % 4000) for step in range(400))
    page = [(72, 740 - 20 * row, 12, junk[row * 30 : row * 30 + 30]) for row in range(12)]
    document = read(make_pdf([[(72, 700, 12, "These words can be read.")], page]))
    assert [item.status for item in document.pages] == ["text", "garbled"]
    assert document.status == "partial"
    assert document.garbled_share > 0.8
    assert document.text == "These words can be read."


def test_ocr_reads_garbled_pages_with_the_same_layout_repair(make_pdf: MakePdf) -> None:
    junk = "".join(chr(0x7B00 + step * 37 % 4000) for step in range(400))
    page = [(72, 740 - 20 * row, 12, junk[row * 30 : row * 30 + 30]) for row in range(12)]
    seen: list[tuple[int, ...]] = []

    def ocr(image: np.ndarray) -> list[tuple[str, tuple[float, float, float, float], float]]:
        seen.append(image.shape)
        assert image.dtype == np.uint8
        return [
            (ZH[:36], (200, 200, 1400, 240), 0.9),
            ("平台。", (200, 250, 300, 290), 0.9),
        ]

    document = read(make_pdf([page]), ocr=ocr)
    assert seen == [(2339, 1653, 3)]
    assert document.text == ZH[:36] + "平台。"
    assert (document.pages[0].status, document.pages_ocr) == ("ocr", 1)


@pytest.mark.parametrize("data", [b"%PDF-1.4\nnot really", b"plain words", b"%PDF-"])
def test_a_broken_file_is_unreadable(data: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        read(data)
    assert caught.value.status == "unreadable"


def test_reading_twice_gives_the_same_document(make_pdf: MakePdf) -> None:
    data = make_pdf([chinese_page(n, header="示例", number=n) for n in (1, 2, 3)])
    assert read(data, lines=True) == read(data, lines=True)


@pytest.mark.shared
def test_a_scan_is_reported_as_not_read(shared: Path) -> None:
    path = next((shared / "documents" / "odd").glob("scan_hk*.pdf"))
    document = read(path.read_bytes())
    assert {page.status for page in document.pages} == {"no_text"}
    assert document.pages_read == 0
    assert document.status == "unreadable"
