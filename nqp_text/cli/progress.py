"""How far a run has come: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nqp_text.cli.durations import in_words
from nqp_text.cli.rates import Rates, in_digits

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
        rich.TextColumn("{task.fields[done]}/{task.fields[files]} files"),
        rich.BarColumn(),
        rich.TextColumn("{task.fields[speed]}"),
        rich.TextColumn("{task.fields[failed]} not read"),
        rich.TextColumn("{task.description}"),
        console=Console(stderr=True),
        transient=True,
    )
    rates = Rates()
    with bar:
        task = bar.add_task("starting", total=None, done=0, files="?", speed="", failed=0)

        def report(progress: Progress) -> None:
            rates.add(progress)
            bar.update(
                task,
                total=max(progress.total_bytes, 1),
                completed=progress.done_bytes,
                description=escape(progress.result.path[-40:]),
                done=progress.done,
                files=progress.total,
                speed=_speed(rates),
                failed=rates.failed,
            )

        yield report


class _Lines:
    """A line every few seconds, and one for every file that was not read."""

    def __init__(self) -> None:
        self.rates = Rates()
        self.next = time.monotonic() + LINE_EVERY_SECONDS

    def report(self, progress: Progress) -> None:
        before = self.rates.failed
        self.rates.add(progress)
        row = progress.result.document
        if self.rates.failed > before and not progress.reused:
            self._say(f"not read: {progress.result.path}: {row['status']}: {row['reason']}")
        if time.monotonic() >= self.next:
            self.next = time.monotonic() + LINE_EVERY_SECONDS
            self._say(
                f"{progress.done} of {progress.total} files, {_speed(self.rates)}, "
                f"{self.rates.failed} not read"
            )

    def _say(self, line: str) -> None:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


def _speed(rates: Rates) -> str:
    left = rates.seconds_left
    files = f"{in_digits(rates.files_per_second)} files/s"
    files += f", {in_digits(rates.pages_per_second)} pages/s"
    return files if left is None else f"{files}, {in_words(left)} left"
