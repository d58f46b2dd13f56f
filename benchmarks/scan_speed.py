"""How long a scan takes, beside bare text extraction and beside the usual script, in one run.

    python benchmarks/scan_speed.py [PDF ...] [--repeat 3] [--every 8] [--no-cli]

For every report, in turn and repeatedly (the smallest time counts):

(a) bare: pypdfium2 opens the file and takes ``get_text_bounded`` of every page;
(b) usual: pdfplumber's text, ``jieba.lcut`` and counting the lexicon's terms, on every n-th page
    from the middle of the first n on, scaled to all pages; opening the file counts once;
(c) scan: what a worker process does: hash, read, layout, sections, sentences, tagging with the
    lexicon, counting.

Seconds are processor time of this process, start-up and loading aside, so that other jobs on the
machine disturb little. The command line is measured by its wall clock, start-up included. Memory
is the peak of a fresh process that scans the longest report.

Reports come from ``../shared`` beside the checkout, else from the samples.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from nqp_text.pipeline.file import scan_file
from nqp_text.pipeline.sources import Source
from nqp_text.pipeline.tools import load_tools, prepare_worker
from nqp_text.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "documents"
REPORTS = (
    "annual_reports_zh/000001_平安银行_2011年年度报告.pdf",
    "annual_reports_zh/000001_平安银行_深发展Ａ2004年年度报告.pdf",
    "annual_reports_zh/000002_2-万科A-2014年年度报告.pdf",
    "annual_reports_zh/2020-04-16__四方科技集团股份有限公司__603339__四方科技__2019年__年度报告.pdf",
    "annual_reports_en/MICROSOFT_2023_10K.pdf",
    "annual_reports_en/LOCKHEEDMARTIN_2015_10K.pdf",
    "annual_reports_en/NETFLIX_2016_10K.pdf",
)
EVERY = 8
"""(b) reads every n-th page by default: some 150 of the seven reports."""

NQP = (sys.executable, "-c", "from nqp_text.cli import main; main()")
SETTINGS = Settings(ocr="off", workers=1, method="lexicon", cache="off")
GOALS = {"scan / bare": "at most 1.6", "usual / scan": "at least 40", "memory": "at most 600 MB"}
PEAK = """
import sys
from nqp_text.pipeline.file import scan_file
from nqp_text.pipeline.sources import Source
from nqp_text.pipeline.tools import prepare_worker
from nqp_text.settings import Settings
settings = Settings(ocr="off", method=sys.argv[2], cache="off")
prepare_worker(settings)
scan_file(Source(sys.argv[1], sys.argv[1]), settings)
try:
    import resource
    if sys.platform == "linux":  # there ru_maxrss begins with the memory of whoever started this
        lines = open("/proc/self/status", encoding="ascii", errors="replace").read().splitlines()
        print(int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024)
    else:
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)
except ImportError:
    import psutil
    print(psutil.Process().memory_info().peak_wset / 2**20)
"""


def main() -> None:
    """Print the table and the ratios."""
    arguments = parse()
    files = arguments.pdf or default_files()
    prepare_worker(SETTINGS)
    scan_file(Source(str(files[0]), str(files[0])), SETTINGS)  # warm up: imports, dictionaries
    best: dict[tuple[str, Path], float] = {}
    for _ in range(arguments.repeat):
        for file in files:
            for name, job in (("bare", bare), ("scan", scan)):
                seconds = cpu_seconds(job, file)
                best[name, file] = min(seconds, best.get((name, file), seconds))
    print_files(files, best)
    total = {name: sum(best[name, file] for file in files) for name in ("bare", "scan")}
    say("scan / bare", total["scan"] / total["bare"])
    usual, error = usual_scripts(files, arguments.every)
    say("usual / scan", usual / total["scan"], error / total["scan"])
    longest = max(files, key=pages_of)
    print(f"memory on {pages_of(longest)} pages: {peak_memory(longest):.0f} MB", end="")
    print(f" (goal: {GOALS['memory']})")
    if not arguments.no_cli:
        print_command_line(files)


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pdf", nargs="*", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--every", type=int, default=EVERY, help="(b) reads every n-th page")
    parser.add_argument("--no-cli", action="store_true", help="leave the command line out")
    return parser.parse_args()


def default_files() -> list[Path]:
    """The fixed choice of real reports, or the samples."""
    if SHARED.is_dir():
        return [SHARED / name for name in REPORTS]
    return sorted((ROOT / "corpora" / "samples").glob("*.pdf"))


def cpu_seconds(job: Callable[[Path], object], file: Path) -> float:
    """Processor seconds that a job takes."""
    began = time.process_time()
    job(file)
    return time.process_time() - began


def bare(file: Path) -> int:
    """(a) The text of every page, nothing done with it."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(file)
    chars = 0
    for page in pdf:
        text_page = page.get_textpage()
        chars += len(text_page.get_text_bounded())
        text_page.close()
        page.close()
    pdf.close()
    return chars


def scan(file: Path) -> object:
    """(c) What a worker does with a file."""
    return scan_file(Source(str(file), str(file)), SETTINGS)


def usual_scripts(files: Sequence[Path], every: int) -> tuple[float, float]:
    """(b) Seconds for all reports together, and the standard error that comes of sampling pages."""
    found = [usual_script(file, every) for file in files]
    return sum(seconds for seconds, _ in found), sum(error**2 for _, error in found) ** 0.5


def usual_script(file: Path, every: int) -> tuple[float, float]:
    """(b) Seconds for the whole report, from every n-th page, and their standard error."""
    import jieba
    import pdfplumber

    terms = {term.term.casefold() for term in load_tools(SETTINGS).lexicon.terms}
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    for term in terms:
        tokenizer.add_word(term)
    began = time.process_time()
    counts: Counter[str] = Counter()
    costs: list[float] = []
    with pdfplumber.open(file) as pdf:
        pages = len(pdf.pages)
        opening = time.process_time() - began
        for page in pdf.pages[min(every // 2, pages - 1) :: every]:
            began = time.process_time()
            words = tokenizer.lcut((page.extract_text() or "").casefold())
            counts.update(word for word in words if word in terms)
            page.close()
            costs.append(time.process_time() - began)
    spread = statistics.variance(costs) if len(costs) > 1 else 0.0
    error = pages * (spread / len(costs) * (1 - len(costs) / pages)) ** 0.5
    return opening + statistics.fmean(costs) * pages, error


def pages_of(file: Path) -> int:
    """Number of pages."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(file)
    pages = len(pdf)
    pdf.close()
    return pages


def peak_memory(file: Path, method: str = SETTINGS.method) -> float:
    """Peak resident memory in MB of a new process that scans one file."""
    command = [sys.executable, "-c", PEAK, str(file), method]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def print_files(files: list[Path], best: dict[tuple[str, Path], float]) -> None:
    """One line a report."""
    print(f"{'pages':>6} {'bare s':>8} {'scan s':>8} {'ratio':>6} {'pages/s':>8}")
    for file in files:
        a, c, pages = best["bare", file], best["scan", file], pages_of(file)
        print(f"{pages:6} {a:8.2f} {c:8.2f} {c / a:6.2f} {pages / c:8.0f}  {file.name}")


def print_command_line(files: list[Path]) -> None:
    """The real command on the same files with one worker, by the wall clock."""
    with tempfile.TemporaryDirectory() as folder:
        command = [*NQP, "scan", *map(str, files), "--ocr", "off", "--method", SETTINGS.method]
        command += ["--workers", "1", "--quiet", "--out", str(Path(folder) / "run")]
        began = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        seconds = time.perf_counter() - began
    pages = sum(map(pages_of, files))
    print(
        f"nqp scan --method {SETTINGS.method} --workers 1: {seconds:.1f} s for {pages} pages",
        end="",
    )
    print(", start-up and output included")


def say(name: str, ratio: float, error: float = 0.0) -> None:
    """One ratio, its standard error if it has one, and its goal."""
    print(f"{name}: {ratio:.2f}{f' ± {error:.2f}' if error else ''} (goal: {GOALS[name]})")


if __name__ == "__main__":
    main()
