"""Who does the jobs: child processes here, the workers of a cluster, or this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from nqp_text.executors.answers import BYTES
from nqp_text.executors.local import HearStep, run_tasks
from nqp_text.executors.serial import run_here
from nqp_text.pipeline.document import limits_of
from nqp_text.pipeline.keys import run_key
from nqp_text.pipeline.remote import is_url
from nqp_text.pipeline.sources import Source
from nqp_text.pipeline.texts_read import CACHE_AUTO, CACHE_OFF
from nqp_text.pipeline.tools import load_tools, prepare_worker
from nqp_text.pipeline.work import Job, do_job
from nqp_text.records import Failure
from nqp_text.settings import Settings
from nqp_text.storage.frames import DamagedFrame
from nqp_text.storage.result_store import ResultStore


def answers_to(
    jobs: Iterable[Job],
    settings: Settings,
    *,
    isolated: bool = True,
    parts: Path | None = None,
    hear_step: HearStep | None = None,
) -> Iterator[tuple[int, bytes | Failure]]:
    """The number of every job and its answer, in the order of completion.

    Jobs are asked for when a worker is free. Leaving the iterator ends the workers. ``parts`` is
    where the workers of a cluster leave answers, if they see it.
    """
    if settings.cluster and parts is not None:
        return _on_cluster(jobs, settings, parts)
    work = partial(do_job, settings=settings)
    if not isolated:
        return run_here(work, jobs)
    return run_tasks(
        work,
        jobs,
        workers=settings.worker_count,
        limits=limits_of(settings),
        start_method=settings.start_method,
        initializer=prepare_worker,
        initargs=(settings,),
        codec=BYTES,
        hear_step=hear_step,
    )


def _on_cluster(
    jobs: Iterable[Job], settings: Settings, parts: Path
) -> Iterator[tuple[int, bytes | Failure]]:
    from nqp_text.executors.cluster import run_on_cluster
    from nqp_text.executors.cluster_worker import ClusterWork

    there = _from_anywhere(settings)
    work = ClusterWork(
        partial(do_job, settings=there),
        prepare_worker,
        (there,),
        limits_of(there),
        there.start_method,
        version_here,
        version_here(there),
    )
    moved = (replace(job, source=_absolute(job.source)) for job in jobs)
    return run_on_cluster(work, moved, cluster=settings.cluster, folder=parts)


def take_leftovers(parts: Path, store: ResultStore) -> None:
    """Store what workers of a cluster left for a driver that did not live to take it."""
    if not parts.is_dir():
        return
    from nqp_text.executors.cluster import leftovers

    for data in leftovers(parts):
        with suppress(DamagedFrame):
            store.add(data)


def version_here(settings: Settings) -> str:
    """What the results of this process depend on: code, libraries, lexicons, models."""
    return run_key(settings, load_tools(settings))


def _from_anywhere(settings: Settings) -> Settings:
    """The settings with absolute paths: every worker has a working folder of its own."""
    return settings.changed(
        lexicons=tuple(str(Path(file).absolute()) for file in settings.lexicons),
        taxonomy=str(Path(settings.taxonomy).absolute()) if settings.taxonomy else "",
        cache=settings.cache
        if settings.cache in (CACHE_AUTO, CACHE_OFF)
        else str(Path(settings.cache).absolute()),
    )


def _absolute(source: Source) -> Source:
    if is_url(source.file):
        return source
    return replace(source, file=str(Path(source.file).absolute()))
