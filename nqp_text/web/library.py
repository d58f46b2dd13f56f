"""The runs that a server shows, each under an id that is no path."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from pathlib import Path

from nqp_text.web.opened_run import OpenedRun, open_run
from nqp_text.web.problems import NotFound

_NOT_IN_IDS = re.compile(r"[^\w.-]+")


class Library:
    """Runs by id, in the order in which they came. Safe to use from several threads."""

    def __init__(self, folders: Iterable[Path] = ()) -> None:
        self._folders: dict[str, Path] = {}
        self._opened: dict[str, tuple[int, OpenedRun]] = {}
        self._lock = threading.Lock()
        for folder in folders:
            self.add(folder)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all runs."""
        with self._lock:
            return tuple(self._folders)

    def add(self, folder: Path, name: str = "") -> str:
        """Take a run folder in and return its id."""
        plain = _NOT_IN_IDS.sub("-", name or folder.resolve().name).strip("-.") or "run"
        with self._lock:
            run_id, number = plain, 1
            while run_id in self._folders:
                number += 1
                run_id = f"{plain}-{number}"
            self._folders[run_id] = folder
        return run_id

    def find(self, run_id: str) -> OpenedRun:
        """The run; opened again if it was written anew since."""
        with self._lock:
            folder = self._folders.get(run_id)
            known = self._opened.get(run_id)
        if folder is None:
            raise NotFound(
                "There is no such run.", where=run_id, fix="Choose one on the first page."
            )
        stamp = _stamp(folder)
        if known and known[0] == stamp:
            return known[1]
        opened = open_run(run_id, folder)
        with self._lock:
            self._opened[run_id] = (stamp, opened)
        return opened


def _stamp(folder: Path) -> int:
    """Changes when the run is written anew."""
    try:
        return (folder / "manifest.json").stat().st_mtime_ns
    except OSError:
        return 0
