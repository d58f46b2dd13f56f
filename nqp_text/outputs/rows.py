"""From the result of one document to rows of the run folder's tables."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict

import polars as pl

from nqp_text.outputs.schema import (
    COUNTS,
    DOCUMENTS,
    EXPOSURE,
    MENTIONS,
    NOMINATIONS,
    Table,
    frame,
)
from nqp_text.records import DocumentResult

_TEXTS = tuple(column.name for column in DOCUMENTS.columns if column.dtype == pl.String)


def document_row(result: DocumentResult, section: str) -> dict[str, object]:
    """The row of ``documents.parquet``; an unknown text is empty, an unknown number is null."""
    row = {**dict.fromkeys(_TEXTS, ""), "section": section, **result.document}
    row["doc_id"], row["path"] = result.doc_id, result.path
    return {name: _clean(value) for name, value in row.items() if value is not None}


def count_frame(result: DocumentResult, section: str, paths: Collection[str]) -> pl.DataFrame:
    """The rows of ``counts.parquet``, in the order of the taxonomy."""
    shared = {"doc_id": result.doc_id, "section": section, **asdict(result.exposure)}
    return frame(
        COUNTS,
        ({**shared, **asdict(count), "in_index": count.node in paths} for count in result.counts),
    )


def exposure_frame(result: DocumentResult) -> pl.DataFrame:
    """The rows of ``exposure.parquet``, in the order of sections and blocks."""
    return _sorted(EXPOSURE, result, result.exposure_parts)


def mention_frame(result: DocumentResult) -> pl.DataFrame:
    """The rows of ``mentions.parquet``, in the order of the text."""
    return _sorted(MENTIONS, result, result.mentions)


def nomination_frame(result: DocumentResult) -> pl.DataFrame:
    """The rows of ``nominations.parquet``, in the order of the text."""
    return _sorted(NOMINATIONS, result, result.nominations)


def _sorted(table: Table, result: DocumentResult, records: Sequence[object]) -> pl.DataFrame:
    names = table.names[1:]
    rows = [
        {"doc_id": result.doc_id, **{name: _clean(getattr(record, name)) for name in names}}
        for record in records
    ]
    # Whole rows decide ties: which of two equal keys comes first must not be chance.
    rows.sort(key=lambda row: ([row[name] for name in table.key], str(row)))
    return frame(table, rows)


def _clean(value: object) -> object:
    """Text that UTF-8 can hold: half a surrogate pair becomes the replacement character."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value
