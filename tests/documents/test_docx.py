from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from nqp_text.documents import read
from nqp_text.documents.assemble import Origin
from nqp_text.documents.docx import read_docx
from nqp_text.errors import DocumentError
from nqp_text.records import Document

ORIGIN = Origin("id", "a.docx", "docx")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def saved(file: Any) -> bytes:
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(b.kind, document.text[b.start : b.end]) for b in document.blocks]


def sample() -> bytes:
    import docx

    file = docx.Document()
    file.sections[0].header.paragraphs[0].text = "某市人民政府"
    file.add_heading("一、上年工作回顾", level=1)
    paragraph = file.add_paragraph("全市建成")
    paragraph.add_run("智能工厂").bold = True
    paragraph.add_run("十二家。")
    file.add_paragraph("建设创新平台", style="List Bullet")
    table = file.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, (("指标", "数值"), ("增长", "6.1%")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    file.add_paragraph("各位代表！")
    return saved(file)


def test_parts_come_in_document_order_with_their_kind() -> None:
    assert kinds(read_docx(sample(), ORIGIN)) == [
        ("header", "某市人民政府"),
        ("heading", "一、上年工作回顾"),
        ("prose", "全市建成智能工厂十二家。"),
        ("list", "建设创新平台"),
        ("table", "指标\t数值\n增长\t6.1%"),
        ("prose", "各位代表！"),
    ]


def edited(data: bytes, part: str, change: Any) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for item in old.infolist():
            content = old.read(item.filename)
            new.writestr(item, change(content) if item.filename == part else content)
    return buffer.getvalue()


def with_body(xml: str) -> bytes:
    def change(content: bytes) -> bytes:
        start, end = content.index(b"<w:body>") + 8, content.index(b"</w:body>")
        return content[:start] + xml.encode() + content[end:]

    return edited(sample(), "word/document.xml", change)


def test_text_boxes_are_read_once_and_deleted_text_is_not() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>文本框内容。</w:t></w:r></w:p></w:txbxContent>"
    namespaces = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    xml = (
        f"<w:p><w:r><w:t>正文。</w:t></w:r><w:r><mc:AlternateContent {namespaces}>"
        f"<mc:Choice Requires='x'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
        "<w:p><w:del><w:r><w:delText>删去的话。</w:delText></w:r></w:del>"
        "<w:r><w:t>留下的话。</w:t></w:r></w:p>"
    )
    assert read_docx(with_body(xml), ORIGIN).text.endswith("正文。\n文本框内容。\n留下的话。")


def test_field_codes_are_left_out_and_line_breaks_split() -> None:
    xml = (
        "<w:p><w:r><w:instrText>PAGE \\* MERGEFORMAT</w:instrText></w:r>"
        "<w:r><w:t>第一行</w:t><w:br/><w:t>第二行</w:t></w:r></w:p>"
    )
    assert read_docx(with_body(xml), ORIGIN).text.endswith("第一行\n第二行")


def test_damaged_xml_is_unreadable() -> None:
    data = edited(sample(), "word/document.xml", lambda content: content[:200])
    with pytest.raises(DocumentError) as caught:
        read_docx(data, ORIGIN)
    assert caught.value.status == "unreadable"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", b"0" * 40_000_000)
    with pytest.raises(DocumentError, match="40 MB"):
        read(path)


@pytest.mark.shared
def test_real_work_reports_are_read_whole(shared: Path) -> None:
    paths = sorted((shared / "documents" / "government_zh_docx").glob("*.docx"))
    assert paths
    for path in paths:
        document = read(path)
        assert document.format == "docx" and document.status == "ok"
        assert len(document.text) > 8_000, path.name
        assert document.text.count("。") > 100, path.name
