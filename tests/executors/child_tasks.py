"""Tasks that end well and badly. They must be importable from a spawned process."""

from __future__ import annotations

import os
import signal
import stat
import time
from contextlib import suppress

import psutil

from nqp_text.errors import DocumentError, LexiconError
from nqp_text.executors import steps
from nqp_text.executors.patience import ask_for_time

prepared: list[str] = []


def prepare(word: str) -> None:
    prepared.append(word)


def prepare_badly(word: str) -> None:
    raise LexiconError("row 3 is wrong", where=word, fix="correct it")


def told(_: object) -> tuple[str, ...]:
    return tuple(prepared)


def act(task: tuple[str, object]) -> object:
    word, value = task
    return ACTS[word](value)


def _hog(megabytes: int) -> int:
    held = [bytearray(b"x") * (1 << 20) for _ in range(megabytes)]
    time.sleep(600)
    return len(held)


def _sleep(seconds: float) -> str:
    time.sleep(seconds)
    return "awake"


def _told(seconds: float) -> str:
    """Say that it has begun, and sleep."""
    steps.EVERY_SECONDS = 0.0
    steps.tell_step("pages", 1, 2)
    return _sleep(seconds)


def _hang_up(code: int) -> None:
    """End as on a busy machine: the pipe is closed long before the last file and the process."""
    for number in range(3, 256):
        with suppress(OSError):
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                os.close(number)
    time.sleep(2.5)
    os._exit(code)


def _raise(error: Exception) -> None:
    raise error


def _unreadable(status: str) -> None:
    raise DocumentError("no page could be opened", status=status, fix="print it again")


ACTS = {
    "double": lambda value: value * 2,
    "pid": lambda _: os.getpid(),
    "memory": lambda _: psutil.Process().memory_info().rss / (1 << 20),
    "sleep": _sleep,
    "kill": lambda number: os.kill(os.getpid(), number),
    "exit": lambda code: os._exit(code),
    "hog": _hog,
    "raise": _raise,
    "refuse": _unreadable,
    "told": _told,
    "patient": lambda seconds: (ask_for_time(600), _told(seconds))[1],
    "hang up": _hang_up,
    "function": lambda _: lambda: None,
    "stubborn": lambda seconds: (signal.signal(signal.SIGTERM, signal.SIG_IGN), _sleep(seconds)),
    "write": lambda path: (path.write_text("started", encoding="utf-8"), _sleep(600)),
}


def step_by_step(total):
    """Says every page that it is at."""
    steps.EVERY_SECONDS = 0.0
    for page in range(1, total + 1):
        steps.tell_step("pages", page, total)
    return total
