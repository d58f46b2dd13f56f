"""``nqp scan`` over a folder that holds a run: go on, try again, and say what would be done."""

from __future__ import annotations

import json
import shlex

import pytest

GOOD = "公司建成智算中心，推进绿色低碳转型。\n"


@pytest.fixture
def reports(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(3):
        name = f"60000{number}_甲公司_2022年年度报告.txt"
        (folder / name).write_text(GOOD * (number + 1), encoding="utf-8")
    (folder / "late.txt").write_bytes(b"")
    return folder


def test_the_command_at_the_end_reads_again_what_was_not_read(nqp, reports, tmp_path):
    out = "my run"
    done = nqp("scan", "reports", "--out", out, "-w", "1", "--section", "all")
    assert done.returncode == 3
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("Read these again: ")]
    command = shlex.split(line.removeprefix("Read these again: "))
    assert command == ["nqp", "scan", "--retry-failed", "--out", out]
    (reports / "late.txt").write_text(GOOD * 9, encoding="utf-8")
    again = nqp(*command[1:], "--json")
    assert again.returncode == 0, again.stderr
    summary = json.loads(again.stdout)
    assert (summary["files"], summary["reused"], summary["retry"]) == (4, 3, "")


def test_the_run_remembers_its_sources_and_settings(nqp, reports, tmp_path):
    nqp("scan", "reports", "--out", "run", "-w", "1", "-q", "--tables", "--limit-seconds", "77")
    (reports / "new.txt").write_text(GOOD * 5, encoding="utf-8")
    done = nqp("scan", "--resume", "--out", "run", "--json", "--workers", "1")
    summary = json.loads(done.stdout)
    assert (summary["files"], summary["reused"]) == (5, 4)
    settings = json.loads((tmp_path / "run" / "manifest.json").read_text("utf-8"))["settings"]
    assert (settings["tables"], settings["limit_seconds"]) == (True, 77.0)


def test_another_working_folder_is_an_error_that_names_the_first(nqp, reports, tmp_path):
    nqp("scan", "reports", "--out", "run", "-w", "1", "-q")
    plan = tmp_path / "run" / "parts" / "plan.json"
    content = json.loads(plan.read_text(encoding="ascii"))
    plan.write_text(json.dumps({**content, "folder": "/somewhere/else"}), encoding="ascii")
    done = nqp("scan", "--resume", "--out", "run")
    assert done.returncode == 1
    assert "Change to /somewhere/else first" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--resume"], 1, "holds no run to go on with"),
        (["--retry-failed"], 1, "holds no run to go on with"),
        ([], 2, "name files or folders"),
        (["reports", "--retry-failed", "--fresh"], 2, "exclude each other"),
    ],
)
def test_mistakes_say_what_is_missing(nqp, reports, tmp_path, arguments, code, words):
    done = nqp("scan", *arguments, "--out", "run")
    assert done.returncode == code
    assert words in " ".join(done.stderr.split())
    assert not (tmp_path / "run").exists()


def test_a_dry_run_says_what_would_be_done_and_does_nothing(nqp, reports, tmp_path):
    done = nqp("scan", "reports", "--out", "run", "-w", "1", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "4 files, 0.0 MB: 4 .txt" in done.stdout
    assert "with 1 worker" in done.stdout
    assert not (tmp_path / "run").exists()
    forecast = json.loads(nqp("scan", "reports", "-o", "run", "--dry-run", "--json").stdout)
    assert (forecast["files"], forecast["done"], forecast["problems"]) == (4, 0, 0)
    assert forecast["seconds"] > 0 and forecast["sample"] >= 2
    nqp("scan", "reports", "--out", "run", "-w", "1", "-q")
    before = sorted(path.stat().st_mtime_ns for path in (tmp_path / "run").rglob("*"))
    (reports / "new.txt").write_text(GOOD * 5, encoding="utf-8")
    forecast = json.loads(nqp("scan", "-o", "run", "--resume", "--dry-run", "--json").stdout)
    assert (forecast["files"], forecast["done"]) == (5, 4)
    assert sorted(path.stat().st_mtime_ns for path in (tmp_path / "run").rglob("*")) == before


def test_the_log_names_every_file_and_quotes_no_document(nqp, reports, tmp_path):
    nqp("scan", "reports", "--out", "run", "-w", "1", "-q")
    log = (tmp_path / "run" / "scan.log").read_text(encoding="utf-8")
    for file in reports.iterdir():
        assert log.count(file.name) == 1
    assert "empty (The file holds no text at all.)" in log
    assert "智算" not in log
