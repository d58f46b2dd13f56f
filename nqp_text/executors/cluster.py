"""The same as the pool of child processes, on a cluster of machines: Dask.

A worker that dies loses nothing: the scheduler gives its batch to another one, and the part that
holds the answers appears whole or not at all. The tasks of a batch that ends one worker after the
other are done again at the end, one at a time, and the one that is to blame becomes a ``Failure``.
Only so many batches are under way that every worker has its next one, so memory does not grow with
the number of tasks.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from nqp_text.errors import NqpError
from nqp_text.executors.answers import decode_answer
from nqp_text.executors.cluster_address import connected
from nqp_text.executors.cluster_worker import ClusterWork, Receipt, do_batch, sees_file
from nqp_text.executors.messages import message_of
from nqp_text.executors.parts import SUFFIX, decode_part
from nqp_text.records import Failure

BATCH = 4
"""Tasks that travel together: at half a second each, a scheduler can feed a thousand workers."""

AHEAD = 2
"""Batches per thread of the workers that are under way."""

POLL_SECONDS = 1.0
PATIENCE_SECONDS = 600.0
"""How long a run waits for workers to come (back) before it gives up."""


def run_on_cluster(
    work: ClusterWork, tasks: Iterable[Any], *, cluster: str, folder: Path | None
) -> Iterator[tuple[int, bytes | Failure]]:
    """Yield ``(position of the task, result or failure)`` in the order of completion.

    Parts go through ``folder`` if there is one that the workers see. Raises ``NqpError`` for what
    concerns the whole run: no cluster, no workers, other versions there. Leaving the iterator
    cancels what is under way.
    """
    with connected(cluster) as client:
        _await_workers(client)
        shared = str(folder.resolve()) if folder and _shared(client, folder) else ""
        run = _Run(client, work, enumerate(tasks), shared)
        try:
            yield from run.answers()
        finally:
            run.cancel()


def leftovers(folder: Path) -> Iterator[bytes]:
    """The results in parts that a killed driver did not take; the parts are gone afterwards."""
    for file in sorted(folder.glob(f"part-*{SUFFIX}")):
        with suppress(OSError, ValueError):
            outcomes = [_outcome(data) for _, data in decode_part(file.read_bytes())]
            yield from (outcome for outcome in outcomes if isinstance(outcome, bytes))
            file.unlink()


def _await_workers(client: Any) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not client.nthreads():
        if time.monotonic() > deadline:
            raise _no_workers()
        time.sleep(POLL_SECONDS / 4)


def _no_workers() -> NqpError:
    return NqpError(
        f"The cluster has had no workers for {PATIENCE_SECONDS:g} seconds.",
        where="--cluster",
        fix="Start workers, then run the same command with --resume.",
    )


def _shared(client: Any, folder: Path) -> bool:
    """Do all workers see the folder? One that cannot write where it can read fails by itself."""
    folder.mkdir(parents=True, exist_ok=True)
    token, content = folder.resolve() / "seen", secrets.token_hex(16)
    token.write_text(content, encoding="ascii")
    try:
        return all(client.run(sees_file, str(token), content).values())
    finally:
        token.unlink()


@dataclass(slots=True)
class _Run:
    client: Any
    work: ClusterWork
    tasks: Iterator[tuple[int, Any]]
    folder: str
    name: str = field(default_factory=lambda: secrets.token_hex(4))
    under_way: dict[Any, list[tuple[int, Any]]] = field(default_factory=dict)
    suspects: list[tuple[int, Any]] = field(default_factory=list)
    suspected: set[int] = field(default_factory=set)
    submitted: int = 0
    threads: int = 0
    looked: float = 0.0
    seen_workers: float = field(default_factory=time.monotonic)

    def answers(self) -> Iterator[tuple[int, bytes | Failure]]:
        while True:
            self._look_for_workers()
            self._fill()
            if not self.under_way:
                return
            for future in self._finished():
                yield from self._answers_of(future)

    def _look_for_workers(self) -> None:
        """Workers come and go; give up when there have been none for long."""
        now = time.monotonic()
        if now - self.looked < POLL_SECONDS:
            return
        self.looked = now
        with self._scheduler_needed():
            self.threads = sum(self.client.nthreads().values())
        if self.threads:
            self.seen_workers = now
        elif now - self.seen_workers > PATIENCE_SECONDS:
            raise _no_workers()

    def _fill(self) -> None:
        while len(self.under_way) < max(1, self.threads) * AHEAD:
            batch = list(islice(self.tasks, BATCH))
            if not batch:
                break
            self._submit(batch)
        if not self.under_way and self.suspects:
            self._submit([self.suspects.pop(0)])  # alone, so that no neighbour can be to blame

    def _submit(self, batch: list[tuple[int, Any]]) -> None:
        name = f"part-{self.name}-{self.submitted:06}"
        numbers = tuple(index for index, _ in batch)
        tasks = tuple(task for _, task in batch)
        with self._scheduler_needed():
            future = self.client.submit(
                do_batch, self.work, numbers, tasks, self.folder, name, key=name, pure=False
            )
        self.under_way[future] = batch
        self.submitted += 1

    def _finished(self) -> list[Any]:
        import distributed

        wait: Any = distributed.wait
        with self._scheduler_needed():
            try:
                with self.client.as_current():
                    ended = wait(list(self.under_way), POLL_SECONDS, return_when="FIRST_COMPLETED")
            except TimeoutError:
                return []
        return list(ended.done)

    def _receipt_of(self, future: Any) -> Receipt | BaseException | None:
        """What became of a batch; None if nothing has yet, whatever was said before.

        A receipt that was not taken goes with the worker that has it ("lost"). The scheduler lets
        another worker do the batch again, so it just stays under way.
        """
        with self._scheduler_needed():
            if future.status == "finished":
                try:
                    receipt: Receipt = future.result(PATIENCE_SECONDS)
                    return receipt
                except TimeoutError:  # lost just now, and there is nobody to do it again
                    return None
                except Exception:
                    if future.status != "error":
                        raise
            if future.status == "cancelled":
                raise CancelledError
            if future.status != "error":
                return None
            error: BaseException = future.exception()
            return error

    def _answers_of(self, future: Any) -> Iterator[tuple[int, bytes | Failure]]:
        receipt = self._receipt_of(future)
        if receipt is None:
            return
        batch = self.under_way.pop(future)
        if isinstance(receipt, BaseException):
            yield from self._failed(batch, receipt)
            return
        future.release()
        if receipt.fatal:
            raise decode_answer(receipt.fatal)[1]
        try:
            part = Path(receipt.file).read_bytes() if receipt.file else receipt.part
            answers = decode_part(part)
        except (OSError, ValueError) as error:
            yield from self._failed(batch, error)
            return
        missing = dict(batch)
        for index, data in answers:
            if missing.pop(index, None) is not None:
                yield index, _outcome(data)
        for index in missing:
            yield index, Failure("unreadable", "The worker gave no answer")
        if receipt.file:
            with suppress(OSError):
                Path(receipt.file).unlink()

    def _failed(
        self, batch: list[tuple[int, Any]], error: BaseException
    ) -> Iterator[tuple[int, bytes | Failure]]:
        """A task that fails alone is to blame; those of a batch wait until they can be alone."""
        for task in batch:
            if task[0] in self.suspected:
                yield task[0], _failure(error)
            else:
                self.suspected.add(task[0])
                self.suspects.append(task)

    def cancel(self) -> None:
        """Take back what is under way; parts that appear afterwards are nobody's."""
        with suppress(Exception):  # whatever has become of the scheduler, the run is over
            self.client.cancel(list(self.under_way), force=True)

    @contextmanager
    def _scheduler_needed(self) -> Iterator[None]:
        """Say it in our words when the client says that it has lost its scheduler."""
        try:
            yield
        except Exception as error:
            gone = isinstance(error, (CancelledError, OSError))
            if not gone and self.client.status == "running":
                raise
            raise NqpError(
                "The scheduler of the cluster is gone.",
                where="--cluster",
                fix="Start it again, then run the same command with --resume.",
            ) from error


def _outcome(data: bytes) -> bytes | Failure:
    try:
        word, value = decode_answer(data)
    except (ValueError, TypeError):
        word, value = "", None
    if word == "result" and isinstance(value, bytes):
        return value
    if isinstance(value, Failure):
        return value
    return Failure("unreadable", "The reader gave no proper answer")


def _failure(error: BaseException) -> Failure:
    from distributed.scheduler import KilledWorker

    if isinstance(error, KilledWorker):
        return Failure("unreadable", "Every worker of the cluster that read it ended")
    return Failure("unreadable", f"Internal error {type(error).__name__}{message_of(error)}")
