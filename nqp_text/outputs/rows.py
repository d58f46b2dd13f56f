"""From the result of one document to rows of the run folder's tables."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import fields
from operator import attrgetter, itemgetter

import polars as pl

from nqp_text.outputs.schema import (
    COUNTS,
    DOCUMENTS,
    EXPOSURE,
    MENTIONS,
    NOMINATIONS,
    Row,
    Table,
    row_frame,
)
from nqp_text.records import DocumentResult, Exposure

_EXPOSURE = tuple(field.name for field in fields(Exposure))
_TEXTS = tuple(column.name for column in DOCUMENTS.columns if column.dtype == pl.String)


def document_row(result: DocumentResult, section: str) -> dict[str, object]:
    """The row of ``documents.parquet``; an unknown text is empty, an unknown number is null."""
    row = {**dict.fromkeys(_TEXTS, ""), "section": section, **result.document}
    row["doc_id"], row["path"] = result.doc_id, result.path
    return {name: _clean(value) for name, value in row.items() if value is not None}


def count_rows(result: DocumentResult, section: str, paths: Collection[str]) -> list[Row]:
    """The rows of ``counts.parquet``, in the order of the taxonomy."""
    shared: dict[str, object] = {"doc_id": result.doc_id, "section": section}
    shared.update((name, getattr(result.exposure, name)) for name in _EXPOSURE)
    return [
        tuple(
            count.node in paths
            if name == "in_index"
            else shared[name]
            if name in shared
            else getattr(count, name)
            for name in COUNTS.names
        )
        for count in result.counts
    ]


def exposure_rows(result: DocumentResult) -> list[Row]:
    """The rows of ``exposure.parquet``, in the order of sections and blocks."""
    return _sorted(EXPOSURE, result, result.exposure_parts)


def mention_rows(result: DocumentResult) -> list[Row]:
    """The rows of ``mentions.parquet``, in the order of the text."""
    return _sorted(MENTIONS, result, result.mentions)


def nomination_rows(result: DocumentResult) -> list[Row]:
    """The rows of ``nominations.parquet``, in the order of the text."""
    return _sorted(NOMINATIONS, result, result.nominations)


def count_frame(result: DocumentResult, section: str, paths: Collection[str]) -> pl.DataFrame:
    """``count_rows`` of one document as a frame."""
    return row_frame(COUNTS, count_rows(result, section, paths))


def exposure_frame(result: DocumentResult) -> pl.DataFrame:
    """``exposure_rows`` of one document as a frame."""
    return row_frame(EXPOSURE, exposure_rows(result))


def mention_frame(result: DocumentResult) -> pl.DataFrame:
    """``mention_rows`` of one document as a frame."""
    return row_frame(MENTIONS, mention_rows(result))


def _sorted(table: Table, result: DocumentResult, records: Sequence[object]) -> list[Row]:
    values = attrgetter(*table.names[1:])
    rows = [(result.doc_id, *map(_clean, values(record))) for record in records]
    key = itemgetter(*(table.names.index(name) for name in table.key))
    rows.sort(key=key)
    if len(set(map(key, rows))) < len(rows):
        # Whole rows decide ties: which of two equal keys comes first must not be chance.
        rows.sort(key=lambda row: (key(row), str(row)))
    return rows


def _clean(value: object) -> object:
    """Text that UTF-8 can hold: half a surrogate pair becomes the replacement character."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value
