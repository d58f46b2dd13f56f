"""Run a benchmark and keep what it prints, with the command and the machine, in `results`.

    python benchmarks/record.py NAME [ARGUMENT ...]

NAME is one of RUNS below, whose arguments are those that the documentation speaks of, or a script
of this folder, such as `roundtrip`. The page of benchmarks in the documentation is made of these
files, so a number there has always been printed by the command above it.
"""

from __future__ import annotations

import os
import platform
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"

LABELS = "../shared/labels"
RUNS = {
    "cluster_model": ("cluster_model", "--measure", "--seconds", "0.49", "1.75"),
    "compare": ("compare", "--repeat", "3"),
    "hard_cases": ("hard_cases", f"{LABELS}/dev.jsonl", "../shared/codebook/traps.jsonl"),
    "model_checks": ("model_checks", f"{LABELS}/dev.jsonl"),
    "scaling": ("scaling",),
    "scaling_short": ("scaling", "--chars", "600", "--sizes", "50", "2000", "10000"),
    "workers": ("workers", "--methods", "lexicon", "--workers", "1", "2", "--copies", "8"),
    "workers_hybrid": ("workers", "--methods", "hybrid", "--workers", "1", "2", "--copies", "3"),
}
"""Name of the file of results → script and arguments; a script without a line here has none."""


def record(name: str, given: list[str]) -> Path:
    """Run it and write the file; what it prints is shown, too. Fails if the benchmark fails."""
    script, *arguments = RUNS.get(name, (name,))
    arguments += given
    command = [sys.executable, str(HERE / f"{script}.py"), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as running:
        lines = []
        for line in running.stdout or ():
            print(line, end="", flush=True)
            lines.append(line.rstrip())
    if running.returncode:
        raise SystemExit(f"{name} ended with {running.returncode}; nothing is kept")
    shown = shlex.join(["python", f"benchmarks/{script}.py", *arguments])
    facts = (
        f"{datetime.now(UTC):%Y-%m-%d}, nqp-text {version('nqp-text')}, Python "
        f"{platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{name}.txt"
    file.write_text("\n".join([shown, facts, "", *lines]) + "\n", encoding="utf-8")
    return file


if __name__ == "__main__":
    print(f"Written: {record(sys.argv[1], sys.argv[2:])}")
