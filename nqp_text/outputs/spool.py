"""What is made before its place in a file is reached waits on disk, not in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_PIECE = 1 << 18


@dataclass(frozen=True, slots=True)
class Span:
    """Where something lies in a spool."""

    place: int
    size: int


class Spool:
    """A file without a name in ``folder``: it is gone when it is closed, or its process ends.

    The folder is that of the file to be written: the usual one for temporary files may lie in
    memory. Raises ``OSError``.
    """

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed with the spool
        self._end = 0

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, pieces: Iterable[bytes]) -> Span:
        """Append bytes; says where they lie. Making them may read the spool, but not add to it."""
        began = self._end
        for piece in pieces:
            self._file.seek(self._end)
            self._file.write(piece)
            self._end += len(piece)
        return Span(began, self._end - began)

    def put(self, place: int, data: bytes) -> None:
        """Write over bytes that were added."""
        self._file.seek(place)
        self._file.write(data)

    def get(self, span: Span) -> bytes:
        """The bytes of a span."""
        self._file.seek(span.place)
        return self._file.read(span.size)

    def pieces(self, span: Span) -> Iterator[bytes]:
        """The bytes of a span, some at a time."""
        for start in range(0, span.size, _PIECE):
            yield self.get(Span(span.place + start, min(_PIECE, span.size - start)))
