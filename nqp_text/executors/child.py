"""What happens inside a worker process: receive a task, try it, send the answer, wait for the next.

An answer is a pair of a word and a value: ``ready`` (the initializer is through), ``more`` (the
task needs so many seconds longer), ``result``, ``failure`` (this task only) or ``fatal`` (an error
that concerns the whole run, such as a broken lexicon; the parent raises it). It travels as bytes
(``answers``).
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import connection, parent_process
from pathlib import Path
from typing import Any

import psutil

from nqp_text.errors import DocumentError, NqpError
from nqp_text.executors.answers import Answer, Codec, encode_answer
from nqp_text.executors.messages import message_of
from nqp_text.executors.patience import listen
from nqp_text.executors.steps import hear_steps
from nqp_text.records import Failure

ORPHANED = 79
"""Exit code of a worker whose parent is gone."""

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker is started with: the function, how to prepare the process, and its bounds.

    ``memory`` and ``output`` are in MB: of the process, and of the bytes of one result.
    """

    function: Callable[[Any], Any]
    initializer: Callable[..., object] | None = None
    initargs: tuple[Any, ...] = ()
    codec: Codec = field(default_factory=Codec)
    memory: int = 2048
    output: int = 64


def serve(channel: connection.Connection, parent_ends: tuple[Any, ...], work: Work) -> None:
    """Answer tasks from ``channel`` until it is closed or None arrives."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent acts
    for end in parent_ends:  # inherited by fork: holding them would hide that the parent is gone
        end.close()
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    listen(lambda seconds: channel.send_bytes(encode_answer(("more", seconds), work.codec)))
    hear_steps(lambda step: channel.send_bytes(encode_answer(("step", step), work.codec)))
    try:
        channel.send_bytes(encode_answer(_prepared(work), work.codec))
        bound_memory(work.memory)
        while (task := channel.recv()) is not None:  # from our own parent: pickles are safe here
            channel.send_bytes(_encoded(attempt(work.function, task[0]), work))
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


def _encoded(answer: Answer, work: Work) -> bytes:
    """The answer's bytes, or a failure's if it cannot be encoded or is too long."""
    try:
        data = encode_answer(answer, work.codec)
    except Exception as error:  # whatever the codec says, it concerns this task alone
        return encode_answer(("failure", _unexpected(error)), work.codec)
    if len(data) <= work.output * MEGABYTE:
        return data
    return encode_answer(("failure", too_long(work.output)), work.codec)


def too_long(megabytes: int) -> Failure:
    """The failure of a task whose result is over the limit."""
    return Failure(
        "unsupported",
        f"What was found in it takes more than {megabytes} MB",
        "Split the file, or raise limit_output in the settings file.",
    )


def bound_memory(megabytes: int) -> None:
    """Let the system refuse memory far over the limit, and write no core files.

    A bomb takes memory faster than the parent can look. Where the system has no such limits, the
    parent's remains.
    """
    if sys.platform == "win32":
        return
    import resource

    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere RLIMIT_DATA does not count what is mapped
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        room = (3 * megabytes // 2 + 512) * MEGABYTE
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_DATA, (_data_bytes() + room, hard))


def _data_bytes() -> int:
    """Private writable memory of this process now, as RLIMIT_DATA counts it."""
    return int(psutil.Process().memory_info().data)


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
    return Failure("unreadable", f"Internal error {type(error).__name__}{place}{message_of(error)}")
