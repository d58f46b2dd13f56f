"""How far a run has come: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nqp_text.pipeline import Progress

Report = Callable[["Progress"], None]

LINE_EVERY_SECONDS = 10.0


@contextmanager
def reporter(*, quiet: bool) -> Iterator[Report]:
    """A function to call after every file. It writes to standard error."""
    if quiet:
        yield lambda progress: None
    elif sys.stderr.isatty():
        with _bar() as report:
            yield report
    else:
        yield _Lines().report


@contextmanager
def _bar() -> Iterator[Report]:
    from rich import progress as rich
    from rich.console import Console
    from rich.markup import escape

    bar = rich.Progress(
        rich.TextColumn("{task.completed}/{task.total} files"),
        rich.BarColumn(),
        rich.TextColumn("{task.fields[pages]} pages, {task.fields[failed]} not read"),
        rich.TimeRemainingColumn(),
        rich.TextColumn("{task.description}"),
        console=Console(stderr=True),
        transient=True,
    )
    counts = _Counts()
    with bar:
        task = bar.add_task("starting", total=None, pages=0, failed=0)

        def report(progress: Progress) -> None:
            counts.add(progress)
            bar.update(
                task,
                total=progress.total,
                completed=progress.done,
                description=escape(progress.result.path[-40:]),
                pages=counts.pages,
                failed=counts.failed,
            )

        yield report


class _Counts:
    """Pages and failures so far."""

    def __init__(self) -> None:
        self.pages = 0
        self.failed = 0

    def add(self, progress: Progress) -> None:
        row = progress.result.document
        self.pages += int(str(row.get("pages") or 0))
        self.failed += row["status"] not in ("ok", "partial", "duplicate")


class _Lines:
    """A line every few seconds, and one for every file that was not read."""

    def __init__(self) -> None:
        self.counts = _Counts()
        self.next = time.monotonic() + LINE_EVERY_SECONDS

    def report(self, progress: Progress) -> None:
        before = self.counts.failed
        self.counts.add(progress)
        row = progress.result.document
        if self.counts.failed > before:
            self._say(f"not read: {progress.result.path}: {row['status']}: {row['reason']}")
        if time.monotonic() >= self.next:
            self.next = time.monotonic() + LINE_EVERY_SECONDS
            self._say(
                f"{progress.done} of {progress.total} files, {self.counts.pages} pages, "
                f"{self.counts.failed} not read"
            )

    def _say(self, line: str) -> None:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()
