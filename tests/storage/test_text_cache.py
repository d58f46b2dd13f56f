"""The cache of texts: right or absent, and never in the way."""

from __future__ import annotations

import os
import shutil
import sys
import time

import pytest

from nqp_text.records import Block, Document, Page
from nqp_text.storage import text_cache
from nqp_text.storage.text_cache import TextCache


def document(number=1, text="公司建成智算中心。"):
    blocks = (Block("prose", 1, 0, len(text)),)
    pages = (Page(1, "text", len(text)),)
    return Document(f"{number:064x}", "a.pdf", "pdf", text, blocks, pages, ((0, 1),))


def test_a_text_comes_back_for_its_bytes_and_its_reader_only(tmp_path):
    cache = TextCache(tmp_path)
    assert cache.put(document(), "reader")
    assert cache.get(document().doc_id, "reader", "a.pdf") == document()
    assert cache.get(document().doc_id, "other", "a.pdf") is None
    assert cache.get(document(2).doc_id, "reader", "a.pdf") is None


@pytest.mark.parametrize("damage", [b"", b"NQT1", b"junk" * 100])
def test_a_damaged_entry_is_no_entry_and_goes(tmp_path, damage):
    cache = TextCache(tmp_path)
    cache.put(document(), "reader")
    file = cache.file_of(document().doc_id, "reader")
    file.write_bytes(damage)
    assert cache.get(document().doc_id, "reader", "a.pdf") is None
    assert not file.exists()


def test_a_text_under_a_false_name_is_not_believed(tmp_path):
    cache = TextCache(tmp_path)
    cache.put(document(1), "reader")
    target = cache.file_of(document(2).doc_id, "reader")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(cache.file_of(document(1).doc_id, "reader"), target)
    assert cache.get(document(2).doc_id, "reader", "a.pdf") is None


def test_the_longest_unused_go_first(tmp_path):
    cache = TextCache(tmp_path)
    for number in range(5):
        cache.put(document(number), "reader")
        age = time.time() - 100 * (5 - number)
        os.utime(cache.file_of(document(number).doc_id, "reader"), (age, age))
    cache.get(document(0).doc_id, "reader", "a.pdf")  # used now
    sizes = [entry.size for entry in cache.entries()]
    cache.trim(sum(sizes) - 1)
    there = [bool(cache.get(document(n).doc_id, "reader", "")) for n in range(5)]
    assert there == [True, False, True, True, True]
    assert len(cache.trim(10**9, unused_since=time.time() + 10)) == 4
    assert list(cache.entries()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_texts_are_for_their_owner_only(tmp_path):
    cache = TextCache(tmp_path / "new")
    cache.put(document(), "reader")
    assert cache.folder.stat().st_mode & 0o077 == 0


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path, monkeypatch):
    (tmp_path / "texts").write_text("a file where the folder should be", encoding="utf-8")
    assert TextCache(tmp_path).put(document(), "reader") is False
    assert TextCache(tmp_path).get(document().doc_id, "reader", "a.pdf") is None
    monkeypatch.setattr(text_cache, "ROOM_LEFT", 1 << 62)
    assert TextCache(tmp_path / "full").put(document(), "reader") is False


def test_what_killed_processes_left_is_counted_and_goes(tmp_path):
    cache = TextCache(tmp_path)
    cache.put(document(), "reader")
    left = cache.file_of(document().doc_id, "reader").with_name(".x.nqptext.abcd.tmp")
    left.write_bytes(b"half")
    assert len(list(cache.entries())) == 2
    cache.trim(0)
    assert not left.exists()
