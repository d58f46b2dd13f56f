"""The files of a run on their way: longest first, each done once, none left out.

What needs no worker is settled on the spot: a file that is absent or no file, one with the bytes of
another, one whose result is stored already. The rest become jobs, one by one as workers ask for
them.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nqp_text.documents.reading import MAX_BYTES
from nqp_text.pipeline.keys import task_key
from nqp_text.pipeline.remote import is_url
from nqp_text.pipeline.rows import failed_result
from nqp_text.pipeline.sources import Source
from nqp_text.pipeline.work import Job, failed_job
from nqp_text.records import DocumentResult, Failure
from nqp_text.settings import Settings
from nqp_text.storage.frames import DamagedFrame, parse_frame
from nqp_text.storage.hashes import file_sha256
from nqp_text.storage.result_store import ResultStore, Stored
from nqp_text.storage.results import MAGIC, Key, decode_head

READ_STATUSES = frozenset({"ok", "partial", "duplicate"})
NOTHING = hashlib.sha256(b"").hexdigest()
"""Hash of an empty file: these are no duplicates of each other."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    ``head`` is its result without mentions; ``entry`` is where the result lies, or itself if it is
    not worth storing. ``reused`` says that it was there before.
    """

    source: Source
    size: int
    head: DocumentResult
    entry: Stored | DocumentResult
    reused: bool = False


@dataclass(slots=True)
class Schedule:
    """Takes files, gives jobs, takes the answers, gives outcomes.

    ``run`` is the run's key (``keys.run_key``); ``retry_failed`` makes failed results again.
    """

    sources: tuple[Source, ...]
    settings: Settings
    store: ResultStore
    run: str
    retry_failed: bool = False
    total_bytes: int = 0
    _files: list[tuple[int, Source]] = field(default_factory=list)
    _looked_at: dict[str, Job] = field(default_factory=dict)
    _given: dict[int, tuple[Job, int, float]] = field(default_factory=dict)
    _number: int = 0
    _settled: list[Outcome] = field(default_factory=list)
    _seen: dict[str, str] = field(default_factory=dict)
    _before: dict[str, Stored] = field(default_factory=dict)

    def __post_init__(self) -> None:
        files = [(size_of(source.file), source) for source in self.sources]
        self._files = sorted(files, key=lambda pair: (-pair[0], pair[1].path))
        self.total_bytes = sum(to_read(size) for size, _ in files)

    def done_before(self) -> Iterator[Outcome]:
        """The files whose results are stored and still hold; they make no jobs."""
        self._before = self.store.by_task()
        tasks = self._before.keys()
        left = []
        for size, source in self._files:
            if task_key(self.run, source) not in tasks:
                left.append((size, source))
                continue
            found = self._look(source, size)
            if isinstance(found, Outcome):
                yield found
            else:
                self._looked_at[source.path] = found
                left.append((size, source))
        self._files = left

    def jobs(self) -> Iterator[Job]:
        """The files that a worker has to do. What needs none waits in ``settled``."""
        for size, source in self._files:
            found = self._looked_at.pop(source.path, None) or self._look(source, size)
            if isinstance(found, Outcome):
                self._settled.append(found)
            else:
                self._given[self._number] = found, size, time.perf_counter()
                self._number += 1
                yield found

    def settled(self) -> Iterator[Outcome]:
        """What was settled since the last call."""
        while self._settled:
            yield self._settled.pop(0)

    def path_of(self, index: int) -> str:
        """The file of the job with this number."""
        return self._given[index][0].source.path

    def finished(self, index: int, answer: bytes | Failure) -> Outcome:
        """Store the answer to the job with this number."""
        job, size, began = self._given.pop(index)
        if isinstance(answer, bytes):
            try:
                return self._stored(job, size, answer)
            except DamagedFrame:
                answer = Failure("unreadable", "The reader gave no proper answer")
        seconds = round(time.perf_counter() - began, 3)
        return self._stored(job, size, failed_job(job, answer, seconds, self.settings))

    def _stored(self, job: Job, size: int, data: bytes) -> Outcome:
        key, head = decode_head(parse_frame(MAGIC, data))
        if (key.task, head.path) != (job.task, job.source.path):
            raise DamagedFrame("the answer to another question")
        stored = self.store.append(data, key.task, head.doc_id)
        return Outcome(job.source, size, head, stored)

    def _look(self, source: Source, size: int) -> Outcome | Job:
        doc_id, failure = self._identified(source, size)
        if failure:
            result = failed_result(source, doc_id, failure)
            return Outcome(source, size, result, result)
        job = Job(source, doc_id, task_key(self.run, source))
        # What lies at a URL is taken to be what lay there before; only reading it would tell.
        remote = is_url(source.file)
        stored = self._before.get(job.task) if remote else self.store.find(job.task, doc_id)
        if stored is not None:
            key, head = self.store.head(stored)
            if self._holds(key, str(head.document["status"])):
                return Outcome(source, size, head, stored, reused=True)
        return job

    def _identified(self, source: Source, size: int) -> tuple[str, Failure | None]:
        """The hash of a file's bytes, or why it need not be read."""
        if source.problem:
            return "", Failure("unreadable", source.problem, "Check the path.")
        if is_url(source.file):
            return "", None  # whoever reads it hashes it
        try:
            # Opening a pipe waits for ever, and a device never ends.
            if not stat.S_ISREG(Path(source.file).stat().st_mode):
                return "", Failure("unreadable", "This is no ordinary file", "Check the path.")
            if size > MAX_BYTES:
                return "", None  # its reader says so
            doc_id = file_hash(source.file)
        except OSError as error:
            reason = f"The file cannot be opened: {error.strerror or error}."
            return "", Failure("unreadable", reason, "Check that you may read it.")
        first = self._seen.setdefault(doc_id, source.path)
        if doc_id == NOTHING or first == source.path:
            return doc_id, None
        if first < source.path:
            return doc_id, duplicate_of(first)
        self._seen[doc_id] = source.path  # added to the folder later: now this one is the first
        return doc_id, None

    def _holds(self, key: Key, status: str) -> bool:
        """Is a stored result as good as a new one?"""
        if status in READ_STATUSES:
            return True
        if self.retry_failed:
            return False
        more_time = self.settings.limit_seconds > key.limit_seconds
        more_memory = self.settings.limit_memory > key.limit_memory
        return not {"timeout": more_time, "out_of_memory": more_memory}.get(status, False)


Entry = tuple[Source, str, Stored | DocumentResult]
"""A file, the hash of its bytes, and where its result lies: what memory holds of every file."""


def without_duplicates(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries in the order of paths; of files with the same bytes the first one counts."""
    first: dict[str, str] = {}
    for source, doc_id, entry in sorted(entries, key=lambda entry: entry[0].path):
        original = first.setdefault(doc_id, source.path)
        if doc_id in ("", NOTHING) or original == source.path:
            yield source, doc_id, entry
        else:
            yield source, doc_id, failed_result(source, doc_id, duplicate_of(original))


def duplicate_of(path: str) -> Failure:
    """Why a file with the bytes of another is not read."""
    return Failure("duplicate", f"The same bytes as {path}")


def file_hash(file: str) -> str:
    """SHA-256 of the bytes of a file in hexadecimal digits."""
    return file_sha256(Path(file))


def to_read(size: int) -> int:
    """How many bytes of a file of this size are read: none if it is too large."""
    return 0 if size > MAX_BYTES else size


def size_of(file: str) -> int:
    """Bytes of an ordinary file; 0 for anything else."""
    try:
        found = os.stat(file)  # noqa: PTH116 - one call for 65,000 files
        return found.st_size if stat.S_ISREG(found.st_mode) else 0
    except (OSError, ValueError):
        return 0
