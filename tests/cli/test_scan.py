"""``nqp scan``: exit codes, what is shown at the end, and mistakes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

HELD = Path(__file__).parents[1] / "pipeline" / "held_scans.py"
PATIENCE = 240.0
GOOD = "公司建成智算中心，推进绿色低碳转型。\n"


@pytest.fixture
def reports(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "600001_甲公司_2022年年度报告.txt").write_text(GOOD, encoding="utf-8")
    return folder


def test_all_read_is_zero_and_the_summary_says_where_things_are(nqp, reports):
    done = nqp("scan", "reports", "--out", "run", "--workers", "1")
    assert done.returncode == 0, done.stderr
    for words in ("files", "path.compute", "path.green", "index.csv", "mentions.parquet"):
        assert words in done.stdout
    assert "quarantine.csv" not in done.stdout


def test_some_not_read_is_three_and_named(nqp, reports):
    (reports / "empty.txt").write_bytes(b"")
    done = nqp("scan", "reports", "--out", "run", "-w", "1")
    assert done.returncode == 3
    assert "quarantine.csv" in done.stdout
    assert "reports/empty.txt: empty" in done.stderr


def test_the_summary_as_json_is_all_that_is_printed(nqp, reports, tmp_path):
    (reports / "empty.txt").write_bytes(b"")
    done = nqp("scan", "reports", "--out", "run", "-w", "1", "--json")
    summary = json.loads(done.stdout)
    assert done.stderr == ""
    assert summary["statuses"] == {"empty": 1, "ok": 1}
    assert (summary["files"], summary["quarantined"]) == (2, 1)
    assert summary["mentions"]["path.compute"] == 1
    assert (tmp_path / "run" / "index.csv").is_file()


def test_quiet_is_quiet(nqp, reports):
    done = nqp("scan", "reports", "--out", "run", "-w", "1", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_strict_is_an_error_at_the_first_failure(nqp, reports):
    (reports / "empty.txt").write_bytes(b"")
    done = nqp("scan", "reports", "--out", "run", "-w", "1", "--strict")
    assert done.returncode == 1
    assert "reports/empty.txt" in done.stderr


def test_a_run_is_not_written_over_by_chance(nqp, reports):
    assert nqp("scan", "reports", "--out", "run", "-w", "1", "-q").returncode == 0
    again = nqp("scan", "reports", "--out", "run", "-w", "1", "-q")
    assert again.returncode == 1 and "--fresh" in again.stderr
    assert nqp("scan", "reports", "--out", "run", "-w", "1", "-q", "--fresh").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["scan"], 2),
        (["scan", "reports"], 2),
        (["scan", "reports", "--out", "run", "--workers", "many"], 2),
        (["scan", "reports", "--out", "run", "--fresh", "--resume"], 2),
        (["scan", "reports", "--out", "run", "--unknown"], 2),
        (["nonsense"], 2),
        (["scan", "nowhere", "--out", "run"], 1),
        (["scan", "reports", "--out", "run", "--section", "risk"], 1),
        (["scan", "reports", "--out", "run", "--lexicon", "none.csv"], 1),
    ],
)
def test_mistakes_have_their_code_and_leave_no_run(nqp, reports, tmp_path, arguments, code):
    done = nqp(*arguments)
    assert done.returncode == code, done.stderr
    assert done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "run").exists()


def test_settings_come_from_file_environment_and_options_in_this_order(nqp, reports, tmp_path):
    (tmp_path / "nqp.toml").write_text('section = "mdna"\nworkers = 1\n', encoding="utf-8")

    def section_of(name, *options, **environment):
        done = nqp("scan", "reports", "-o", name, "--settings", "nqp.toml", *options, **environment)
        assert done.returncode == 0, done.stderr
        manifest = json.loads((tmp_path / name / "manifest.json").read_text(encoding="utf-8"))
        return manifest["settings"]["section"]

    assert section_of("a") == "mdna"
    assert section_of("b", NQP_SECTION="all") == "all"
    assert section_of("c", "--section", "mdna", NQP_SECTION="all") == "mdna"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_ends_a_run_that_can_be_started_again(nqp, reports, tmp_path):
    for number in range(20):
        (reports / f"{number}.txt").write_text(f"{number} {GOOD}" * 20, encoding="utf-8")
    # Each of the two workers does three files and stands still with the next one.
    program = [HELD, "3", tmp_path / "go", "scan", "reports", "--out", "run", "-w", "2"]
    options = ["--method", "lexicon", "--start-method", "fork"]
    running = subprocess.Popen(
        [sys.executable, *map(str, program), *options],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    log = tmp_path / "run" / "scan.log"
    end = time.monotonic() + PATIENCE
    while not (log.is_file() and log.read_text(encoding="utf-8").count(".txt") == 6):
        assert time.monotonic() < end and running.poll() is None
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to the children too
    _, said = running.communicate(timeout=PATIENCE)
    assert running.returncode == 130
    assert re.search(r"Interrupted: [56] of 21 files are done and kept. Go on with:", said)
    assert said.endswith("nqp scan --resume --out run\n")
    assert "Traceback" not in said
    (tmp_path / "one.txt").write_text(GOOD, encoding="utf-8")
    refused = nqp("scan", "one.txt", "--out", "run", "-w", "1")
    assert refused.returncode == 1 and "which was interrupted" in refused.stderr
    assert nqp("scan", "one.txt", "--out", "run", "-w", "1", "--fresh").returncode == 0


def test_a_pattern_is_expanded_without_a_shell(nqp, reports):
    done = nqp("scan", "reports/*年度报告.txt", "--out", "run", "-w", "1", "--json")
    assert json.loads(done.stdout)["files"] == 1
