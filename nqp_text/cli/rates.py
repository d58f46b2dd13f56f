"""How fast a run goes, and how long it will go on."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nqp_text.pipeline import Progress

_ENOUGH_SECONDS = 3.0


class Rates:
    """Counts what was done in this call; results from before say nothing about its speed."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._files = 0
        self._pages = 0
        self._bytes = 0
        self._bytes_left = 0
        self.failed = 0

    def add(self, progress: Progress) -> None:
        """Count one finished file."""
        row = progress.result.document
        read = row["status"] in ("ok", "partial")
        self.failed += not read and row["status"] != "duplicate"
        self._bytes_left = progress.total_bytes - progress.done_bytes
        if progress.reused:
            self._began = self._clock()  # what was looked up so far is no work
            return
        self._files += 1
        self._pages += int(str(row.get("pages") or 0))
        self._bytes += progress.size if read else 0  # a refusal says nothing about reading

    @property
    def _seconds(self) -> float:
        return max(self._clock() - self._began, 1e-9)

    @property
    def files_per_second(self) -> float:
        """Files that were read, a second."""
        return self._files / self._seconds

    @property
    def pages_per_second(self) -> float:
        """Pages of the files that were read, a second."""
        return self._pages / self._seconds

    @property
    def seconds_left(self) -> float | None:
        """By bytes, since the largest files go first; None while too little is known."""
        if self._seconds < _ENOUGH_SECONDS or not self._bytes:
            return None
        return self._bytes_left * self._seconds / self._bytes


def in_digits(rate: float) -> str:
    """A rate with as many digits as say something.

    >>> in_digits(352.4), in_digits(0.431), in_digits(0.0312)
    ('352', '0.4', '0.03')
    """
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}" if rate >= 0.1 else f"{rate:.2f}"
