"""What a scan would do and how long it would take, from reading a sample of the files."""

from __future__ import annotations

import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from nqp_text.pipeline.executing import answers_to
from nqp_text.pipeline.folder import Mode, check_folder
from nqp_text.pipeline.keys import run_key, task_key
from nqp_text.pipeline.schedule import size_of, to_read
from nqp_text.pipeline.sources import Source, find_sources
from nqp_text.pipeline.tools import load_tools
from nqp_text.pipeline.work import Job
from nqp_text.settings import Settings
from nqp_text.storage.frames import parse_frame
from nqp_text.storage.result_store import ResultStore
from nqp_text.storage.results import MAGIC, decode_head

SAMPLE = 12
SAMPLE_SECONDS = 30.0
START_SECONDS = 2.0
"""What starting workers and writing the tables of a small run takes."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What would be done.

    ``formats`` counts files by suffix; ``done`` were scanned before with the same settings, unless
    their content has changed since. ``seconds`` is the time for the rest with ``workers`` workers,
    None where nothing could be measured; ``sample`` and ``sample_seconds`` say on what it is based.
    ``output_bytes`` is what the run folder would take.
    """

    files: int
    bytes: int
    formats: dict[str, int]
    problems: int
    left_out: int
    done: int
    workers: int
    sample: int
    sample_seconds: float
    seconds: float | None
    output_bytes: int


def forecast(
    names: Iterable[str | Path], out: Path, settings: Settings, *, mode: Mode = "new"
) -> Forecast:
    """Read a sample and say what a scan would do; nothing is written into the run folder."""
    check_folder(out, mode)
    sources = find_sources(names)
    run = run_key(settings, load_tools(settings))
    tasks = ResultStore(out / "parts").tasks() if _goes_on(out, mode) else set()
    sizes = {source: size_of(source.file) for source in sources.files}
    left = [s for s in sources.files if not s.problem and task_key(run, s) not in tasks]
    work = {source: to_read(size) for source, size in sizes.items()}
    measured = list(_measured(_sample(left, work), settings))
    spent = sum(seconds for _, seconds, _ in measured)
    workers = max(1, min(settings.worker_count, len(left), os.cpu_count() or 1))
    seconds: float | None = 0.0
    written = 0.0
    if left:
        seconds, written = _scaled(measured, left, work)
        if seconds is not None:
            longest = max((seconds for _, seconds, _ in measured), default=0.0)
            seconds = max(seconds / workers, longest) + START_SECONDS
    return Forecast(
        files=len(sources.files),
        bytes=sum(sizes.values()),
        formats=dict(Counter(_format(s) for s in sources.files).most_common()),
        problems=sum(bool(source.problem) for source in sources.files),
        left_out=len(sources.left_out),
        done=len(sources.files) - len(left) - sum(bool(s.problem) for s in sources.files),
        workers=workers,
        sample=len(measured),
        sample_seconds=round(spent, 3),
        seconds=None if seconds is None else round(seconds, 1),
        output_bytes=int(written),
    )


def _goes_on(out: Path, mode: Mode) -> bool:
    return mode in ("resume", "retry") and (out / "parts").is_dir()


def _sample(left: Sequence[Source], sizes: dict[Source, int]) -> list[Source]:
    """Files of all sizes: each stands for as many bytes as the others."""
    ordered = sorted(left, key=lambda source: (sizes[source], source.path))
    total = sum(sizes[source] for source in ordered)
    picked: dict[Source, None] = {}
    before = 0
    for source in ordered:
        middle = before + sizes[source] / 2
        before += sizes[source]
        if total and middle * SAMPLE / total >= len(picked) + 0.5:
            picked[source] = None
    small = ordered[:: max(1, len(ordered) // 4)][:4]  # what a file costs that has hardly a byte
    return list({**picked, **dict.fromkeys(small)})


def _measured(sample: Sequence[Source], settings: Settings) -> Iterator[tuple[Source, float, int]]:
    """Seconds and stored bytes of the files of a sample: two, and more while there is time.

    The time runs from the first answer, which a slow machine may take long to get ready for.
    """
    alone = settings.changed(workers=1)
    until = 0.0
    for index, answer in answers_to([Job(source) for source in sample], alone):
        if isinstance(answer, bytes):
            _, head = decode_head(parse_frame(MAGIC, answer))
            yield sample[index], float(str(head.document.get("seconds") or 0.0)), len(answer)
        if not until:
            until = time.monotonic() + SAMPLE_SECONDS
        elif time.monotonic() > until:
            return


def _scaled(
    measured: Sequence[tuple[Source, float, int]],
    left: Sequence[Source],
    sizes: dict[Source, int],
) -> tuple[float | None, float]:
    """Seconds of one worker and bytes in the run folder for all files: per byte, by format."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for source, seconds, written in measured:
        for name in (_format(source), "all"):
            for place, value in enumerate((sizes[source], seconds, written)):
                sums[name][place] += value
    if not sums["all"][0]:
        return None, 0.0
    total_seconds, total_written = 0.0, 0.0
    for source in left:
        of_format = sums.get(_format(source), sums["all"])
        all_bytes, all_seconds, all_written = of_format if of_format[0] else sums["all"]
        total_seconds += all_seconds * sizes[source] / all_bytes
        total_written += all_written * sizes[source] / all_bytes
    return total_seconds, 2 * total_written  # once as results, once as tables


def _format(source: Source) -> str:
    return PurePath(source.path).suffix.lower() or "no suffix"
