"""What a page holds is the same however it is put together."""

from __future__ import annotations

import gzip
import json

import polars as pl
import pytest

from nqp_text.outputs.report import packing
from nqp_text.outputs.report.packing import Column, json_pieces, packed, unpacked

PLAIN = {
    "name": "智算中心 <b>\u2028",
    "empty": {},
    "nothing": [],
    "rows": [{"a": [1, None, 2.5], "b": {"c": "x"}}, {"a": [], "b": {}}],
    "texts": [f"句子{n}" for n in range(25)],
    "numbers": list(range(11)),
    "no": [],
}
MADE = {
    **PLAIN,
    "texts": Column.of(pl.Series(range(25)), lambda n: f"句子{n}"),
    "numbers": Column.of(pl.Series(range(11))),
    "no": Column(0, lambda a, b: []),
}


@pytest.mark.parametrize("at_once", [1, 4, 11, 1000])
def test_columns_make_the_bytes_of_lists(monkeypatch, at_once):
    monkeypatch.setattr(packing, "AT_ONCE", at_once)
    spelled = "".join(json_pieces(MADE))
    assert spelled == json.dumps(PLAIN, ensure_ascii=False, separators=(",", ":"))
    assert packed(MADE) == packed(PLAIN)
    assert unpacked(packed(MADE)) == PLAIN


def test_large_contents_are_base64_without_padding_in_the_middle():
    text = packed({"noise": [(n * 2654435761) % 2**32 for n in range(60_000)]})
    assert len(text) > 300_000
    assert "=" not in text[:-2]
    assert len(unpacked(text)["noise"]) == 60_000


def test_it_is_gzip_that_tells_no_time():
    import base64

    data = base64.b64decode(packed([1]))
    assert gzip.decompress(data) == b"[1]"
    assert data[4:8] == b"\0\0\0\0"
