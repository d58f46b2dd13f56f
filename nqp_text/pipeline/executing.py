"""Who does the jobs: child processes here, or this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from nqp_text.executors.answers import BYTES
from nqp_text.executors.local import run_tasks
from nqp_text.executors.serial import run_here
from nqp_text.pipeline.document import limits_of
from nqp_text.pipeline.tools import prepare_worker
from nqp_text.pipeline.work import Job, do_job
from nqp_text.records import Failure
from nqp_text.settings import Settings


def answers_to(
    jobs: Iterable[Job], settings: Settings, *, isolated: bool = True
) -> Iterator[tuple[int, bytes | Failure]]:
    """The number of every job and its answer, in the order of completion.

    Jobs are asked for when a worker is free. Leaving the iterator ends the workers.
    """
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
    )
