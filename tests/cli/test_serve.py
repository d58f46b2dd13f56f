"""``nqp serve`` as a process: it says its address, answers, and ends in order."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request

import pytest

pytest.importorskip("fastapi", reason="needs the extra web")

PROGRAM = [sys.executable, "-c", "from nqp_text.cli import main; main()", "serve"]
WINDOWS = sys.platform == "win32"
PATIENCE = 240.0
"""Seconds that end a test that hangs; a busy machine may let a process wait for long."""


@pytest.fixture
def started(tmp_path):
    """Start the server on a free port; returns the process and its address."""
    processes = []

    def start(*arguments):
        process = subprocess.Popen(
            [*PROGRAM, "--port", "0", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            cwd=tmp_path,
            env={**os.environ, "TMPDIR": str(tmp_path), "TEMP": str(tmp_path)},
            creationflags=subprocess.CREATE_NEW_PROCESS_GROUP if WINDOWS else 0,
        )
        processes.append(process)
        line = process.stdout.readline()
        found = re.search(r"http://[^\s/]+/", line)
        assert found, line + process.stderr.read()
        return process, found.group()

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def test_it_says_its_address_answers_and_ends_with_ctrl_c(started, tmp_path):
    process, address = started()
    assert address.startswith("http://127.0.0.1:")
    with urllib.request.urlopen(address) as answer:
        assert "nqp-text" in answer.read().decode("utf-8")
    assert list(tmp_path.glob("nqp-serve-*"))
    process.send_signal(signal.CTRL_BREAK_EVENT if WINDOWS else signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0 or WINDOWS
    assert "Traceback" not in err
    if not WINDOWS:
        assert "Stopped." in out and err == ""
        assert list(tmp_path.glob("nqp-serve-*")) == []


def test_child_processes_end_with_it(started):
    import psutil

    process, address = started()
    body = b'{"sentences": ["\\u667a\\u7b97\\u4e2d\\u5fc3"]}'
    headers = {"content-type": "application/json"}
    urllib.request.urlopen(urllib.request.Request(f"{address}api/tag", body, headers)).close()
    children = psutil.Process(process.pid).children(recursive=True)
    assert children
    process.send_signal(signal.CTRL_BREAK_EVENT if WINDOWS else signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    _, alive = psutil.wait_procs(children, timeout=PATIENCE)
    assert alive == []


def test_other_machines_are_let_in_only_if_that_was_asked_for(nqp):
    done = nqp("serve", "--host", "0.0.0.0")
    assert done.returncode == 2
    assert "--allow-remote" in done.stderr


def test_letting_others_in_is_warned_of(started):
    process, address = started("--host", "0.0.0.0", "--allow-remote")
    port = address.rsplit(":", 1)[1]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}") as answer:
        assert answer.status == 200
    process.terminate()
    _, err = process.communicate(timeout=PATIENCE)
    assert "Warning" in err


def test_a_run_that_is_not_there_and_a_port_that_is_taken_are_errors(nqp, started):
    missing = nqp("serve", "nowhere")
    assert missing.returncode == 1
    assert "does not exist" in missing.stderr
    _, address = started()
    taken = nqp("serve", "--port", address.rsplit(":", 1)[1].strip("/"))
    assert taken.returncode == 1
    assert "--port" in taken.stderr


def test_it_starts_without_loading_what_only_documents_need(started):
    """Starting has to be quick: readers and taggers are loaded in child processes."""
    import psutil

    process, _ = started()
    time.sleep(0.2)
    if sys.platform == "linux":
        maps = {m.path for m in psutil.Process(process.pid).memory_maps()}
        assert not any("pdfium" in path or "ahocorasick" in path for path in maps)
