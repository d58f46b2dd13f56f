"""A pool of child processes on this machine: limits per task, and nothing lost when a child dies.

A task that takes too long, takes too much memory or kills its process becomes a ``Failure``; the
process is replaced and the others are not touched. Only one task a worker is in flight, so memory
does not grow with the number of tasks.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing import connection
from typing import Any, TypeVar

from nqp_text.errors import DocumentError, NqpError
from nqp_text.executors.answers import Codec
from nqp_text.executors.child import Work
from nqp_text.executors.steps import Step
from nqp_text.executors.worker import Worker, crash_failure
from nqp_text.records import Failure

Task = TypeVar("Task")
Result = TypeVar("Result")

POLL_SECONDS = 0.1
WINDOWS_WORKERS = 60
"""Windows can wait for 63 things at a time."""
START_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may use: seconds by the clock, MB of its process, MB of its result."""

    seconds: float = 300.0
    memory: int = 2048
    output: int = 64


HearStep = Callable[[int, Step], object]
"""Takes the position of a task and how far it has come."""


def run_tasks(
    function: Callable[[Task], Result],
    tasks: Iterable[Task],
    *,
    workers: int = 1,
    limits: Limits | None = None,
    start_method: str = "spawn",
    initializer: Callable[..., object] | None = None,
    initargs: tuple[Any, ...] = (),
    codec: Codec | None = None,
    hear_step: HearStep | None = None,
) -> Iterator[tuple[int, Result | Failure]]:
    """Yield ``(position of the task, result or failure)`` in the order of completion.

    ``function`` must be importable. Its results travel as bytes: ``codec`` makes them, JSON if it
    is not given (tuples arrive as lists). Errors of the run (any ``NqpError`` but
    ``DocumentError``) are raised here. ``hear_step`` hears how far a task has come. Leaving the
    iterator, also by an exception, kills the workers.
    """
    size = min(workers, WINDOWS_WORKERS) if sys.platform == "win32" else workers
    limits = limits or Limits()
    work = Work(function, initializer, initargs, codec or Codec(), limits.memory, limits.output)
    pool = _Pool(work, max(1, size), limits, start_method, iter(enumerate(tasks)), hear_step)
    try:
        yield from pool.run()
    finally:
        pool.stop()


def run_isolated(
    function: Callable[[Task], Result],
    task: Task,
    *,
    limits: Limits | None = None,
    start_method: str = "spawn",
    codec: Codec | None = None,
) -> Result:
    """The function's result from a child process; raises ``DocumentError`` where there is none."""
    for _, outcome in run_tasks(
        function, [task], limits=limits, start_method=start_method, codec=codec
    ):
        if isinstance(outcome, Failure):
            raise DocumentError(outcome.reason, status=outcome.status, fix=outcome.fix)
        return outcome
    raise AssertionError("one task gives one outcome")


@dataclass(slots=True)
class _Pool:
    work: Work
    size: int
    limits: Limits
    start_method: str
    tasks: Iterator[tuple[int, Any]]
    hear_step: HearStep | None = None
    workers: list[Worker] = field(default_factory=list)
    running: dict[int, Any] = field(default_factory=dict)
    again: deque[tuple[int, Any]] = field(default_factory=deque)
    retried: set[int] = field(default_factory=set)
    failed_starts: int = 0

    def run(self) -> Iterator[tuple[int, Any]]:
        while True:
            self._fill()
            if not self.running:
                return
            channels = {worker.channel: worker for worker in self.workers}
            for channel in connection.wait(list(channels), POLL_SECONDS):
                yield from self._hear(channels[channel])  # type: ignore[index]
            for worker in list(self.workers):
                yield from self._watch(worker)

    def _fill(self) -> None:
        """Give every idle worker a task, and start workers while tasks are waiting."""
        for worker in [worker for worker in self.workers if worker.ready and worker.task is None]:
            if not self._give_next(worker):
                break
        # A worker that is still starting takes a task when it is ready: reserve one for each.
        while len(self.workers) < self.size and self._waiting():
            self.workers.append(Worker(self.work, self.start_method, self.workers))
            index, task = self.again.popleft()
            self.running[index] = task
            self.workers[-1].task = index

    def _waiting(self) -> bool:
        """Is there a task that nobody has? It is moved to the front of ``again``."""
        if not self.again:
            self.again.extend([item for item in [next(self.tasks, None)] if item is not None])
        return bool(self.again)

    def _give_next(self, worker: Worker) -> bool:
        if not self._waiting():
            return False
        index, task = self.again.popleft()
        self.running[index] = task
        self._give(worker, index)
        return True

    def _give(self, worker: Worker, index: int) -> None:
        try:
            worker.give(index, self.running[index], self.limits.seconds)
        except OSError:  # died while idle: noticed as end of file in the next round
            return

    def _hear(self, worker: Worker) -> Iterator[tuple[int, Any]]:
        answer = worker.receive()
        if answer is None:
            yield from self._lost(worker, crash_failure(worker))
            return
        word, value = answer
        if word == "fatal":
            raise value
        if word == "more":
            return
        if word == "step":
            if self.hear_step and worker.task is not None:
                self.hear_step(worker.task, value)
            return
        if word == "ready":
            self.failed_starts = 0
            if worker.task is not None:
                self._give(worker, worker.task)
            return
        index, worker.task = worker.task, None
        if index is None:  # nobody asked: it is no longer our worker that speaks
            self._remove(worker)
            return
        del self.running[index]
        if word == "result":
            value = self._decoded(value)
        if worker.megabytes() > self.limits.memory / 2:
            self._remove(worker)  # what it holds would count against the next document
        yield index, value

    def _decoded(self, data: bytes) -> Any:
        try:
            return self.work.codec.decode(data)
        except (ValueError, TypeError, KeyError, RecursionError):
            return Failure("unreadable", "The reader gave no proper answer")

    def _watch(self, worker: Worker) -> Iterator[tuple[int, Any]]:
        if worker not in self.workers or worker.has_answer():
            return  # an answer counts even if the caller was slow to ask for it
        if worker.late():
            yield from self._lost(
                worker, Failure("timeout", f"Stopped after {self.limits.seconds:g} seconds")
            )
        elif worker.task is not None and worker.megabytes() > self.limits.memory:
            yield from self._lost(
                worker, Failure("out_of_memory", f"Stopped at {self.limits.memory} MB of memory")
            )

    def _lost(self, worker: Worker, failure: Failure) -> Iterator[tuple[int, Any]]:
        """Replace a worker; its task fails, or is tried again if the worker was to blame."""
        self._remove(worker)
        if not worker.ready:
            self._count_failed_start(failure)
        if worker.task is None:
            return
        index, task = worker.task, self.running.pop(worker.task)
        used = worker.answered > 0 and failure.status != "timeout"
        if not worker.ready or (used and index not in self.retried):
            if worker.ready:
                self.retried.add(index)
            self.again.appendleft((index, task))
        else:
            yield index, failure

    def _count_failed_start(self, failure: Failure) -> None:
        self.failed_starts += 1
        if self.failed_starts >= START_ATTEMPTS:
            raise NqpError(
                f"Worker processes do not start: {failure.reason}.",
                where=f"start method {self.start_method!r}",
                fix="Run `nqp doctor`; try another --start-method or more memory.",
            )

    def _remove(self, worker: Worker) -> None:
        self.workers.remove(worker)
        worker.stop()

    def stop(self) -> None:
        """Kill what is left."""
        for worker in self.workers:
            worker.stop()
        self.workers.clear()
