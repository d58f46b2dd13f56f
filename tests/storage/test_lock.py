"""One process a folder, whatever happens to the process."""

from __future__ import annotations

import subprocess
import sys

import pytest

from nqp_text.errors import RunFolderError
from nqp_text.storage.lock import FolderLock

HOLD = """
import sys
from pathlib import Path
from nqp_text.storage.lock import FolderLock
with FolderLock(Path(sys.argv[1])):
    print("locked", flush=True)
    sys.stdin.read()
"""


def test_the_second_process_says_who_is_first_and_the_lock_goes_with_its_process(tmp_path):
    file = tmp_path / "parts" / "lock"
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout.readline() == "locked\n"
    with pytest.raises(RunFolderError, match=f"process {other.pid} on "), FolderLock(file):
        pass
    other.kill()
    other.communicate(timeout=240)
    with FolderLock(file):
        pass


def test_the_same_process_cannot_have_it_twice_and_keeps_it(tmp_path):
    file = tmp_path / "lock"
    with FolderLock(file):
        for _ in range(2):
            with pytest.raises(RunFolderError, match="Another scan"), FolderLock(file):
                pass
        done = subprocess.run(
            [sys.executable, "-c", HOLD, str(file)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 1 and "Another scan" in done.stderr
    with FolderLock(file):
        pass
