"""What happens inside a worker process: receive a task, try it, send the answer, wait for the next.

An answer is a pair of a word and a value: ``ready`` (the initializer is through), ``more`` (the
task needs so many seconds longer), ``result``, ``failure`` (this task only) or ``fatal`` (an error
that concerns the whole run, such as a broken lexicon; the parent raises it).
"""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import connection, parent_process
from pathlib import Path
from typing import Any

from nqp_text.errors import DocumentError, NqpError
from nqp_text.executors.patience import listen
from nqp_text.records import Failure

ORPHANED = 79
"""Exit code of a worker whose parent is gone."""

Answer = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker is started with: the function, and how to prepare the process for it."""

    function: Callable[[Any], Any]
    initializer: Callable[..., object] | None = None
    initargs: tuple[Any, ...] = ()


def serve(channel: connection.Connection, parent_ends: tuple[Any, ...], work: Work) -> None:
    """Answer tasks from ``channel`` until it is closed or None arrives."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent acts
    for end in parent_ends:  # inherited by fork: holding them would hide that the parent is gone
        end.close()
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    listen(lambda seconds: channel.send(("more", seconds)))
    try:
        channel.send(_prepared(work))
        while (task := channel.recv()) is not None:
            _send(channel, attempt(work.function, task[0]))
    except (EOFError, OSError):  # the parent closed its end
        return


def _exit_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(ORPHANED)


def _prepared(work: Work) -> Answer:
    if work.initializer is None:
        return "ready", None
    answer = attempt(lambda _: work.initializer(*work.initargs), None)  # type: ignore[misc]
    if answer[0] == "result":
        return "ready", None
    if answer[0] == "failure":
        return "fatal", NqpError(
            f"A worker process could not be prepared: {answer[1].reason}",
            where="initializer",
            fix="Run `nqp doctor`; try again with --workers 1.",
        )
    return answer


def _send(channel: connection.Connection, answer: Answer) -> None:
    try:
        channel.send(answer)
    except (TypeError, AttributeError, ValueError) as error:  # cannot be pickled
        channel.send(("failure", _unexpected(error)))


def attempt(function: Callable[[Any], Any], task: object) -> Answer:
    """The function's result, or why there is none; never raises an ``Exception``."""
    try:
        return "result", function(task)
    except DocumentError as error:
        return "failure", Failure(error.status, error.what, error.fix)
    except NqpError as error:
        return "fatal", error
    except MemoryError:
        return "failure", Failure("out_of_memory", "The reader asked for more memory than there is")
    except Exception as error:  # one bad document never stops a run
        return "failure", _unexpected(error)


def _unexpected(error: Exception) -> Failure:
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    message = " ".join(str(error).split())[:200]
    return Failure("unreadable", f"Internal error {type(error).__name__}: {message}{place}")
