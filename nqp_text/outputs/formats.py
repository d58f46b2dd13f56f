"""File formats of exports: one writer per suffix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import polars as pl

from nqp_text.errors import RunFolderError
from nqp_text.outputs.atomic import replacing
from nqp_text.outputs.csv_files import write_csv
from nqp_text.outputs.dressing import PLAIN, Dressing
from nqp_text.outputs.parquet import table_writer
from nqp_text.outputs.spreadsheet import write_xlsx
from nqp_text.outputs.stata import write_dta

Writer = Callable[[Path, Iterable[pl.DataFrame], pl.Schema, Dressing], int]


def write_parquet(path: Path, frames: Iterable[pl.DataFrame], schema: pl.Schema) -> int:
    """Parquet with zstd; returns the number of rows."""
    with table_writer(path, schema) as writer:
        for frame in frames:
            writer.add(frame)
    return writer.rows


def write_jsonl(path: Path, frames: Iterable[pl.DataFrame], schema: pl.Schema) -> int:
    """One JSON object a line in UTF-8; a missing cell is null. Returns the number of rows."""
    rows = 0
    with replacing(path) as temporary, temporary.open("wb") as stream:
        for frame in frames:
            frame.select(schema.names()).write_ndjson(stream)
            rows += frame.height
    return rows


def _undressed(write: Callable[[Path, Iterable[pl.DataFrame], pl.Schema], int]) -> Writer:
    """A writer for a format that has no room for labels."""
    return lambda path, frames, schema, dressing: write(path, frames, schema)


EXPORT_FORMATS: Mapping[str, Writer] = {
    ".csv": _undressed(write_csv),
    ".xlsx": write_xlsx,
    ".dta": write_dta,
    ".parquet": _undressed(write_parquet),
    ".jsonl": _undressed(write_jsonl),
}


def write_frame(target: Path, frame: pl.DataFrame) -> int:
    """Write a table without labels; the suffix decides the format. Returns the number of rows."""
    return find_writer(target)(target, [frame], frame.schema, PLAIN)


def find_writer(target: Path) -> Writer:
    """The writer for the suffix of a file, or an error that lists the known ones."""
    suffix = target.suffix.lower()
    if suffix not in EXPORT_FORMATS:
        raise RunFolderError(
            f"There is no export to {suffix or 'a file without suffix'!r}.",
            where=str(target),
            fix=f"End the name of the file in {', '.join(EXPORT_FORMATS)}.",
        )
    return EXPORT_FORMATS[suffix]
