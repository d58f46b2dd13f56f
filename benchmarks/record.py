"""Run a benchmark and keep what it prints, with the command and the machine, in `results`.

    python benchmarks/record.py NAME [ARGUMENT ...]

NAME is a script of this folder, such as `roundtrip`. The page of benchmarks in the documentation
is made of these files, so a number there has always been printed by the command above it.
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


def record(name: str, arguments: list[str]) -> Path:
    """Run it and write the file; what it prints is shown, too. Fails if the benchmark fails."""
    command = [sys.executable, str(HERE / f"{name}.py"), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as running:
        lines = []
        for line in running.stdout or ():
            print(line, end="", flush=True)
            lines.append(line.rstrip())
    if running.returncode:
        raise SystemExit(f"{name} ended with {running.returncode}; nothing is kept")
    shown = shlex.join(["python", f"benchmarks/{name}.py", *arguments])
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
