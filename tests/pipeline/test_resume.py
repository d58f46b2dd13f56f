"""A run that is stopped in any way goes on where it stopped, and ends with the same bytes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import nqp_text
from corpora import bytes_of, statuses_of, write_corpus
from nqp_text.errors import RunFolderError
from nqp_text.pipeline import Progress
from nqp_text.storage import result_store

HELD = Path(__file__).with_name("held_scans.py")
PATIENCE = 240.0
"""Seconds that end a test that hangs; a busy machine may let a process wait for long."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return write_corpus(tmp_path_factory.mktemp("resume") / "reports")


@pytest.fixture(scope="module")
def whole(corpus, tmp_path_factory):
    """The bytes of a run that nobody stopped."""
    out = tmp_path_factory.mktemp("whole") / "run"
    nqp_text.scan(corpus, out, workers=1)
    return bytes_of(out)


@pytest.fixture
def scan():
    """A scan in a process of its own that stands still at a moment until there is a file "go"."""
    started = []

    def start(corpus, out, *options, moment):
        program = [sys.executable, str(HELD), moment, str(out.with_name("go"))]
        command = [*program, "scan", str(corpus), "--out", str(out), "--start-method", "fork"]
        process = subprocess.Popen(
            [*command, "--workers", "2", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()  # its children end by themselves
        process.communicate()


def wait_for(condition, process):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        if condition():
            return
        time.sleep(0.01)
    assert condition(), process.poll()


def stored(out):
    return sum(file.stat().st_size for file in (out / "parts").glob("results-*.log"))


def lines_of_log(out):
    return (out / "scan.log").read_text(encoding="utf-8").splitlines()


def resumed(corpus, out):
    """Go on in this process; returns how many results were there already."""
    reused = []
    nqp_text.scan(
        corpus, out, mode="resume", isolated=False, report=lambda p: reused.append(p.reused)
    )
    return sum(reused)


MOMENTS = {
    "before the first result": ("0", lambda out: (out / "parts" / "plan.json").is_file()),
    "after the first result": ("1", lambda out: stored(out) > 0),
    "in the middle": (
        "10",
        lambda out: (out / "scan.log").is_file() and len(lines_of_log(out)) > 20,
    ),
    "while the tables are written": ("tables", lambda out: any(out.glob(".*.tmp"))),
}


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_run_goes_on_and_ends_with_the_same_bytes(scan, corpus, whole, tmp_path, moment):
    out = tmp_path / "run"
    held, reached = MOMENTS[moment]
    process = scan(corpus, out, moment=held)
    wait_for(lambda: reached(out), process)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert not (out / "manifest.json").exists()
    with pytest.raises(RunFolderError, match="finished"):
        nqp_text.load_run(out)
    reused = resumed(corpus, out)
    assert bytes_of(out) == whole
    if moment != "before the first result":
        assert reused > 0
    done = [line for line in lines_of_log(out) if ".html" in line or ".txt" in line]
    assert len(done) >= 40
    assert resumed(corpus, out) == 42  # all but the copy, which needs no reading
    assert bytes_of(out) == whole


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_twice_is_as_good_as_once(scan, corpus, whole, tmp_path):
    out = tmp_path / "run"
    process = scan(corpus, out, moment="1")
    wait_for(lambda: stored(out) > 0, process)
    os.killpg(process.pid, signal.SIGINT)
    time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    assert process.returncode in (130, -signal.SIGINT)
    assert resumed(corpus, out) > 0
    assert bytes_of(out) == whole


def test_a_full_disk_stops_the_run_and_room_lets_it_go_on(corpus, whole, tmp_path, monkeypatch):
    out = tmp_path / "run"
    write, written = result_store._write_all, []

    def nearly_full(stream, data):
        if len(written) == 10:
            write(stream, data[:40])
            raise OSError(28, "No space left on device")
        written.append(len(data))
        write(stream, data)

    monkeypatch.setattr(result_store, "_write_all", nearly_full)
    with pytest.raises(RunFolderError, match="No space left") as caught:
        nqp_text.scan(corpus, out, isolated=False)
    assert "--resume" in caught.value.fix
    assert lines_of_log(out)[-1].endswith("stopped: RunFolderError")
    monkeypatch.undo()
    assert resumed(corpus, out) == 10
    assert bytes_of(out) == whole


def test_a_disk_that_fills_while_the_tables_are_written_loses_nothing(
    corpus, whole, tmp_path, monkeypatch
):
    out = tmp_path / "run"

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("nqp_text.storage.files.sync_file", full)  # the first table that is complete
        patch.setattr("nqp_text.pipeline.run.write_plan", lambda *_: None)
        with pytest.raises(RunFolderError, match="No space left"):
            nqp_text.scan(corpus, out, isolated=False)
    assert not list(out.glob(".*.tmp"))
    assert resumed(corpus, out) == 42
    assert bytes_of(out) == whole


def test_files_that_are_added_are_scanned_alone_and_files_that_go_are_forgotten(tmp_path):
    corpus = write_corpus(tmp_path / "reports", 12)
    out = tmp_path / "run"
    taken = sorted(corpus.glob("6*"))[3:6]
    kept = {file: file.read_bytes() for file in taken}
    for file in taken:
        file.unlink()
    nqp_text.scan(corpus, out, isolated=False)
    for file, content in kept.items():
        file.write_bytes(content)
    seen: list[Progress] = []
    nqp_text.scan(corpus, out, isolated=False, mode="resume", report=seen.append)
    done = {p.result.path.rpartition("/")[2] for p in seen if not p.reused}
    assert done == {file.name for file in taken} | {f"again {min(corpus.glob('6*')).name}"}
    nqp_text.scan(corpus, tmp_path / "whole", isolated=False)
    assert bytes_of(out) == bytes_of(tmp_path / "whole")
    taken[0].unlink()
    taken[1].write_text("公司建成数据中心，并改写了全文。", encoding="utf-8")
    assert resumed(corpus, out) == 12
    nqp_text.scan(corpus, tmp_path / "less", isolated=False)
    assert bytes_of(out) == bytes_of(tmp_path / "less")


def test_a_copy_that_is_added_before_the_original_takes_its_place(tmp_path):
    corpus = write_corpus(tmp_path / "reports", 6)
    out = tmp_path / "run"
    nqp_text.scan(corpus, out, isolated=False)
    original = sorted(corpus.glob("6*.txt"))[2]
    (corpus / f"0 {original.name}").write_bytes(original.read_bytes())
    resumed(corpus, out)
    nqp_text.scan(corpus, tmp_path / "whole", isolated=False)
    assert bytes_of(out) == bytes_of(tmp_path / "whole")


def test_another_lexicon_tags_again_without_reading_again(tmp_path, samples, monkeypatch):
    lexicon = tmp_path / "words.csv"
    header = "id,term,lang\n"
    lexicon.write_text(header + "path.green,营业收入,zh\n", encoding="utf-8")
    options = {"isolated": False, "lexicons": (str(lexicon),), "cache": str(tmp_path / "cache")}
    reports = sorted(samples.glob("*.pdf"))
    nqp_text.scan(reports, tmp_path / "run", **options)
    before = bytes_of(tmp_path / "run")
    lexicon.write_text(header + "path.green,公司,zh\n", encoding="utf-8")

    def never(*_, **__):
        raise AssertionError("the file was read again")

    monkeypatch.setattr("nqp_text.documents.read_data", never)
    seen: list[Progress] = []
    nqp_text.scan(reports, tmp_path / "run", mode="resume", report=seen.append, **options)
    assert not any(progress.reused for progress in seen)
    # Partial where OCR is not installed: one sample has a scanned page.
    assert {progress.result.document["status"] for progress in seen} <= {"ok", "partial"}
    assert bytes_of(tmp_path / "run")["counts.parquet"] != before["counts.parquet"]


def test_failures_are_kept_until_they_are_asked_for_again(corpus, tmp_path):
    out = tmp_path / "run"
    reports = write_corpus(tmp_path / "reports", 4)
    nqp_text.scan(reports, out, isolated=False)
    assert statuses_of(out)["unreadable"] == 1
    good = next(reports.glob("6*.txt")).read_bytes()
    assert resumed(reports, out) == 6
    seen: list[Progress] = []
    nqp_text.scan(reports, out, isolated=False, mode="retry", report=seen.append)
    again = {p.result.path.rpartition("/")[2] for p in seen if not p.reused}
    assert {"broken.pdf", "empty.pdf"} <= again
    assert sum(p.reused for p in seen) == 4
    (reports / "broken.pdf").write_bytes(good + b"\nmore")
    nqp_text.scan(reports, out, isolated=False, mode="resume")
    assert statuses_of(out).get("unreadable") is None


def test_a_higher_limit_makes_timeouts_again_and_nothing_else(tmp_path):
    from nqp_text.pipeline.schedule import Schedule
    from nqp_text.settings import Settings
    from nqp_text.storage.result_store import ResultStore
    from nqp_text.storage.results import Key

    def holds(status, key, **limits):
        schedule = Schedule((), Settings(**limits), ResultStore(tmp_path), "run")
        return schedule._holds(key, status)

    key = Key("task", 300.0, 2048)
    assert holds("timeout", key, limit_seconds=300.0)
    assert holds("timeout", key, limit_memory=4096)
    assert not holds("timeout", key, limit_seconds=600.0)
    assert not holds("out_of_memory", key, limit_memory=4096)
    assert holds("ok", key, limit_seconds=1.0, limit_memory=256)
    assert holds("unreadable", key, limit_seconds=600.0)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_two_scans_of_one_folder_are_one_too_many(scan, corpus, tmp_path):
    out = tmp_path / "run"
    first = scan(corpus, out, moment="0")
    wait_for(lambda: (out / "parts" / "plan.json").is_file(), first)
    try:
        second = scan(corpus, out, "--resume", moment="0")
        _, said = second.communicate(timeout=PATIENCE)
        assert second.returncode == 1
        assert f"Another scan is writing into this folder (process {first.pid} on" in said
    finally:
        (tmp_path / "go").touch()
    first.communicate(timeout=PATIENCE)
    assert first.returncode in (0, 3)
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["documents"] == 43
