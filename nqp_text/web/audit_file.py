"""Labels that people gave: one line of JSON each, in the format of all labelled data.

The file only grows. What somebody decides anew is another line; the last line of a person about a
sentence counts. Two people, or two servers, may write at the same time.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

NAME = "audit.jsonl"
_here = threading.Lock()


def append(folder: Path, record: dict[str, Any]) -> None:
    """Add a line to the audit file of a run folder, whole or not at all."""
    line = json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
    with _here, (folder / NAME).open("a+b") as stream, _locked(stream):
        stream.seek(0, os.SEEK_END)
        if stream.tell():
            stream.seek(-1, os.SEEK_END)
            if stream.read(1) != b"\n":  # somebody was cut off in the middle of a line
                line = b"\n" + line
        stream.write(line)
        stream.flush()
        os.fsync(stream.fileno())


def read(folder: Path) -> Iterator[dict[str, Any]]:
    """All lines in the order in which they came; a line that was cut off is passed over."""
    try:
        content = (folder / NAME).read_bytes()
    except FileNotFoundError:
        return
    for line in content.split(b"\n"):
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict) and record.get("id"):
            yield record


def decisions(folder: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """The last decision of each person about each sentence, by (annotator, id)."""
    return {(str(r.get("annotator", "")), str(r["id"])): r for r in read(folder)}


@contextmanager
def _locked(stream: IO[bytes]) -> Iterator[None]:
    """Nobody else writes meanwhile, in this process or another."""
    if sys.platform == "win32":
        import msvcrt

        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(stream.fileno(), fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(stream.fileno(), fcntl.LOCK_UN)
