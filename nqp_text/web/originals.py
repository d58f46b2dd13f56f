"""Finds the file that a document of a run was read from, by its name and then by its hash.

The names come from the run, never from a request; the hash makes sure that no other file is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from nqp_text.pipeline.schedule import file_hash
from nqp_text.web.opened_run import OpenedRun

State = Literal["here", "absent", "changed"]


@dataclass(frozen=True, slots=True)
class Original:
    """Where the file is, or why it is not shown."""

    state: State
    path: Path | None = None


class Originals:
    """Looks into the folders given, beside the run, and where the file lay when it was scanned."""

    def __init__(self, folders: Iterable[Path] = ()) -> None:
        self._folders = tuple(folders)
        self._hashes: dict[tuple[str, int, int], str] = {}

    def find(self, run: OpenedRun, row: dict[str, Any]) -> Original:
        """The file whose bytes have the document's hash."""
        changed = False
        for candidate in self._candidates(run, str(row["path"])):
            if not candidate.is_file():
                continue
            if self._hash(candidate) == row["doc_id"]:
                return Original("here", candidate)
            changed = True
        return Original("changed" if changed else "absent")

    def _candidates(self, run: OpenedRun, path: str) -> Iterator[Path]:
        name = PurePosixPath(path).name
        yield Path(path)
        yield run.folder.parent / "files" / name
        for folder in (run.folder.parent, *self._folders):
            yield folder / path
            yield folder / name

    def _hash(self, file: Path) -> str:
        """Computed once for a file of the same size and time."""
        try:
            facts = file.stat()
            key = (str(file), facts.st_size, facts.st_mtime_ns)
            if key not in self._hashes:
                self._hashes[key] = file_hash(str(file))
        except OSError:
            return ""
        return self._hashes[key]
