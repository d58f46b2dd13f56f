"""Files that are there completely or not at all: written beside their place, then moved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nqp_text.errors import RunFolderError
from nqp_text.storage.files import replaced


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path in the same folder that takes the place of ``path`` when all went well.

    Nothing is left behind on an error, and what stood at ``path`` before still stands there.
    """
    try:
        with replaced(path) as temporary:
            yield temporary
    except OSError as error:
        raise RunFolderError(
            f"The file cannot be written: {error.strerror or error}.",
            where=str(path),
            fix="Check free space and permissions, and close programs that hold the file open.",
        ) from error


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8 with plain line ends, completely or not at all."""
    with replacing(path) as temporary:
        temporary.write_bytes(text.encode("utf-8"))
