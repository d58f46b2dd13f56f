"""A run folder as it is: what is missing, old or damaged is said and the rest is shown.

``load_run`` refuses a folder that is not whole. A report is for looking, so it takes what is there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from nqp_text.errors import NqpError, RunFolderError
from nqp_text.outputs.pieces import row_pieces
from nqp_text.outputs.report.panels import INDEX_COLUMNS
from nqp_text.outputs.report.unfinished import stored_tables
from nqp_text.outputs.run_writer import PARTS
from nqp_text.outputs.schema import (
    COUNTS,
    DOCUMENTS,
    FORMAT_VERSION,
    INDEX,
    MANIFEST,
    MENTIONS,
    Table,
)
from nqp_text.taxonomy import load_taxonomy

_OF_COUNTS = ("doc_id", "node", "in_index", "sentences")


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the reader has to know: a key of the words, and what is put into them."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportFolder:
    """What a run folder holds, every table with the columns it needs, absent ones as nulls.

    ``notices`` lists what is not as a finished run of this version would have it.
    """

    folder: Path
    manifest: Mapping[str, Any]
    documents: pl.DataFrame
    counts: pl.LazyFrame
    index: pl.LazyFrame
    mentions: pl.LazyFrame
    notices: tuple[Notice, ...]


def open_folder(folder: Path) -> ReportFolder:
    """Read what can be read. Raises only where there is no run folder at all."""
    present = {entry.name for entry in folder.iterdir()} if folder.is_dir() else set()
    tables = (DOCUMENTS, COUNTS, INDEX, MENTIONS)
    if not present & {MANIFEST, PARTS, *(table.file for table in tables)}:
        raise RunFolderError(
            "There is no run to report on.",
            where=str(folder),
            fix="Give the folder that  nqp scan --out  wrote.",
        )
    notices: list[Notice] = []
    manifest = _manifest(folder, notices)
    if PARTS in present and MANIFEST not in present:
        return _unfinished(folder, notices)
    documents = _collected(folder, DOCUMENTS, notices)
    counts = _readable(folder, COUNTS, notices, _OF_COUNTS)
    index = _readable(folder, INDEX, notices, INDEX_COLUMNS)
    mentions = _lazy(folder, MENTIONS, notices)
    return ReportFolder(folder, manifest, documents, counts, index, mentions, tuple(notices))


def _unfinished(folder: Path, notices: list[Notice]) -> ReportFolder:
    """What the run had stored; tables that lie beside it are of an earlier run, and left out."""
    found = stored_tables(folder / PARTS, _shipped_paths())
    number = found[DOCUMENTS.name].height
    notices = [Notice("notice_unfinished", {"number": number}), *notices]
    return ReportFolder(
        folder=folder,
        manifest={},
        documents=found[DOCUMENTS.name],
        counts=found[COUNTS.name].lazy(),
        index=_empty(INDEX).lazy(),
        mentions=found[MENTIONS.name].lazy(),
        notices=tuple(notices),
    )


def _shipped_paths() -> Sequence[str]:
    try:
        return load_taxonomy().paths
    except NqpError:
        return ()


def _manifest(folder: Path, notices: list[Notice]) -> dict[str, Any]:
    file = folder / MANIFEST
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        notices.append(Notice("notice_no_manifest"))
        return {}
    except (OSError, ValueError):
        notices.append(Notice("notice_damaged", {"file": MANIFEST}))
        return {}
    if not isinstance(content, dict):
        notices.append(Notice("notice_damaged", {"file": MANIFEST}))
        return {}
    if content.get("format_version") != FORMAT_VERSION:
        found = str(content.get("format_version"))
        notices.append(Notice("notice_version", {"found": found, "known": FORMAT_VERSION}))
    return content


def _readable(
    folder: Path, table: Table, notices: list[Notice], columns: Sequence[str]
) -> pl.LazyFrame:
    """Some columns of the table, read when they are needed; they were read once to the end."""
    lazy = _lazy(folder, table, notices).select(columns)
    try:
        for _ in row_pieces(lazy, columns):
            pass
    except (OSError, pl.exceptions.PolarsError):
        notices.append(Notice("notice_damaged", {"file": table.file}))
        return _empty(table).lazy()
    return lazy


def _collected(folder: Path, table: Table, notices: list[Notice]) -> pl.DataFrame:
    try:
        return _lazy(folder, table, notices).select(table.names).collect()
    except (OSError, pl.exceptions.PolarsError):
        notices.append(Notice("notice_damaged", {"file": table.file}))
        return _empty(table)


def _lazy(folder: Path, table: Table, notices: list[Notice]) -> pl.LazyFrame:
    """The table with at least the columns of this version, in their types."""
    file = folder / table.file
    if not file.is_file():
        notices.append(Notice("notice_absent", {"file": table.file}))
        return _empty(table).lazy()
    try:
        lazy = pl.scan_parquet(file, glob=False)
        found = lazy.collect_schema()
    except (OSError, pl.exceptions.PolarsError):
        notices.append(Notice("notice_damaged", {"file": table.file}))
        return _empty(table).lazy()
    absent = [c for c in table.columns if c.name not in found]
    if absent:
        names = ", ".join(column.name for column in absent)
        notices.append(Notice("notice_columns", {"file": table.file, "columns": names}))
    casts = [
        pl.col(column.name).cast(column.dtype, strict=False)
        for column in table.columns
        if column.name in found and found[column.name] != column.dtype
    ]
    return lazy.with_columns(
        *casts, *(pl.lit(None, column.dtype).alias(column.name) for column in absent)
    )


def _empty(table: Table) -> pl.DataFrame:
    return table.schema.to_frame()


def moved_files(documents: pl.DataFrame) -> Sequence[str]:
    """Paths of documents whose file is not where the run found it, seen from here."""
    read = documents.filter(pl.col("status").is_in(["ok", "partial"]))
    return [path for path in read["path"].drop_nulls() if not Path(path).exists()]
