from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from nqp_text.documents import read, reading
from nqp_text.errors import DocumentError


def test_the_id_is_the_hash_of_the_bytes_and_the_path_is_as_given(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_bytes("正文。".encode())
    document = read(path)
    assert document.doc_id == hashlib.sha256("正文。".encode()).hexdigest()
    assert document.path == str(path)


@pytest.mark.parametrize("name", ["absent.pdf", "folder"])
def test_paths_without_a_file_say_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(DocumentError) as caught:
        read(tmp_path / name)
    assert caught.value.status == "unreadable" and caught.value.fix


def test_files_above_the_limit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.txt"
    path.write_text("正文。" * 100, encoding="utf-8")
    monkeypatch.setattr(reading, "MAX_TEXT_BYTES", 100)
    with pytest.raises(DocumentError, match="MB") as caught:
        read(path)
    assert caught.value.status == "unsupported"
    monkeypatch.setattr(reading, "MAX_BYTES", 50)
    with pytest.raises(DocumentError, match="MB"):
        read(path)


def test_a_broken_pdf_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.4\nnothing more")
    with pytest.raises(DocumentError) as caught:
        read(path)
    assert caught.value.status == "unreadable"
