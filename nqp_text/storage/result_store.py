"""The results of a run on disk, one durable frame per document, in append-only files.

A process that adds results writes a file of its own (``results-000001.log``, ...) and never touches
one that was there: what a killed process left is whole frames and perhaps a torn last one, which
the checksum shows. Files that others put into the folder (workers of a cluster) are read alike.
Memory holds the place of every result, not the result.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from nqp_text.errors import RunFolderError
from nqp_text.records import DocumentResult
from nqp_text.storage.files import replaced, sync_folder
from nqp_text.storage.frames import DamagedFrame, Frame, parse_frame, read_frame
from nqp_text.storage.results import MAGIC, Key, decode_body, decode_head

SYNC_SECONDS = 1.0
"""What a power failure can cost: the results of so many seconds are made again."""
MANY_FILES = 20
_NAME = re.compile(r"results-(\d+)(?:-[\w.-]+)?\.log")


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a result lies."""

    file: str
    place: int
    size: int


class ResultStore:
    """The results in a folder, found by the task they answer and the hash of the file's bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.damaged = 0
        self._places: dict[tuple[str, str], Stored] = {}
        self._seen: set[str] = set()
        self._stream: BinaryIO | None = None
        self._name = ""
        self._end = 0
        self._synced = time.monotonic()
        with _explained(folder):
            folder.mkdir(parents=True, exist_ok=True)
        self.refresh()

    def __len__(self) -> int:
        return len(self._places)

    def refresh(self) -> list[Stored]:
        """Read the files that came into the folder since; returns the results in them."""
        found: list[Stored] = []
        with _explained(self.folder):
            for file in sorted(self.folder.iterdir()):
                if _NAME.fullmatch(file.name) and file.name not in self._seen:
                    self._seen.add(file.name)
                    found.extend(self._read_places(file))
        return found

    def _read_places(self, file: Path) -> Iterator[Stored]:
        size, place = file.stat().st_size, 0
        with file.open("rb") as stream:
            while True:
                try:
                    frame = read_frame(MAGIC, stream, size - place)
                    if frame is None:
                        return
                    key, head = decode_head(frame)
                except DamagedFrame:
                    self.damaged += 1  # what follows cannot be trusted: it is made again
                    return
                stored = Stored(file.name, place, frame.size)
                self._places[key.task, head.doc_id] = stored
                place += frame.size
                yield stored

    def find(self, task: str, doc_id: str) -> Stored | None:
        """The result of this task for a file with these bytes, if there is one."""
        return self._places.get((task, doc_id))

    def tasks(self) -> set[str]:
        """The tasks that have a result for some bytes."""
        return {task for task, _ in self._places}

    def by_task(self) -> dict[str, Stored]:
        """A result of each task, whatever the bytes were."""
        return {task: stored for (task, _), stored in self._places.items()}

    def add(self, data: bytes) -> Stored:
        """Append an encoded result; raises ``DamagedFrame`` if it is none."""
        key, head = decode_head(parse_frame(MAGIC, data))
        return self.append(data, key.task, head.doc_id)

    def append(self, data: bytes, task: str, doc_id: str) -> Stored:
        """Append an encoded result of this task for a file with these bytes.

        It is safe from the end of this process at once, and from a power failure within
        ``SYNC_SECONDS``.
        """
        with _explained(self.folder):
            stream = self._stream or self._started()
            stored = Stored(self._name, self._end, len(data))
            try:
                _write_all(stream, data)
            except OSError:
                with suppress(OSError):
                    stream.truncate(self._end)
                    stream.seek(self._end)
                raise
            self._end += len(data)
            if time.monotonic() - self._synced >= SYNC_SECONDS:
                self.sync()
        self._places[task, doc_id] = stored
        return stored

    def _started(self) -> BinaryIO:
        numbers = [int(match[1]) for name in self._seen if (match := _NAME.fullmatch(name))]
        self._name = f"results-{max(numbers, default=0) + 1:06}.log"
        self._seen.add(self._name)
        self._end = 0
        self._stream = (self.folder / self._name).open("xb", buffering=0)
        sync_folder(self.folder)
        assert self._stream is not None
        return self._stream

    def sync(self) -> None:
        """Wait until the disk has everything that was added."""
        if self._stream is not None:
            os.fsync(self._stream.fileno())
        self._synced = time.monotonic()

    def head(self, stored: Stored) -> tuple[Key, DocumentResult]:
        """The key and the result without mentions and nominations."""
        return decode_head(self._frame(stored))

    def result(self, stored: Stored) -> DocumentResult:
        """The whole result."""
        frame = self._frame(stored)
        return replace(decode_head(frame)[1], **decode_body(frame))

    def _frame(self, stored: Stored) -> Frame:
        file = self.folder / stored.file
        try:
            with file.open("rb") as stream:
                stream.seek(stored.place)
                return parse_frame(MAGIC, stream.read(stored.size))
        except (OSError, DamagedFrame) as error:
            raise RunFolderError(
                f"A result that was written cannot be read again: {error}.",
                where=str(file),
                fix="Run the same command with --resume: what is damaged is made again.",
            ) from error

    def compact(self, keep: Collection[Stored]) -> None:
        """Write the results to keep into one file, if much else lies in the folder."""
        self.close()
        with _explained(self.folder):
            files = [self.folder / name for name in sorted(self._seen)]
            files = [file for file in files if file.exists()]
            total, kept = sum(f.stat().st_size for f in files), sum(s.size for s in keep)
            if total <= 2 * kept and len(files) <= MANY_FILES:
                return
            self._started()
            target = self.folder / self._name
            self.close()
            with replaced(target) as temporary, temporary.open("wb") as stream:
                for stored in sorted(keep, key=lambda stored: (stored.file, stored.place)):
                    with (self.folder / stored.file).open("rb") as source:
                        source.seek(stored.place)
                        stream.write(source.read(stored.size))
            for file in files:
                file.unlink()
            self._seen, self._places = set(), {}
            self.refresh()

    def close(self) -> None:
        """Make sure of everything and close the file."""
        if self._stream is None:
            return
        with _explained(self.folder):
            try:
                self.sync()
            finally:
                self._stream.close()
                self._stream = None


def remove_results(folder: Path) -> None:
    """Delete the results in a folder, and nothing else."""
    with _explained(folder):
        for file in folder.glob("results-*.log"):
            file.unlink()


def _write_all(stream: BinaryIO, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[stream.write(left) :]


class _explained:
    """Turns errors of the disk into one that says what to do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise RunFolderError(
                f"Results cannot be written or read: {error.strerror or error}.",
                where=str(self.folder),
                fix="Make room or give permission, then run the same command with --resume: "
                "nothing that is done is done again.",
            ) from error
