"""What the cache keeps of a document gives the same result as the document, or nothing at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nqp_text import documents
from nqp_text.pipeline.file import prepared_file, scan_document, scan_file
from nqp_text.pipeline.keys import prepared_key
from nqp_text.pipeline.prepared import finish, prepare
from nqp_text.pipeline.prepared_bytes import decode_prepared, encode_prepared
from nqp_text.pipeline.sources import Source
from nqp_text.settings import Settings
from nqp_text.storage.frames import DamagedFrame

OFF = Settings(ocr="off", cache="off")


@pytest.fixture(scope="module")
def sample(samples):
    return min(samples.glob("*.pdf"), key=lambda file: file.stat().st_size)


@pytest.mark.parametrize("changed", [{}, {"section": "mdna"}, {"tables": True}])
def test_what_was_kept_gives_the_same_result_under_any_settings(samples, changed):
    for file in sorted(samples.glob("*.pdf")):
        source = Source(file.name, str(file))
        document = documents.read(file)
        kept = decode_prepared(encode_prepared(prepare(document, source, OFF)))
        wanted = OFF.changed(**changed)
        assert finish(kept, source, wanted) == scan_document(document, source, wanted)


def test_a_second_scan_takes_the_sentences_from_the_cache(sample, tmp_path):
    wanted = OFF.changed(cache=str(tmp_path))
    source = Source(sample.name, str(sample))
    first = scan_file(source, wanted)
    gone = replace(source, file=str(tmp_path / sample.name))  # the same name, and no such file
    second = scan_file(gone, wanted, doc_id=first.doc_id)
    times = {"seconds": 0.0}
    assert replace(second, document=second.document | times) == replace(
        first, document=first.document | times
    )


def test_another_name_or_a_manifest_makes_another_entry(sample):
    source = Source("000001_某公司_2020年年度报告.pdf", str(sample))
    others = [replace(source, path="x.pdf"), replace(source, known=(("year", "2019"),))]
    keys = {prepared_key(item, OFF) for item in (source, *others)}
    assert len(keys) == 3


def test_a_damaged_entry_is_read_again(sample, tmp_path):
    wanted = OFF.changed(cache=str(tmp_path))
    source = Source(sample.name, str(sample))
    good = prepared_file(source, wanted)
    for file in tmp_path.rglob("*.nqptext"):
        file.write_bytes(file.read_bytes()[:-9])
    again = prepared_file(source, wanted, good.doc_id)
    assert tuple(again.sentences) == tuple(good.sentences)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_changed_bytes_are_noticed(data):
    document = documents.read_data("公司建设智算中心。\n第二句。".encode(), Path("a.txt"))
    encoded = bytearray(encode_prepared(prepare(document, Source("a.txt", "a.txt"), OFF)))
    place = data.draw(st.integers(0, len(encoded) - 1))
    encoded[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(DamagedFrame):
        decode_prepared(bytes(encoded))
