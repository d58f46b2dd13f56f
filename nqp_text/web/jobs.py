"""Scans of uploaded files: one after another, in the background, with their progress."""

from __future__ import annotations

import queue
import secrets
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from nqp_text.errors import NqpError
from nqp_text.executors.steps import Step
from nqp_text.outputs import FAILED_STATUSES
from nqp_text.pipeline import Progress, scan_sources
from nqp_text.settings import Settings
from nqp_text.web.library import Library
from nqp_text.web.problems import NotFound, Refused
from nqp_text.web.uploads import Stored

State = Literal["waiting", "running", "done", "failed", "cancelled"]

MAX_WAITING = 20
CLOSE_SECONDS = 20.0
"""How long the end of the server waits for a scan to let go of its folder."""


class Cancelled(Exception):
    """Ends a scan from inside what it reports."""


@dataclass(frozen=True, slots=True)
class FileDone:
    """A file of a scan that has been dealt with; ``mentions`` are affirmed."""

    path: str
    status: str
    reason: str
    what_to_do: str
    pages: int
    mentions: int

    @property
    def failed(self) -> bool:
        """Does it contribute nothing?"""
        return self.status in FAILED_STATUSES


@dataclass(eq=False)
class Job:
    """A scan, as far as it has come; ``steps`` within the files that are in work."""

    id: str
    stored: Stored
    state: State = "waiting"
    done: list[FileDone] = field(default_factory=list)
    steps: dict[str, Step] = field(default_factory=dict)
    error: str = ""
    run_id: str = ""
    started: float = 0.0
    ended: float = 0.0
    cancelled: bool = False

    @property
    def total(self) -> int:
        """Number of files."""
        return len(self.stored.names)

    @property
    def seconds(self) -> float:
        """How long it has been running, or ran."""
        return round((self.ended or time.time()) - self.started, 1) if self.started else 0.0

    @property
    def finished(self) -> bool:
        """Will nothing more happen?"""
        return self.state in ("done", "failed", "cancelled")


class Jobs:
    """The scans of a server. Each uses all the workers of the settings, so they take turns."""

    def __init__(self, settings: Settings, library: Library) -> None:
        # What was uploaded leaves no trace outside the folder for scans.
        self._settings = settings.changed(cache="off", quiet=True)
        self._library = library
        self._jobs: dict[str, Job] = {}
        self._queue: queue.Queue[Job | None] = queue.Queue()
        self._thread = threading.Thread(target=self._work, name="nqp-jobs", daemon=True)
        self._thread.start()

    @property
    def all(self) -> list[Job]:
        """All scans, the newest first."""
        return list(reversed(self._jobs.values()))

    def find(self, job_id: str) -> Job:
        """The scan with this id."""
        if job_id not in self._jobs:
            raise NotFound(
                "There is no such scan.", where=job_id, fix="Start one on the first page."
            )
        return self._jobs[job_id]

    def start(self, stored: Stored) -> Job:
        """Take a scan into the queue."""
        self.check_room()
        job = Job(secrets.token_hex(6), stored)
        self._jobs[job.id] = job
        self._queue.put(job)
        return job

    def check_room(self) -> None:
        """Raise if too many scans wait already."""
        if self._queue.qsize() >= MAX_WAITING:
            raise Refused(
                "Too many scans are waiting.", status=429, fix="Try again when some have ended."
            )

    def cancel(self, job_id: str) -> Job:
        """End a scan at the next page or file that it reports."""
        job = self.find(job_id)
        job.cancelled = True
        return job

    def close(self) -> None:
        """End all scans; one that says nothing for long is left to die with this process."""
        for job in self._jobs.values():
            job.cancelled = True
        self._queue.put(None)
        self._thread.join(CLOSE_SECONDS)

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            job.started = time.time()
            job.state = "running"
            try:
                job.state = self._scan(job)
            except NqpError as error:
                job.error, job.state = str(error), "failed"
            except Exception as error:
                job.error, job.state = f"Internal error {type(error).__name__}: {error}", "failed"
            job.ended = time.time()
            self._clear(job)

    def _scan(self, job: Job) -> State:
        def hear(progress: Progress) -> None:
            job.done.append(_summary(progress))
            if job.cancelled:
                raise Cancelled

        def hear_step(path: str, step: Step) -> None:
            job.steps[path] = step
            if job.cancelled:
                raise Cancelled

        if job.cancelled:
            return "cancelled"
        folder = job.stored.folder / "run"
        try:
            scan_sources(
                [job.stored.manifest],
                folder,
                self._settings,
                report=hear,
                command=["nqp", "serve"],
                steps=hear_step,
            )
        except Cancelled:
            return "cancelled"
        job.run_id = self._library.add(folder, _name_of(job.stored))
        return "done"

    def _clear(self, job: Job) -> None:
        """Files that were no documents are not kept."""
        kept = {file.path for file in job.done if not file.failed} if job.state == "done" else set()
        for name in job.stored.names:
            if name not in kept:
                with suppress(OSError):
                    (job.stored.folder / "files" / name).unlink()


def _summary(progress: Progress) -> FileDone:
    row = progress.result.document
    return FileDone(
        progress.result.path,
        str(row["status"]),
        str(row.get("reason") or ""),
        str(row.get("what_to_do") or ""),
        int(str(row.get("pages") or 0)),
        sum(count.attention for count in progress.result.counts),
    )


def _name_of(stored: Stored) -> str:
    first = Path(stored.names[0]).stem[:40]
    return first if len(stored.names) == 1 else f"{first}+{len(stored.names) - 1}"
