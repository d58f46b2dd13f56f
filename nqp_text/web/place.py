"""Everything that a running server has: its runs, its reading room, its scans, its folder."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from nqp_text.errors import NqpError
from nqp_text.web.jobs import Jobs
from nqp_text.web.library import Library
from nqp_text.web.options import Options
from nqp_text.web.originals import Originals
from nqp_text.web.reading_room import ReadingRoom


class Place:
    """Made when the server starts; ``close`` ends child processes and removes temporary files."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.library = Library(options.runs)
        self.temporary = Path(tempfile.mkdtemp(prefix="nqp-serve-"))
        self.scans = options.keep or self.temporary
        self._make_folder(self.scans)
        for earlier in sorted(self.scans.glob("scan-*/run")):
            self.library.add(earlier, earlier.parent.name)
        self.room = ReadingRoom(options.settings, Originals(options.documents))
        self.jobs = Jobs(options.settings, self.library)

    def _make_folder(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NqpError(
                f"The folder for scans cannot be made: {error.strerror or error}.",
                where=str(folder),
                fix="Give another folder with --keep.",
            ) from error

    def close(self) -> None:
        """End everything that runs."""
        self.jobs.close()
        self.room.close()
        shutil.rmtree(self.temporary, ignore_errors=True)
