"""How far a task has come within its file: pages read, sentences tagged.

Whoever works says so, a few times a second at most; where nobody listens, nothing happens. Steps
are for people who wait. Nothing depends on them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

What = Literal["pages", "sentences"]
KINDS: tuple[What, ...] = ("pages", "sentences")
EVERY_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Step:
    """``done`` of ``total`` pages are read, or sentences tagged."""

    what: What
    done: int
    total: int


_listeners: list[Callable[[Step], object]] = []
_last = [0.0]


def hear_steps(tell: Callable[[Step], object]) -> None:
    """Let ``tell`` hear of the steps in this process, instead of whoever heard before."""
    _listeners[:] = [tell]


def tell_step(what: What, done: int, total: int) -> None:
    """Say how far it is, unless it was said just before."""
    if not _listeners or time.monotonic() - _last[0] < EVERY_SECONDS:
        return
    _last[0] = time.monotonic()
    for tell in _listeners:
        tell(Step(what, done, total))


def step_of(value: object) -> Step:
    """The step that a child sent; raises ``ValueError`` for anything else."""
    if not isinstance(value, list) or len(value) != 3 or value[0] not in KINDS:
        raise ValueError("not a step")
    what, done, total = value
    if not (isinstance(done, int) and isinstance(total, int) and 0 <= done <= total):
        raise ValueError("not a step")
    return Step(what, done, total)
