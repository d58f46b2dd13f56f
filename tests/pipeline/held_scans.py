"""``nqp`` that stands still at a chosen moment until a file appears: no test has to hit it.

Usage: python held_scans.py MOMENT GO ARGUMENTS

MOMENT is ``tables`` (the first table is written and has not its name yet) or a number: every worker
does so many files and stands still with the next one. Workers must be forked to know of it.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from nqp_text.pipeline import work
from nqp_text.storage import files


def stand_still(go: Path) -> None:
    while not go.exists():
        time.sleep(0.05)


def hold_at_file(number: int, go: Path) -> None:
    scan_file, done = work.scan_file, []

    def held(*args, **options):
        if len(done) == number:
            stand_still(go)
        done.append(args)
        return scan_file(*args, **options)

    work.scan_file = held


def hold_at_tables(go: Path) -> None:
    sync_file = files.sync_file

    def held(path: Path) -> None:
        if "plan.json" not in path.name:
            stand_still(go)
        sync_file(path)

    files.sync_file = held


if __name__ == "__main__":
    moment, go, *arguments = sys.argv[1:]
    if moment == "tables":
        hold_at_tables(Path(go))
    else:
        hold_at_file(int(moment), Path(go))
    from nqp_text.cli import main

    main(arguments)
