"""Files at URLs: a file system in memory, and a web server that worker processes read from."""

from __future__ import annotations

import functools
import http.server
import threading

import pytest

from nqp_text.errors import DocumentError, NqpError
from nqp_text.pipeline import find_sources, scan_sources
from nqp_text.pipeline.remote import bytes_at, is_url, urls_in
from nqp_text.settings import Settings

fsspec = pytest.importorskip("fsspec")
OFF = Settings(ocr="off", cache="off", workers=1)
TEXT = "公司加快建设智算中心，算力规模达到{n}万核。\n"


@pytest.fixture
def folder(tmp_path):
    target = tmp_path / "reports"
    target.mkdir()
    for number in range(3):
        (target / f"report{number}.txt").write_text(TEXT.format(n=number), encoding="utf-8")
    return target


@pytest.fixture
def memory(folder):
    system = fsspec.filesystem("memory")
    for file in folder.iterdir():
        system.pipe(f"/bucket/{file.name}", file.read_bytes())
    system.pipe("/bucket/notes.bin", b"\x00")
    yield "memory://bucket"
    system.rm("/bucket", recursive=True)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("s3://b/x.pdf", True), ("memory://x", True), ("C:\\x.pdf", False), ("a/b.pdf", False)],
)
def test_what_a_url_is(name, expected):
    assert is_url(name) is expected


def test_a_folder_a_pattern_and_a_file_are_listed(memory):
    for name in (memory, f"{memory}/*.txt"):
        paths = [source.path for source in find_sources([name]).files]
        assert paths == [f"memory:///bucket/report{number}.txt" for number in range(3)]
    assert urls_in(f"{memory}/report1.txt") == [f"{memory}/report1.txt"]


def test_a_scan_of_urls_counts_what_a_scan_of_files_counts_and_is_resumed(folder, memory, tmp_path):
    plain = scan_sources([folder], tmp_path / "plain", OFF)
    there = scan_sources([memory], tmp_path / "there", OFF, isolated=False)
    columns = ["doc_id", "node", "attention"]
    assert (
        there.counts.select(columns).sort(columns).collect().rows()
        == plain.counts.select(columns).sort(columns).collect().rows()
    )
    reused = []
    scan_sources(
        [memory],
        tmp_path / "there",
        OFF,
        isolated=False,
        mode="resume",
        report=lambda progress: reused.append(progress.reused),
    )
    assert reused == [True] * 3


def test_workers_fetch_the_bytes_themselves(folder, tmp_path):
    pytest.importorskip("aiohttp")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_port}"
        names = [f"{address}/report{number}.txt" for number in range(3)]
        run = scan_sources([*names, f"{address}/gone.txt"], tmp_path / "run", OFF)
    finally:
        server.shutdown()
    rows = run.documents.select("path", "status").collect().rows()
    assert sorted(rows)[0] == (f"{address}/gone.txt", "unreadable")
    assert [status for _, status in sorted(rows)[1:]] == ["ok"] * 3


def test_what_is_not_there_is_said_to_be_so():
    with pytest.raises(DocumentError, match="cannot be fetched"):
        bytes_at("memory://nowhere/x.txt")
    with pytest.raises(NqpError, match="cannot be listed"):
        urls_in("nosuchsystem://x/*")
