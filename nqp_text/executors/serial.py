"""The same as the pool without the pool: one task after another, in this process, for debugging.

There are no limits here, and a crash takes the program with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from nqp_text.executors.child import attempt
from nqp_text.records import Failure

Task = TypeVar("Task")
Result = TypeVar("Result")


def run_here(
    function: Callable[[Task], Result], tasks: Iterable[Task]
) -> Iterator[tuple[int, Result | Failure]]:
    """Yield ``(position of the task, result or failure)``; errors of the run are raised."""
    for index, task in enumerate(tasks):
        word, value = attempt(function, task)
        if word == "fatal":
            raise value
        yield index, value
