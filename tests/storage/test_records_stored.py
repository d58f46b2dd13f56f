"""Documents and results come back equal from their bytes."""

from __future__ import annotations

import pytest

from nqp_text import documents
from nqp_text.pipeline.file import scan_file
from nqp_text.pipeline.sources import Source
from nqp_text.records import Block, Document, DocumentResult, Line, Page
from nqp_text.settings import Settings
from nqp_text.storage.frames import DamagedFrame, frame_bytes, packed, parse_frame
from nqp_text.storage.results import MAGIC, Key, decode_body, decode_head, encode_result
from nqp_text.storage.texts import decode_document, encode_document


def test_every_sample_comes_back_equal(samples):
    files = sorted(path for path in samples.iterdir() if path.suffix in (".pdf", ".txt", ".html"))
    assert files
    for file in files:
        document = documents.read(file, lines=True)
        assert decode_document(encode_document(document), str(file)) == document


def test_a_document_with_everything_comes_back_equal():
    document = Document(
        "ab" * 32, "x.pdf", "pdf", "标题\n正文\ud800。",
        (Block("heading", 1, 0, 2), Block("prose", 1, 3, 7)),
        (Page(1, "text", 6, 0.125, 595.0, 842.0), Page(2, "no_text", 0)),
        ((0, 1), (5, 2)), (Line(1, 0, 2, (1.5, 2.0, 3.0, 4.25)),), "标题", "partial", "1 of 2",
    )  # fmt: skip
    assert decode_document(encode_document(document), "x.pdf") == document
    assert decode_document(encode_document(document), "y.pdf").path == "y.pdf"


def test_the_result_of_a_sample_comes_back_equal(samples):
    file = next(iter(sorted(samples.glob("*.pdf"))))
    result = scan_file(Source(file.name, str(file)), Settings(cache="off", ocr="off"))
    assert result.mentions and result.counts and result.exposure_parts
    key = Key("task", 300.0, 2048)
    frame = parse_frame(MAGIC, encode_result(result, key))
    found, head = decode_head(frame)
    assert found == key
    assert (head.document, head.counts, head.exposure) == (
        result.document,
        result.counts,
        result.exposure,
    )
    assert head.mentions == ()
    body = decode_body(frame)
    assert body["mentions"] == result.mentions
    assert body["nominations"] == result.nominations
    assert body["exposure_parts"] == result.exposure_parts


def test_a_failed_result_comes_back_equal():
    result = DocumentResult("", "x.pdf", {"status": "timeout", "year": None, "path": "x.pdf"})
    frame = parse_frame(MAGIC, encode_result(result, Key()))
    assert decode_head(frame)[1] == result
    assert set(decode_body(frame).values()) == {()}


@pytest.mark.parametrize("head", [[], {}, {"key": ["a", 1.0, 2]}, {"key": 3, "exposure": []}, "x"])
def test_other_json_is_no_result(head):
    data = frame_bytes(MAGIC, packed(head), packed({}))
    with pytest.raises(DamagedFrame):
        decode_head(parse_frame(MAGIC, data))


@pytest.mark.parametrize("head", [[], {}, {"blocks": 3}, "x"])
def test_other_json_is_no_document(head):
    with pytest.raises(DamagedFrame):
        decode_document(frame_bytes(b"NQT1", packed(head), packed({"text": ""})), "x")
