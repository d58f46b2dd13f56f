"""Results of documents on disk while a run goes on: memory holds their places, not their rows.

One line of JSON per document, in the order of arrival; they are read back in the order of paths,
so that the order of arrival leaves no trace.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from operator import attrgetter
from pathlib import Path

from nqp_text.errors import RunFolderError
from nqp_text.records import Count, DocumentResult, Exposure, ExposurePart, Mention, Nomination

PARTS = "parts"

# dataclasses.astuple copies every value deeply, which takes longer than all the rest.
_EXPOSURE, _PART, _COUNT, _MENTION, _NOMINATION = (
    attrgetter(*(field.name for field in fields(record)))
    for record in (Exposure, ExposurePart, Count, Mention, Nomination)
)


class Spool:
    """Takes results as they come and gives them back sorted by path."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / PARTS / "results.jsonl"
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self._stream = self.file.open("wb")
        self._places: list[tuple[str, str, int]] = []

    def __len__(self) -> int:
        return len(self._places)

    def add(self, result: DocumentResult) -> None:
        """Append one result and forget it."""
        place = self._stream.tell()
        try:
            self._stream.write(_encoded(result))
            self._stream.flush()
        except OSError as error:
            raise RunFolderError(
                f"A result cannot be written: {error.strerror or error}.",
                where=str(self.file),
                fix="Check free space and permissions.",
            ) from error
        self._places.append((result.path, result.doc_id, place))

    def __iter__(self) -> Iterator[DocumentResult]:
        with self.file.open("rb") as stream:
            for _, _, place in sorted(self._places):
                stream.seek(place)
                yield _decoded(stream.readline())

    def close(self) -> None:
        """Close the file; it stays where it is."""
        self._stream.close()

    def remove(self) -> None:
        """Delete the file and its folder."""
        self.close()
        self.file.unlink(missing_ok=True)
        self.file.parent.rmdir()


def _encoded(result: DocumentResult) -> bytes:
    content = {
        "doc_id": result.doc_id,
        "path": result.path,
        "document": result.document,
        "exposure": _EXPOSURE(result.exposure),
        "exposure_parts": list(map(_PART, result.exposure_parts)),
        "counts": list(map(_COUNT, result.counts)),
        "mentions": list(map(_MENTION, result.mentions)),
        "nominations": list(map(_NOMINATION, result.nominations)),
    }
    # ASCII: lone surrogates, which broken text layers hold, survive the way to disk and back.
    return json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


def _decoded(line: bytes) -> DocumentResult:
    content = json.loads(line)
    return DocumentResult(
        doc_id=content["doc_id"],
        path=content["path"],
        document=content["document"],
        exposure=Exposure(*content["exposure"]),
        counts=tuple(Count(*values) for values in content["counts"]),
        mentions=tuple(Mention(*values) for values in content["mentions"]),
        nominations=tuple(Nomination(*values) for values in content["nominations"]),
        exposure_parts=tuple(ExposurePart(*values) for values in content["exposure_parts"]),
    )
