from __future__ import annotations

import io
import zipfile

import pytest

from nqp_text.documents.sniff import sniff
from nqp_text.errors import DocumentError


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.7\n...", "report.txt", "pdf"),
        (b"\n\n%PDF-1.4", "report.pdf", "pdf"),
        (archive("[Content_Types].xml", "word/document.xml"), "report.pdf", "docx"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "report.txt", "html"),
        (b"<h>Report</h><br/>" * 20, "report.dat", "html"),
        ("<html>x</html>".encode("utf-16"), "report.txt", "html"),
        ("第一节 重要提示".encode(), "report.pdf", "text"),
        (b"MZ and BZh start words too, in plain text.", "note.txt", "text"),
        (b"a < b and c > d", "note.html", "text"),
    ],
)
def test_content_decides_not_the_suffix(data: bytes, name: str, kind: str) -> None:
    assert sniff(data, name) == kind


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (archive("xl/workbook.xml"), "table.docx"),
        (archive("content.xml", "mimetype"), "text.odt"),
        (archive("a.txt"), "files.zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "report.doc"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "scan.pdf"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "scan.jpg"),
        (b"{\\rtf1 text}", "report.rtf"),
        (b"path,year\na.pdf,2020\n", "list.csv"),
    ],
)
def test_other_formats_are_named_with_a_way_out(data: bytes, name: str) -> None:
    with pytest.raises(DocumentError) as caught:
        sniff(data, name)
    assert caught.value.status == "unsupported"
    assert caught.value.fix


@pytest.mark.parametrize("data", [b"", b"  \r\n\t ", b"\xef\xbb\xbf", bytes(100)])
def test_nothing_is_empty(data: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        sniff(data, "nothing.txt")
    assert caught.value.status == "empty"


def test_a_cut_off_zip_is_unreadable() -> None:
    with pytest.raises(DocumentError) as caught:
        sniff(archive("word/document.xml")[:40], "cut.docx")
    assert caught.value.status == "unreadable"
