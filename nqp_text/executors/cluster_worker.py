"""What runs on a worker of a cluster: a batch of tasks, each in a child process with limits.

The child makes a document that crashes, loops or eats memory a ``Failure`` with the same words as
on one machine, and leaves the worker alive.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nqp_text.errors import NqpError
from nqp_text.executors.answers import BYTES, encode_answer
from nqp_text.executors.kept_pool import kept_pool
from nqp_text.executors.local import Limits
from nqp_text.executors.parts import encode_part, write_part
from nqp_text.records import Failure


@dataclass(frozen=True, slots=True)
class ClusterWork:
    """What every batch of a run needs: the function, how to prepare its process, its bounds.

    ``version`` is called with ``initargs`` and must give ``expected``: a worker with other code,
    libraries or lexicons would give other results.
    """

    function: Callable[[Any], bytes]
    initializer: Callable[..., object] | None
    initargs: tuple[Any, ...]
    limits: Limits
    start_method: str
    version: Callable[..., str]
    expected: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is left of a batch: where its part lies, or the part itself without a folder.

    ``fatal`` is the encoded error that stops the run instead.
    """

    file: str = ""
    part: bytes = b""
    fatal: bytes = b""


def do_batch(
    work: ClusterWork, numbers: tuple[int, ...], tasks: tuple[Any, ...], folder: str, name: str
) -> Receipt:
    """Do the tasks and leave their answers in ``folder``, or in the receipt if there is none."""
    try:
        _check_version(work)
        return _done(work, numbers, tasks, folder, name)
    except NqpError as error:
        return Receipt(fatal=encode_answer(("fatal", error), BYTES))


def _done(
    work: ClusterWork, numbers: tuple[int, ...], tasks: tuple[Any, ...], folder: str, name: str
) -> Receipt:
    answers: list[tuple[int, bytes]] = []
    with kept_pool(
        work.function,
        limits=work.limits,
        start_method=work.start_method,
        initializer=work.initializer,
        initargs=work.initargs,
        codec=BYTES,
        key=repr((work.expected, work.limits, work.start_method)),
    ) as pool:
        for index, outcome in pool.run(tasks):
            word = "failure" if isinstance(outcome, Failure) else "result"
            answers.append((numbers[index], encode_answer((word, outcome), BYTES)))
    part = encode_part(sorted(answers))
    return Receipt(file=str(write_part(Path(folder), name, part))) if folder else Receipt(part=part)


_checked: set[str] = set()


def _check_version(work: ClusterWork) -> None:
    if work.expected in _checked:
        return
    found = work.version(*work.initargs)
    if found != work.expected:
        raise NqpError(
            "A worker of the cluster has another version of nqp-text, its libraries or lexicons.",
            where="--cluster",
            fix="Install the same version, libraries and lexicon files on every worker.",
        )
    _checked.add(work.expected)


def sees_file(file: str, content: str) -> bool:
    """Does this worker see a file that the driver wrote?"""
    try:
        return Path(file).read_text(encoding="ascii") == content
    except (OSError, ValueError):
        return False
