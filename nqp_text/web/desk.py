"""A child process that answers one question after another, within limits of time and memory.

Everything that takes files of unknown origin apart happens at such a desk. The process is started
by the first question, replaced when it crashes or takes too much, and let go when nobody asks.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

from nqp_text.errors import DocumentError, NqpError
from nqp_text.executors.answers import Codec
from nqp_text.executors.local import Limits, run_tasks
from nqp_text.records import Failure

Task = TypeVar("Task")
Result = TypeVar("Result")

IDLE_SECONDS = 180.0


class Desk(Generic[Task, Result]):
    """``ask`` may be called from any thread; questions are answered in their order."""

    def __init__(
        self,
        function: Callable[[Task], Result],
        limits: Limits,
        start_method: str = "spawn",
        name: str = "desk",
        codec: Codec | None = None,
    ) -> None:
        self._function = function
        self._limits = limits
        self._start_method = start_method
        self._codec = codec
        self._waiting: queue.Queue[tuple[Task, Future[Result]] | None] = queue.Queue()
        self._asked: list[Future[Result]] = []
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._work, name=f"nqp-{name}", daemon=True)
        self._thread.start()

    def submit(self, task: Task) -> Future[Result]:
        """The answer to come."""
        answer: Future[Result] = Future()
        if self._closed.is_set():
            answer.set_exception(NqpError("The server is ending.", fix="Start it again."))
        else:
            self._waiting.put((task, answer))
        return answer

    def ask(self, task: Task) -> Result:
        """The answer; raises ``DocumentError`` where there is none."""
        return self.submit(task).result()

    def close(self) -> None:
        """Stop the process; questions that wait are answered with an error."""
        self._closed.set()
        self._waiting.put(None)
        self._thread.join(2.0)

    def _work(self) -> None:
        while not self._closed.is_set():
            first = self._waiting.get()
            if first is None:
                break
            self._asked = []
            try:
                self._answer_from(first)
            except Exception as error:
                self._fail(error)
        self._fail(NqpError("The server is ending.", fix="Start it again."))

    def _answer_from(self, first: tuple[Task, Future[Result]]) -> None:
        outcomes = run_tasks(
            self._function,
            self._tasks(first),
            workers=1,
            limits=self._limits,
            start_method=self._start_method,
            codec=self._codec,
        )
        for index, outcome in outcomes:
            answer = self._asked[index]
            if isinstance(outcome, Failure):
                error = DocumentError(outcome.reason, status=outcome.status, fix=outcome.fix)
                answer.set_exception(error)
            else:
                answer.set_result(outcome)

    def _tasks(self, first: tuple[Task, Future[Result]]) -> Iterator[Task]:
        # The pool asks for the next task only when its one worker is idle: it may wait here.
        following: tuple[Task, Future[Result]] | None = first
        while following is not None:
            task, answer = following
            self._asked.append(answer)
            yield task
            try:
                following = self._waiting.get(timeout=IDLE_SECONDS)
            except queue.Empty:
                return
            if following is None:
                self._closed.set()

    def _fail(self, error: Exception) -> None:
        """Answer everything that was asked, or still waits after the end, with the error."""
        left: list[Any] = [answer for answer in self._asked if not answer.done()]
        while self._closed.is_set() and not self._waiting.empty():
            item = self._waiting.get()
            left += [item[1]] if item else []
        for answer in left:
            answer.set_exception(error)
