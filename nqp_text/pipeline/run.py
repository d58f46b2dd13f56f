"""Many files → a run folder: hands the files to workers, stores their results, builds the index."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nqp_text.errors import DocumentError
from nqp_text.executors.steps import Step
from nqp_text.pipeline.description import describe_run
from nqp_text.pipeline.executing import answers_to, take_leftovers
from nqp_text.pipeline.folder import Mode, check_folder
from nqp_text.pipeline.keys import run_key
from nqp_text.pipeline.plan import write_plan
from nqp_text.pipeline.run_log import RunLog
from nqp_text.pipeline.schedule import (
    READ_STATUSES,
    Entry,
    Outcome,
    Schedule,
    to_read,
    without_duplicates,
)
from nqp_text.pipeline.sources import find_sources
from nqp_text.pipeline.texts_read import cache_of
from nqp_text.pipeline.tools import load_tools
from nqp_text.records import DocumentResult
from nqp_text.settings import Settings
from nqp_text.storage.lock import FolderLock
from nqp_text.storage.text_cache import MEGABYTE

if TYPE_CHECKING:
    from nqp_text.outputs import Run

_TRIM_EVERY = 1000  # documents between two looks at the size of the cache


@dataclass(frozen=True, slots=True)
class Progress:
    """What has been done so far; ``result`` is the file that was just finished.

    ``result`` comes without mentions and nominations, which lie in the run folder already.
    ``reused`` says that it was there from an earlier scan, ``size`` how many bytes of the file were
    to be read: none of one that is over the limit.
    Large files go first, so bytes say better than files how far a run has come.
    """

    done: int
    total: int
    result: DocumentResult
    reused: bool = False
    size: int = 0
    done_bytes: int = 0
    total_bytes: int = 0


Report = Callable[[Progress], object]
Steps = Callable[[str, Step], object]
"""Takes the path of a file and how far it is read or tagged."""


def scan_sources(
    names: Iterable[str | Path],
    out: Path,
    settings: Settings,
    *,
    mode: Mode = "new",
    report: Report | None = None,
    command: Sequence[str] = (),
    isolated: bool = True,
    steps: Steps | None = None,
) -> Run:
    """Scan what the names stand for into the run folder ``out``; ``report`` hears of every file.

    ``steps`` hears of pages and sentences within the files that processes here are at.

    ``isolated=False`` reads in this process, without limits.
    Mistakes in names, settings, lexicon and taxonomy are raised before anything is written.
    """
    from nqp_text import index, outputs

    check_folder(out, mode)
    names = list(names)
    sources = find_sources(names)
    tools = load_tools(settings)
    began = time.time()
    resume = mode in ("resume", "retry")
    with FolderLock(out / outputs.PARTS / "lock"):
        writer = outputs.RunWriter(
            out, section=settings.section, paths=tools.taxonomy.paths, resume=resume
        )
        write_plan(out, names, settings)
        with writer, RunLog(out, resume=resume) as log:
            parts = out / outputs.PARTS / "cluster"
            take_leftovers(parts, writer.store)
            schedule = Schedule(
                sources.files,
                settings,
                writer.store,
                run_key(settings, tools),
                retry_failed=mode == "retry",
            )
            log.began(len(sources.files), schedule.total_bytes, writer.store.damaged)
            entries: list[Entry] = []
            reused = 0
            for progress, outcome in _followed(schedule, settings, isolated, parts, steps):
                entries.append((outcome.source, outcome.head.doc_id, outcome.entry))
                reused += outcome.reused
                log.add(outcome)
                if report:
                    report(progress)
                if settings.strict:
                    _refuse_failure(outcome.head)
            for source, doc_id, entry in without_duplicates(entries):
                writer.put(source.path, doc_id, entry)
            description = describe_run(settings, tools, sources, command, began, reused)
            number = len(entries)
            del schedule, sources, entries  # what memory holds of every file: not needed below
            run = writer.finish(description, panels=index)
            outputs.write_report(out)
            log.ended(number, reused)
            return run


def _followed(
    schedule: Schedule, settings: Settings, isolated: bool, parts: Path, steps: Steps | None
) -> Iterator[tuple[Progress, Outcome]]:
    """Every outcome with how far the run has come by it."""
    total, size = len(schedule.sources), 0
    cache = cache_of(settings)
    for done, outcome in enumerate(
        outcomes_of(schedule, settings, isolated=isolated, parts=parts, steps=steps), 1
    ):
        own = to_read(outcome.size)
        size += own
        progress = Progress(
            done, total, outcome.head, outcome.reused, own, size, schedule.total_bytes
        )
        yield progress, outcome
        if cache and (done % _TRIM_EVERY == 0 or done == total):
            cache.trim(settings.cache_limit * MEGABYTE)


def outcomes_of(
    schedule: Schedule,
    settings: Settings,
    *,
    isolated: bool = True,
    parts: Path | None = None,
    steps: Steps | None = None,
) -> Iterator[Outcome]:
    """What became of every file, in the order of completion. No file is left out."""
    yield from schedule.done_before()

    def hear(index: int, step: Step) -> None:
        if steps:
            steps(schedule.path_of(index), step)

    for index, answer in answers_to(
        schedule.jobs(), settings, isolated=isolated, parts=parts, hear_step=hear
    ):
        yield from schedule.settled()
        yield schedule.finished(index, answer)
    yield from schedule.settled()


def _refuse_failure(result: DocumentResult) -> None:
    row = result.document
    if row["status"] not in READ_STATUSES:
        raise DocumentError(
            str(row["reason"]),
            status=str(row["status"]),
            where=result.path,
            fix="Correct or remove the file, or scan without --strict.",
        )
