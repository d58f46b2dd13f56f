"""A folder with everything that is no good report: all have a true status, and the run ends."""

from __future__ import annotations

import io
import os
import sys
import zipfile

import bombs
import pytest
from good_pdf import good_pdf

import nqp_text

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX names, links and pipes")

GOOD = "公司建成智算中心，推进绿色低碳转型。\n"
BODY = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + BODY
    + b"<w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
)


def zipped(members, level=9):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return memory.getvalue()


def docx(xml):
    types = (
        b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        b'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        b'package.relationships+xml"/><Override PartName="/word/document.xml" ContentType='
        b'"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        b"</Types>"
    )
    relations = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006'
        b'/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/office'
        b'Document/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    return zipped(
        {"[Content_Types].xml": types, "_rels/.rels": relations, "word/document.xml": xml}
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.txt").write_text(GOOD * 3, encoding="utf-8")
    folder = tmp_path_factory.mktemp("folder")
    files = {
        "good.txt": GOOD.encode("utf-8"),
        "good.pdf": good_pdf(),
        "zero.pdf": b"",
        "blank.pdf": b" \n\x00" * 100,
        "password.pdf": bombs.with_password(),
        "renamed zip.pdf": zipped({"a.txt": b"words"}),
        "renamed png.pdf": b"\x89PNG\r\n\x1a\n" + bytes(100),
        "half.pdf": good_pdf()[: len(good_pdf()) // 3],
        "portal.pdf": b"<!DOCTYPE html><html><body><p>Session expired. Log in again.</p></body>",
        "bomb.docx": docx(BODY + b"<w:body><w:p>" + b" " * (300 << 20) + b"</w:p></w:body>"),
        "laughs.docx": docx(LAUGHS + BODY + b"<w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body>"
                            b"</w:document>"),
        "outside.docx": docx(OUTSIDE),
        "deep.html": b"<html><body>" + b"<div>" * 200_000 + GOOD.encode("utf-8"),
        "tags.html": b"<html><body>" + b"<p>x" * 20_000,
        "one line.html": b"<html><body><p>" + "公司建设算力中心，".encode() * 200_000,
        "line.txt": b"a" * 3_000_000,
        "no letters.txt": bytes(range(256)) * 400,
    }  # fmt: skip
    for name, data in files.items():
        (folder / name).write_bytes(data)
    for name in (b"\xd6\xd0\xce\xc4.txt", b"\xff\xfe.txt", "新\n行.txt".encode()):
        (folder / os.fsdecode(name)).write_bytes((GOOD + repr(name)).encode("utf-8"))
    os.truncate(_made(folder / "large.pdf"), 2 << 30)
    (folder / "folder.pdf").mkdir()
    (folder / "out.txt").symlink_to(outside / "secret.txt")
    (folder / "lost.pdf").symlink_to(folder / "nowhere.pdf")
    (folder / "round.pdf").symlink_to(folder / "round.pdf")
    (folder / "endless.pdf").symlink_to("/dev/zero")
    (folder / "around").symlink_to(folder, target_is_directory=True)
    os.mkfifo(folder / "pipe.pdf")
    return folder


def _made(file):
    file.touch()
    return file


@pytest.fixture(scope="module")
def run(folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "run"
    return nqp_text.scan(folder, out, workers=2, limit_seconds=300, limit_memory=900)


def test_every_file_has_its_status(run, folder):
    rows = {
        row["path"].removeprefix(f"{folder.as_posix()}/"): row
        for row in run.documents.collect().to_dicts()
    }
    statuses = {name: row["status"] for name, row in rows.items()}
    expected = {
        "good.txt": "ok", "good.pdf": "ok", "out.txt": "ok", "portal.pdf": "ok",
        "zero.pdf": "empty", "blank.pdf": "empty", "password.pdf": "encrypted",
        "renamed zip.pdf": "unsupported", "renamed png.pdf": "unsupported",
        "large.pdf": "unsupported", "lost.pdf": "unreadable", "round.pdf": "unreadable",
        "endless.pdf": "unreadable", "pipe.pdf": "unreadable", "tags.html": "ok",
        "one line.html": "ok",
        r"\xd6\xd0\xce\xc4.txt": "ok", r"\xff\xfe.txt": "ok", "新\n行.txt": "ok",
    }  # fmt: skip
    assert {name: statuses.get(name) for name in expected} == expected
    assert statuses["half.pdf"] in ("partial", "unreadable", "empty")
    for name in ("bomb.docx", "laughs.docx", "outside.docx"):
        assert statuses[name] not in ("ok", "partial"), rows[name]
    assert set(statuses) >= {"deep.html", "line.txt", "no letters.txt"}
    assert "folder.pdf" not in statuses
    for name, row in rows.items():
        assert row["reason"] or row["status"] == "ok", name
        assert "Internal error" not in row["reason"], row
    assert rows["large.pdf"]["reason"] == "The file has 2147 MB; more than 512 MB is not read."
    assert rows["out.txt"]["reason"].startswith("a link that leads out of its folder, to /")
    assert rows["out.txt"]["reason"].endswith("/secret.txt")
    assert rows["endless.pdf"]["reason"].endswith(
        "; a link that leads out of its folder, to /dev/zero"
    )


def test_no_failure_has_a_number_and_no_file_outside_was_quoted(run):
    failed = ("empty", "unreadable", "encrypted", "unsupported", "timeout", "out_of_memory")
    documents = run.documents.collect()
    ids = documents.filter(documents["status"].is_in(failed) & (documents["doc_id"] != ""))
    index = run.index.collect()
    cells = index.filter(
        index["doc_id"].is_in(ids["doc_id"].to_list()) & (index["unit"] == "document")
    )
    assert cells.height > 0
    assert cells["value"].null_count() == cells.height
    mentions = run.mentions.collect()
    assert not any("root:" in text for text in mentions["text"])
