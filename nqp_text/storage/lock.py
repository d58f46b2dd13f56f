"""One process a folder: the lock belongs to the system and goes with the process, however it ends.

POSIX record locks (``lockf``) are not inherited by forked workers, which may live a moment longer
than a killed parent. They do not exclude two threads of one process, hence the set.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from contextlib import suppress
from pathlib import Path

from nqp_text.errors import RunFolderError

_held: set[str] = set()
_guard = threading.Lock()
_LOCKED_BYTE = 1 << 30  # behind the text, which stays readable on Windows


class FolderLock:
    """``with FolderLock(file):`` holds the file's lock, or raises and says who has it."""

    def __init__(self, file: Path, what: str = "Another scan is writing into this folder") -> None:
        self.file = file
        self.what = what
        self._handle: int | None = None
        self._name = ""

    def __enter__(self) -> FolderLock:
        name = str(self.file.resolve())
        with _guard:
            # Before the file is opened: closing it once more would give up the lock.
            if name in _held:
                raise self._taken(f" (process {os.getpid()})")
            handle = self._opened()
            if not _lock(handle):
                os.close(handle)
                raise self._taken(self._owner())
            _held.add(name)
        self._handle, self._name = handle, name
        owner = {"pid": os.getpid(), "host": socket.gethostname()}
        with suppress(OSError):  # a full disk: the lock holds all the same
            os.ftruncate(handle, 0)
            os.write(handle, json.dumps(owner).encode("ascii"))
        return self

    def __exit__(self, *error: object) -> None:
        if self._handle is not None:
            with _guard:
                os.close(self._handle)
                _held.discard(self._name)
            self._handle = None

    def _opened(self) -> int:
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            return os.open(self.file, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise RunFolderError(
                f"The folder cannot be written to: {error.strerror or error}.",
                where=str(self.file.parent),
                fix="Choose another folder with --out, or check its permissions.",
            ) from error

    def _owner(self) -> str:
        try:
            owner = json.loads(self.file.read_text(encoding="ascii"))
            return f" (process {owner['pid']} on {owner['host']})"
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def _taken(self, who: str) -> RunFolderError:
        return RunFolderError(
            f"{self.what}{who}.",
            where=str(self.file.parent),
            fix="Wait until it is done, or choose another folder with --out.",
        )


def _lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _LOCKED_BYTE)
    except OSError:
        return False
    return True
