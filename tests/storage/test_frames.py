"""Frames: what was written comes back, and no other bytes pass for it."""

from __future__ import annotations

import io
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_text.storage import frames
from nqp_text.storage.frames import DamagedFrame, frame_bytes, packed, parse_frame, unpacked

MAGIC = b"TST1"
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(values, values)
def test_what_was_written_comes_back(head, body):
    frame = parse_frame(MAGIC, frame_bytes(MAGIC, packed(head), packed(body)))
    assert (unpacked(frame.head), unpacked(frame.body)) == (head, body)


def test_half_surrogate_pairs_survive():
    assert unpacked(packed({"text": "光伏\ud83d\x00"})) == {"text": "光伏\ud83d\x00"}


@given(st.data())
def test_one_changed_byte_is_noticed(data):
    whole = bytearray(frame_bytes(MAGIC, packed({"a": "新质生产力"}), packed([1, 2, 3])))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(DamagedFrame):
        parse_frame(MAGIC, bytes(whole))


@given(st.data())
def test_a_frame_that_was_cut_is_noticed(data):
    whole = frame_bytes(MAGIC, packed({"a": "新质生产力"}), packed([1, 2, 3]))
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    with pytest.raises(DamagedFrame):
        parse_frame(MAGIC, cut)
    if cut:
        with pytest.raises(DamagedFrame):
            frames.read_frame(MAGIC, io.BytesIO(cut), len(cut))


def test_frames_stand_one_behind_the_other():
    data = b"".join(frame_bytes(MAGIC, packed(number)) for number in range(3))
    stream, left = io.BytesIO(data), len(data)
    found = []
    while (frame := frames.read_frame(MAGIC, stream, left)) is not None:
        found.append(unpacked(frame.head))
        left -= frame.size
    assert found == [0, 1, 2]


def test_a_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(frames, "MAX_JSON", 1 << 20)
    bomb = zlib.compress(b'"' + b"a" * (1 << 24) + b'"', 9)
    assert len(bomb) < 1 << 15
    with pytest.raises(DamagedFrame):
        unpacked(bomb)


@pytest.mark.parametrize("data", [b"", b"\x00", zlib.compress(b"{"), zlib.compress(b"\xff\xff")])
def test_what_is_no_json_is_damaged(data):
    with pytest.raises(DamagedFrame):
        unpacked(data)


def test_json_nested_without_end_is_damaged():
    with pytest.raises(DamagedFrame):
        unpacked(zlib.compress(b"[" * 200_000))
    assert json.loads("[[]]") == [[]]
