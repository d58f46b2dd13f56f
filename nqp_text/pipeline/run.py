"""Many files → a run folder: hands the files to workers, collects their rows, builds the index."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from nqp_text.errors import DocumentError
from nqp_text.executors.local import Limits, run_tasks
from nqp_text.executors.serial import run_here
from nqp_text.pipeline.description import describe_run
from nqp_text.pipeline.file import scan_file
from nqp_text.pipeline.folder import Mode, check_folder
from nqp_text.pipeline.rows import failed_result
from nqp_text.pipeline.sources import Source, Sources, find_sources
from nqp_text.pipeline.tools import load_tools, prepare_worker
from nqp_text.records import DocumentResult, Failure
from nqp_text.settings import Settings

if TYPE_CHECKING:
    from nqp_text.outputs import Run

READ_STATUSES = frozenset({"ok", "partial", "duplicate"})


@dataclass(frozen=True, slots=True)
class Progress:
    """What has been done so far; ``result`` is the file that was just finished."""

    done: int
    total: int
    result: DocumentResult


Report = Callable[[Progress], object]


def scan_sources(
    names: Iterable[str | Path],
    out: Path,
    settings: Settings,
    *,
    mode: Mode = "new",
    report: Report | None = None,
    command: Sequence[str] = (),
    isolated: bool = True,
) -> Run:
    """Scan what the names stand for into the run folder ``out``; ``report`` hears of every file.

    ``isolated=False`` reads in this process, without limits.
    Mistakes in names, settings, lexicon and taxonomy are raised before anything is written.
    """
    from nqp_text import index, outputs

    check_folder(out, mode)
    sources = find_sources(names)
    tools = load_tools(settings)
    began = time.time()
    with outputs.RunWriter(out, section=settings.section, paths=tools.taxonomy.paths) as writer:
        for done, result in enumerate(results_of(sources, settings, isolated=isolated), 1):
            writer.add(result)
            if report:
                report(Progress(done, len(sources.files), result))
            if settings.strict:
                _refuse_failure(result)
        description = describe_run(settings, tools, sources, command, began)
        return writer.finish(description, panels=index)


def _refuse_failure(result: DocumentResult) -> None:
    row = result.document
    if row["status"] not in READ_STATUSES:
        raise DocumentError(
            str(row["reason"]),
            status=str(row["status"]),
            where=result.path,
            fix="Correct or remove the file, or scan without --strict.",
        )


def results_of(
    sources: Sources, settings: Settings, *, isolated: bool = True
) -> Iterator[DocumentResult]:
    """The result of every file, in the order of completion. No file is left out."""
    queue = _Queue(sources.files)
    work = partial(scan_file, settings=settings)
    tasks = queue.tasks()
    outcomes = _in_children(work, tasks, settings) if isolated else run_here(work, tasks)
    for index, outcome in outcomes:
        yield from queue.take_settled()
        yield queue.finished(index, outcome)
    yield from queue.take_settled()


def _in_children(
    work: Callable[[Source], DocumentResult], tasks: Iterable[Source], settings: Settings
) -> Iterator[tuple[int, DocumentResult | Failure]]:
    return run_tasks(
        work,
        tasks,
        workers=settings.worker_count,
        limits=Limits(settings.limit_seconds, settings.limit_memory),
        start_method=settings.start_method,
        initializer=prepare_worker,
        initargs=(settings,),
    )


@dataclass(slots=True)
class _Queue:
    """The files in order. What needs no worker (absent, seen before) is settled on the way."""

    files: tuple[Source, ...]
    given: list[tuple[Source, str, float]] = field(default_factory=list)
    settled: list[DocumentResult] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)

    def tasks(self) -> Iterator[Source]:
        for source in self.files:
            doc_id, failure = self._looked_at(source)
            if failure:
                self.settled.append(failed_result(source, doc_id, failure))
            else:
                self.given.append((source, doc_id, time.perf_counter()))
                yield source

    def _looked_at(self, source: Source) -> tuple[str, Failure | None]:
        if source.problem:
            return "", Failure("unreadable", source.problem, "Check the path.")
        try:
            doc_id, size = file_hash(source.file)
        except OSError as error:
            reason = f"The file cannot be opened: {error.strerror or error}."
            return "", Failure("unreadable", reason, "Check that you may read it.")
        if size and (first := self.seen.setdefault(doc_id, source.path)) != source.path:
            return doc_id, Failure("duplicate", f"The same bytes as {first}")
        return doc_id, None

    def take_settled(self) -> Iterator[DocumentResult]:
        while self.settled:
            yield self.settled.pop(0)

    def finished(self, index: int, outcome: DocumentResult | Failure) -> DocumentResult:
        source, doc_id, began = self.given[index]
        if isinstance(outcome, Failure):
            return failed_result(source, doc_id, outcome, round(time.perf_counter() - began, 3))
        if outcome.doc_id:
            return outcome
        return replace(outcome, doc_id=doc_id, document={**outcome.document, "doc_id": doc_id})


def file_hash(file: str) -> tuple[str, int]:
    """SHA-256 of the bytes of a file in hexadecimal digits, and their number."""
    with Path(file).open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
        return digest.hexdigest(), stream.tell()
