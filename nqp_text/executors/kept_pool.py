"""A pool of child processes that stays for the next tasks, for a process that gets them in batches.

A worker of a cluster is such a process: it is given a few files at a time, and starting a child
for each batch would cost more than the batch.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from nqp_text.executors.answers import Codec
from nqp_text.executors.child import Work
from nqp_text.executors.local import Limits, _Pool
from nqp_text.executors.start import children_allowed

_free: dict[Any, list[KeptPool]] = {}
_guard = threading.Lock()


class KeptPool:
    """One child process with limits, replaced when it dies."""

    def __init__(self, work: Work, limits: Limits, start_method: str) -> None:
        self._pool = _Pool(work, 1, limits, start_method, iter(()))

    def run(self, tasks: Iterable[Any]) -> Iterator[tuple[int, Any]]:
        """As ``run_tasks``."""
        pool = self._pool
        pool.tasks = iter(enumerate(tasks))
        pool.running.clear()
        pool.again.clear()
        pool.retried.clear()
        pool.failed_starts = 0
        with children_allowed():
            try:
                yield from pool.run()
            except BaseException:
                pool.stop()
                raise

    def stop(self) -> None:
        """Kill the child."""
        self._pool.stop()


@contextmanager
def kept_pool(
    function: Callable[[Any], Any],
    *,
    limits: Limits,
    start_method: str,
    initializer: Callable[..., object] | None,
    initargs: tuple[Any, ...],
    codec: Codec,
    key: str,
) -> Iterator[KeptPool]:
    """A pool for this thread alone; what has the same ``key`` is given again to whoever is next."""
    with _guard:
        waiting = _free.setdefault(key, [])
        pool = waiting.pop() if waiting else None
        old = [name for name in _free if name != key]  # of an earlier run with other settings
        others = [other for name in old for other in _free.pop(name)]
    for other in others:
        other.stop()
    if pool is None:
        work = Work(function, initializer, initargs, codec, limits.memory, limits.output)
        pool = KeptPool(work, limits, start_method)
    try:
        yield pool
    finally:
        with _guard:
            _free.setdefault(key, []).append(pool)


def drop_pools() -> None:
    """Kill the children that nobody uses."""
    with _guard:
        pools = [pool for waiting in _free.values() for pool in waiting]
        _free.clear()
    for pool in pools:
        pool.stop()
