"""Files that are there completely or not at all, also after the power failed."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

TEMPORARY = ".tmp"


@contextmanager
def replaced(path: Path, *, durable: bool = True) -> Iterator[Path]:
    """A temporary path in the same folder that takes the place of ``path`` when all went well.

    Nothing is left behind on an error, and what stood at ``path`` before still stands there.
    ``durable`` waits until the disk has it. Raises ``OSError``.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}{TEMPORARY}")
    try:
        yield temporary
        if durable:
            sync_file(temporary)
        temporary.replace(path)
        if durable:
            sync_folder(path.parent)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def sync_file(path: Path) -> None:
    """Wait until the disk has the content of a file."""
    with path.open("r+b") as stream:
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder; Windows writes them with the files."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems refuse
            os.fsync(handle)
    finally:
        os.close(handle)


def remove_leftovers(folder: Path, names: tuple[str, ...]) -> None:
    """Delete temporary files of these names that a killed process left in a folder."""
    for name in names:
        for leftover in folder.glob(f".{name}.*{TEMPORARY}"):
            with suppress(OSError):
                leftover.unlink()
