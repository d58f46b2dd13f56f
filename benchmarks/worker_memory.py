"""How much memory does a worker need, by method and report?

    python benchmarks/worker_memory.py [PDF ...] [--methods lexicon hybrid]

The peak of the resident memory of a fresh process that loads what a worker loads and reads, tags
and counts one report, as ``compare.py`` measures it for one method and one report. A busy machine
does not change it. The goal is 600 MB.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from scan_speed import default_files, pages_of, peak_memory

GOAL = 600


def main() -> None:
    """Print a line for every report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pdf", nargs="*", type=Path)
    parser.add_argument("--methods", nargs="+", default=["lexicon", "hybrid"])
    arguments = parser.parse_args()
    methods = arguments.methods
    print("| report | pages |" + "".join(f" {method}, MB |" for method in methods))
    print("|---|---|" + "---|" * len(methods))
    most = dict.fromkeys(methods, 0.0)
    for file in arguments.pdf or default_files():
        found = {method: peak_memory(file, method) for method in methods}
        most = {method: max(most[method], found[method]) for method in methods}
        cells = "".join(f" {found[method]:.0f} |" for method in methods)
        print(f"| {file.stem[:40]} | {pages_of(file)} |{cells}", flush=True)
    print("| the most | |" + "".join(f" {most[method]:.0f} |" for method in methods))
    print(f"\nGoal: at most {GOAL} MB.")


if __name__ == "__main__":
    main()
