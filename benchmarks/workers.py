"""How many reports a second with one and with two workers, from PDF and from the cache?

    python benchmarks/workers.py [FILE ...] [--methods lexicon hybrid] [--workers 1 2] [--copies 4]

Scans copies of the reports (each with other bytes, so that none is a duplicate) as ``nqp scan``
does, in a new process each time: first from the files, then once more with their texts in the
cache. Rates are of wall-clock time from the beginning of the scan to the last document, start of
the workers included, tables and report at the end not. The last column is the gain over the first
number of workers; the goal for two is 1.8. It says something only on a machine that does nothing
else: the load is printed, and a warning if there is any.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from scan_speed import default_files

SCAN = """
import json, sys, time
from pathlib import Path
import nqp_text
if __name__ == "__main__":
    folder, out, method, workers, cache = sys.argv[1:]
    last = []
    began = time.perf_counter()
    nqp_text.scan(
        folder, Path(out), method=method, workers=int(workers), cache=cache, ocr="off",
        report=lambda progress: last.append(time.perf_counter()),
    )
    print(json.dumps([last[-1] - began, time.perf_counter() - began]))
"""
GOAL = 1.8


def main() -> None:
    """Print a line for every method, kind of input and number of workers."""
    arguments = parse()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    print(f"load before: {load:.2f} on {os.cpu_count()} cores", flush=True)
    if load > 0.3:
        print("WARNING: other programs run here; the gain of more workers cannot be measured.")
    print(f"{'method':>10} {'from':>6} {'workers':>8} {'reports/s':>10} {'whole s':>8} {'gain':>6}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "in"
        number = make_copies(arguments.files or default_files(), folder, arguments.copies)
        for method in arguments.methods:
            rates: dict[str, list[float]] = {"files": [], "cache": []}
            for workers in arguments.workers:
                cache = Path(name) / f"cache-{method}-{workers}"
                for source, found in rates.items():
                    seconds, whole = scan(folder, Path(name), method, workers, cache)
                    found.append(number / seconds)
                    print(
                        f"{method:>10} {source:>6} {workers:8} {found[-1]:10.2f} {whole:8.1f} "
                        f"{found[-1] / found[0]:6.2f}",
                        flush=True,
                    )
    print(f"goal: a gain of {GOAL} with two workers")


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--methods", nargs="+", default=["lexicon", "hybrid"])
    parser.add_argument("--workers", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--copies", type=int, default=4)
    return parser.parse_args()


def make_copies(files: list[Path], folder: Path, copies: int) -> int:
    """Files with the same content and other bytes; returns their number."""
    folder.mkdir()
    for file in files:
        data = file.read_bytes()
        for copy in range(copies):
            end = f"\n%{copy}\n".encode("ascii") if file.suffix == ".pdf" else b" " * copy
            (folder / f"{file.stem} {copy}{file.suffix}").write_bytes(data + end)
    return len(files) * copies


def scan(folder: Path, place: Path, method: str, workers: int, cache: Path) -> tuple[float, float]:
    """Seconds to the last document, and with tables and report."""
    with tempfile.TemporaryDirectory(dir=place) as out:
        command = [str(folder), str(Path(out) / "run"), method, str(workers), str(cache)]
        program = place / "scan_once.py"
        program.write_text(SCAN, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, str(program), *command],
            capture_output=True, text=True, encoding="utf-8", check=True,
        )  # fmt: skip
    seconds, whole = json.loads(done.stdout.splitlines()[-1])
    return float(seconds), float(whole)


if __name__ == "__main__":
    main()
