"""nqp-text beside the other ways of doing it, on the same reports, in one run.

    python benchmarks/compare.py [PDF ...] [--method lexicon] [--repeat 3] [--rivals PYTHON]

(a) bare      pypdfium2: the text of every page, nothing done with it
(b) usual     pdfplumber's text, ``jieba.lcut``, counting the terms (every n-th page, scaled)
(c) pymupdf   PyMuPDF's text, ``jieba.lcut``, the same counting
(d) cntext    its dictionary count over the same texts, beside ours from text
(e) nqp-text  from PDF, from text (no cache) and from the cache, one process; memory of a worker

Seconds are processor time of the measuring process, start-up and loading aside; the ways are taken
in turn and repeatedly, and the median of the repetitions counts. ``--rivals`` is a Python that has
PyMuPDF and cntext: their libraries are no dependencies of ours, and run in a process of their own.
Reports come from ``../shared`` beside the checkout, else from the samples.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from scan_speed import (
    EVERY,
    bare,
    cpu_seconds,
    default_files,
    pages_of,
    peak_memory,
    usual_scripts,
)

from nqp_text import documents
from nqp_text.pipeline.file import prepared_file, scan_document, scan_file
from nqp_text.pipeline.prepared import finish
from nqp_text.pipeline.schedule import file_hash
from nqp_text.pipeline.sources import Source
from nqp_text.pipeline.tools import load_tools, prepare_worker
from nqp_text.pipeline.work import Job, do_job
from nqp_text.settings import Settings

HERE = Path(__file__).parent
Ways = dict[str, Callable[[Path], object]]


def main() -> None:
    """Measure and print."""
    arguments = parse()
    files = arguments.pdf or default_files()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(ocr="off", workers=1, method=arguments.method, cache="off")
        prepare_worker(settings)
        ways, texts = ways_of(files, settings, Path(folder))
        medians = measured(ways, files, arguments.repeat)
        rivals = rivals_of(arguments.rivals, files, texts, Path(folder), settings)
    pages = sum(map(pages_of, files))
    total = {name: sum(seconds) for name, seconds in medians.items()}
    total["usual"], error = usual_scripts(files, arguments.every)
    total |= rivals
    print(f"{len(files)} reports, {pages} pages, method {arguments.method}, one process")
    print(f"{'':34} {'seconds':>9} {'reports/s':>10} {'pages/s':>9}")
    for name, label in LABELS.items():
        if name in total:
            seconds = total[name]
            rates = f"{len(files) / seconds:10.1f} {pages / seconds:9.0f}"
            print(f"{label:34} {seconds:9.2f} {rates}")
        else:
            print(f"{label:34} {'not here':>9}")
    print()
    say("from PDF / bare pypdfium2", total["pdf"] / total["bare"], "at most 1.6")
    say("usual script / from PDF", total["usual"] / total["pdf"], "at least 40")
    say("  standard error of it, by the pages sampled", error / total["pdf"])
    say("from the cache: reports a second", len(files) / total["cached"], "at least 60")
    if "pymupdf" in total:
        say("PyMuPDF and jieba / from PDF", total["pymupdf"] / total["pdf"])
    if "cntext" in total:
        say("cntext / nqp-text, both from text", total["cntext"] / total["text"])
    longest = max(files, key=pages_of)
    say(
        f"MB of a worker, {pages_of(longest)} pages",
        peak_memory(longest, arguments.method),
        "at most 600",
    )


LABELS = {
    "bare": "(a) bare pypdfium2",
    "usual": "(b) pdfplumber + jieba",
    "pymupdf": "(c) PyMuPDF + jieba",
    "cntext": "(d) cntext, from text",
    "pdf": "(e) nqp-text, from PDF",
    "text": "(e) nqp-text, from text",
    "cached": "(e) nqp-text, from the cache",
    "job": "(e) the same, encoded for the run",
}


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pdf", nargs="*", type=Path)
    parser.add_argument("--method", default="lexicon", help="classifier of nqp-text")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--every", type=int, default=EVERY, help="(b) reads every n-th page")
    parser.add_argument("--rivals", default=sys.executable, help="Python with PyMuPDF and cntext")
    return parser.parse_args()


def ways_of(files: list[Path], settings: Settings, folder: Path) -> tuple[Ways, dict[Path, str]]:
    """What is measured for every report, with everything prepared that is not part of it."""
    cached = settings.changed(cache=str(folder / "cache"))
    source = {file: Source(file.name, str(file)) for file in files}
    read = {file: documents.read(file) for file in files}
    doc_id = {file: file_hash(str(file)) for file in files}
    for file in files:
        prepared_file(source[file], cached)

    def from_cache(file: Path) -> object:
        return finish(prepared_file(source[file], cached, doc_id[file]), source[file], cached)

    return {
        "bare": bare,
        "pdf": lambda file: scan_file(source[file], settings),
        "text": lambda file: scan_document(read[file], source[file], settings),
        "cached": from_cache,
        "job": lambda file: do_job(Job(source[file], doc_id[file]), cached),
    }, {file: document.text for file, document in read.items()}


def measured(ways: Ways, files: list[Path], repeat: int) -> dict[str, list[float]]:
    """The median seconds of each way for each report."""
    seconds: dict[tuple[str, Path], list[float]] = {}
    for _ in range(repeat):
        for file in files:
            for name, way in ways.items():
                seconds.setdefault((name, file), []).append(cpu_seconds(way, file))
    return {name: [statistics.median(seconds[name, file]) for file in files] for name in ways}


def rivals_of(
    python: str, files: list[Path], texts: dict[Path, str], folder: Path, settings: Settings
) -> dict[str, float]:
    """Seconds of the tools that run in a process of their own, if they are installed."""
    terms: dict[str, list[str]] = {}
    for term in load_tools(settings).lexicon.terms:
        terms.setdefault(term.node, []).append(term.term)
    task = {"files": list(map(str, files)), "texts": list(texts.values()), "terms": terms}
    (folder / "task.json").write_text(json.dumps(task), encoding="utf-8")
    command = [python, str(HERE / "rivals.py"), str(folder / "task.json")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        print(f"The other tools could not be measured: {done.stderr.strip()[-300:]}")
        return {}
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def say(name: str, value: float, goal: str = "") -> None:
    """One number and its goal."""
    print(f"{name}: {value:.2f}" + (f" (goal: {goal})" if goal else ""))


if __name__ == "__main__":
    main()
