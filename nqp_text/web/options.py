"""What a server is started with: its runs, where documents lie, who may ask, and its limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from nqp_text.settings import Settings

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Options:
    """Options of ``nqp serve``.

    runs: run folders to show.
    documents: folders in which the documents of the runs are looked for, if they have moved.
    keep: folder for scans of uploaded documents; None keeps them until the server ends.
    hosts: names by which the server may be addressed, besides loopback.
    remote: whether it answers on other addresses than loopback.
    max_file_mb: largest file that may be uploaded, in MB.
    max_files: most files of one upload.
    max_store_mb: most that uploads may take up altogether, in MB.
    settings: of the scans and of tagging.
    """

    runs: tuple[Path, ...] = ()
    documents: tuple[Path, ...] = ()
    keep: Path | None = None
    hosts: tuple[str, ...] = ()
    remote: bool = False
    max_file_mb: int = 100
    max_files: int = 50
    max_store_mb: int = 4096
    settings: Settings = field(default_factory=Settings)

    @property
    def max_upload_bytes(self) -> int:
        """Largest body of a request that uploads files."""
        return min(self.max_file_mb * 8, self.max_store_mb) * MEGABYTE
