"""``scan.log``: when a run began and ended, and a line for every file. No text of documents.

A reason may quote words of the document (a term that is too young, a value that an exception
names), so the log has statuses and internal errors' places only.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from nqp_text.errors import RunFolderError
from nqp_text.pipeline.schedule import READ_STATUSES, Outcome

LOG = "scan.log"
_INTERNAL = re.compile(r"(Internal error \w+(?: at [\w.]+:\d+)?): .*$")


class RunLog:
    """Appends to the log of a run folder; a disk that refuses does not stop the run."""

    def __init__(self, out: Path, *, resume: bool) -> None:
        self._file = out / LOG
        try:
            self._stream = self._file.open(
                "a" if resume else "w", encoding="utf-8", errors="backslashreplace", newline="\n"
            )
        except OSError as error:
            raise RunFolderError(
                f"The run folder cannot be written to: {error.strerror or error}.",
                where=str(self._file),
                fix="Check free space and permissions, and close programs that hold the file open.",
            ) from error

    def __enter__(self) -> RunLog:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._say(f"stopped: {kind.__name__}")
        with suppress(OSError):
            self._stream.close()

    def began(self, files: int, size: int, damaged: int) -> None:
        """The run begins, or goes on."""
        self._say(f"begin: {files} files, {size / 1e6:.1f} MB")
        if damaged:
            self._say(f"the ends of {damaged} files of results were torn; they are made again")

    def add(self, outcome: Outcome) -> None:
        """A file is done."""
        row = outcome.head.document
        if outcome.reused:
            return
        status, seconds = row["status"], row.get("seconds") or 0
        pages = f" {row['pages']} pages" if row.get("pages") else ""
        if windowed := row.get("windowed"):
            pages += f" {windowed} long sentences in parts"
        path = outcome.source.path.replace("\n", "\\n").replace("\r", "\\r")
        self._say(f"{status}{_why(row)} {seconds:.2f} s{pages} {path}")

    def ended(self, files: int, reused: int) -> None:
        """The run folder is complete."""
        self._say(f"end: {files} files, {reused} of them from before")

    def _say(self, line: str) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with suppress(OSError):
            self._stream.write(f"{now} {line}\n")
            self._stream.flush()


def _why(row: dict[str, object]) -> str:
    """Why a file was not read, without what may be text of the document."""
    if row["status"] in READ_STATUSES:
        return ""
    reason = " ".join(str(row["reason"]).split())
    return " (" + _INTERNAL.sub(r"\1", reason) + ")"
