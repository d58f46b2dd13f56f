"""``nqp cache``: what it shows is there, and what it deletes is gone."""

from __future__ import annotations

import json
import shutil

import pytest


@pytest.fixture
def scanned(nqp, tmp_path, samples):
    (tmp_path / "reports").mkdir()
    for file in sorted(samples.glob("*.pdf"), key=lambda file: file.stat().st_size)[:1]:
        shutil.copy(file, tmp_path / "reports")
    done = nqp("scan", "reports", "--out", "run", "-w", "1", "-q", NQP_CACHE="kept")
    assert done.returncode == 0, done.stderr
    return nqp


def test_the_cache_is_shown_and_cleaned(scanned, tmp_path):
    shown = json.loads(scanned("cache", "--json", NQP_CACHE="kept").stdout)
    files = list((tmp_path / "kept" / "texts").rglob("*.nqptext"))
    number = len(files)  # what was read, and perhaps what was prepared of it
    assert shown["texts"] == number >= 1
    assert shown["bytes"] == sum(file.stat().st_size for file in files)
    assert f"texts: {number}, " in scanned("cache", NQP_CACHE="kept").stdout
    kept = scanned("cache", "clean", "--unused-days", "1", NQP_CACHE="kept")
    assert kept.stdout.startswith("deleted: 0 texts")
    assert scanned("cache", "clean", NQP_CACHE="kept").stdout.startswith(f"deleted: {number} texts")
    assert json.loads(scanned("cache", "--json", NQP_CACHE="kept").stdout)["texts"] == 0
    assert (tmp_path / "run" / "manifest.json").exists()


def test_no_cache_keeps_nothing(scanned, tmp_path):
    scanned("scan", "reports", "--out", "other", "-w", "1", "-q", "--no-cache", NQP_CACHE="none")
    assert (tmp_path / "other" / "manifest.json").exists()
    assert not (tmp_path / "none").exists()
