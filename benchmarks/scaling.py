"""Does a scan cost the same per document however many there are, in time and in memory?

    python benchmarks/scaling.py [--sizes 50 500 2000] [--chars 20000] [--workers 1]

Makes folders of that many different texts, scans each with the real command, and prints the
processor time of all its processes and the peak memory of the driver. The cost per document is the
slope between two sizes: start-up belongs to neither. The goal is a slope that stays within 10 %,
and a driver that needs no more memory for 2,000 documents than for 50.
"""

from __future__ import annotations

import argparse
import itertools
import subprocess
import sys
import tempfile
from pathlib import Path

NQP = "from nqp_text.cli import main; main()"
SENTENCES = (
    "公司加快建设智算中心，算力规模稳步提升。",
    "报告期内公司实现营业收入{n}万元，同比增长{m}%。",
    "公司持续加大研发投入，推动数字化转型和智能制造升级。",
    "董事会审议通过了第{n}号议案，全体董事出席会议。",
    "公司使用绿色电力{m}万千瓦时，碳排放强度进一步下降。",
    "应收账款账龄在一年以内的比例为{m}%，坏账准备计提充分。",
)


def main() -> None:
    """Print the table and the slopes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[50, 500, 2000])
    parser.add_argument("--chars", type=int, default=20_000, help="characters of a document")
    parser.add_argument("--workers", default="1")
    parser.add_argument("--method", default="lexicon")
    arguments = parser.parse_args()
    found = []
    print(f"{'documents':>10} {'processor s':>12} {'driver MB':>10}")
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as folder:
            make_documents(Path(folder) / "in", size, arguments.chars)
            seconds, megabytes = scan(Path(folder), arguments.workers, arguments.method)
        found.append((size, seconds, megabytes))
        print(f"{size:10} {seconds:12.2f} {megabytes:10.0f}", flush=True)
    slopes = [
        1000 * (after[1] - before[1]) / (after[0] - before[0])
        for before, after in itertools.pairwise(found)
    ]
    print("ms a document:", ", ".join(f"{slope:.1f}" for slope in slopes))
    if len(slopes) > 1:
        change = 100 * (slopes[-1] / slopes[0] - 1)
        print(f"last slope against the first: {change:+.1f} % (goal: within 10 %)")
    print(f"driver's memory, last against first: {found[-1][2] - found[0][2]:+.0f} MB")


def make_documents(folder: Path, size: int, chars: int) -> None:
    """Texts that differ, of one length."""
    folder.mkdir()
    for number in range(size):
        lines = itertools.cycle(SENTENCES)
        text = f"某公司2020年年度报告 {number}\n"
        parts = [text]
        length = len(text)
        while length < chars:
            line = next(lines).format(n=number * 7 + length, m=length % 97) + "\n"
            parts.append(line)
            length += len(line)
        (folder / f"{number:05}.txt").write_text("".join(parts), encoding="utf-8")


def scan(folder: Path, workers: str, method: str) -> tuple[float, float]:
    """Processor seconds of the command with its children, and the peak MB of the driver."""
    measure = (
        "import resource, sys\n"
        "try:\n"
        f"    {NQP}\n"
        "finally:\n"
        "    own = resource.getrusage(resource.RUSAGE_SELF)\n"
        "    children = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "    seconds = sum(u.ru_utime + u.ru_stime for u in (own, children))\n"
        "    print('MEASURED', seconds, own.ru_maxrss, file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", measure, "scan", str(folder / "in"), "--quiet"]
    command += ["--workers", workers, "--method", method, "--ocr", "off"]
    command += ["--out", str(folder / "run")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    words = next(line for line in done.stderr.splitlines() if line.startswith("MEASURED")).split()
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return float(words[1]), int(words[2]) / unit


if __name__ == "__main__":
    main()
