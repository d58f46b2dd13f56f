"""One worker process as its parent sees it: a private pipe, a deadline and a memory limit.

Every worker has its own pipe, so the parent always knows which task a dead worker was at. Pools
that share one queue (pebble 5.2 was tried) lose that when a child dies right after it took a task.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import time
from collections.abc import Sequence

import psutil

from nqp_text.executors.answers import Answer, decode_answer
from nqp_text.executors.child import MEGABYTE, Work, serve
from nqp_text.executors.start import start_process
from nqp_text.records import Failure

START_SECONDS = 180.0
LONGEST_WAIT = 600.0
"""Seconds that a task may ask for at a time."""
END_SECONDS = 30.0
"""How long a process that has closed its pipe may take to end: a busy machine lets it wait."""


class Worker:
    """A child process that does one task after another."""

    def __init__(self, work: Work, start_method: str, others: Sequence[Worker]) -> None:
        context = multiprocessing.get_context(start_method)
        self.channel, child_end = context.Pipe()
        inherited = (self.channel, *(other.channel for other in others))
        parent_ends = inherited if start_method == "fork" else ()
        self.process = context.Process(  # type: ignore[attr-defined]
            target=serve, args=(child_end, parent_ends, work), daemon=True, name="nqp-worker"
        )
        start_process(self.process, work.function)
        child_end.close()
        self.ready = False
        self.task: int | None = None
        self.answered = 0
        self.hung_up = False
        self.work = work
        self.deadline = time.monotonic() + START_SECONDS
        self._memory = psutil.Process(self.process.pid)

    def give(self, index: int, task: object, limit_seconds: float) -> None:
        """Send a task; its time starts now."""
        self.task = index
        self.deadline = time.monotonic() + limit_seconds
        self.channel.send((task,))

    def receive(self) -> Answer | None:
        """The next answer, or None if the process has died or says what no worker says."""
        longest = (self.work.output + 1) * MEGABYTE
        try:
            answer = decode_answer(self.channel.recv_bytes(longest))
        except (EOFError, ConnectionError):
            self.hung_up = True
            return None
        except (OSError, ValueError, TypeError, RecursionError):
            return None
        self.ready = True
        if answer[0] == "more":
            self.deadline += answer[1] if 0 < answer[1] <= LONGEST_WAIT else 0.0
        elif answer[0] not in ("ready", "step"):
            self.answered += 1
        return answer

    def has_answer(self) -> bool:
        """Is there something to receive, if only the end of the pipe?"""
        try:
            return self.channel.poll()
        except OSError:  # Windows says so when the process has died; the pool hears of it next
            return True

    def late(self) -> bool:
        """Is the task, or the start, over its time?"""
        return (self.task is not None or not self.ready) and time.monotonic() > self.deadline

    def megabytes(self) -> float:
        """Resident memory now; 0 when the process has gone."""
        try:
            return float(self._memory.memory_info().rss) / MEGABYTE
        except psutil.Error:
            return 0.0

    def stop(self) -> int | None:
        """Kill the process and say how it had ended by itself, if it had."""
        ended: int | None = self.process.exitcode
        self.process.kill()
        self.process.join()
        self.channel.close()
        return ended


def crash_failure(worker: Worker) -> Failure:
    """What to say about the task of a worker that died on its own."""
    worker.process.join(END_SECONDS if worker.hung_up else 1.0)
    code = worker.process.exitcode
    if code is None:
        return Failure("unreadable", "The reader gave no proper answer")
    if code == -getattr(signal, "SIGKILL", 9) and sys.platform != "win32":
        return Failure(
            "out_of_memory",
            "The system killed the reader (signal 9), as it does when memory runs out",
        )
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    return Failure("unreadable", f"The reader crashed ({how})")
