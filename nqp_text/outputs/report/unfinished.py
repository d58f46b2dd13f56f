"""What a run that was stopped had finished: the documents in ``parts``, left as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from nqp_text.errors import NqpError
from nqp_text.outputs import rows
from nqp_text.outputs.schema import COUNTS, DOCUMENTS, EXPOSURE, MENTIONS, Table, frame
from nqp_text.records import DocumentResult
from nqp_text.storage.frames import DamagedFrame, read_frame
from nqp_text.storage.results import MAGIC, decode_body, decode_head


def stored_tables(parts: Path, paths: Sequence[str]) -> dict[str, pl.DataFrame]:
    """Documents, counts, exposure and mentions of the stored results, by the name of the table.

    Nothing is locked or tidied up: the run may still be going on. Where a file ends in the middle
    of a result, or is damaged, its reading ends.
    """
    documents: list[dict[str, object]] = []
    pieces: dict[Table, list[pl.DataFrame]] = {COUNTS: [], EXPOSURE: [], MENTIONS: []}
    for result in _results(parts):
        section = str(result.document.get("section") or "all")
        try:
            row = rows.document_row(result, section)
            made = {
                COUNTS: rows.count_frame(result, section, paths),
                EXPOSURE: rows.exposure_frame(result),
                MENTIONS: rows.mention_frame(result),
            }
        except (NqpError, pl.exceptions.PolarsError):
            continue  # of a version whose rows were others
        documents.append(row)
        for table, piece in made.items():
            pieces[table].append(piece)
    tables = {
        table.name: pl.concat([table.schema.to_frame(), *found]) for table, found in pieces.items()
    }
    return {DOCUMENTS.name: frame(DOCUMENTS, documents), **tables}


def _results(parts: Path) -> Iterator[DocumentResult]:
    seen: dict[tuple[str, str], DocumentResult] = {}
    for file in sorted(parts.glob("results-*.log")):
        for result in _in_file(file):
            seen[result.doc_id, result.path] = result
    yield from (result for _, result in sorted(seen.items(), key=lambda item: item[1].path))


def _in_file(file: Path) -> Iterator[DocumentResult]:
    try:
        left = file.stat().st_size
        with file.open("rb") as stream:
            while found := read_frame(MAGIC, stream, left):
                left -= found.size
                _, head = decode_head(found)
                yield replace(head, **decode_body(found))
    except (OSError, DamagedFrame):
        return
