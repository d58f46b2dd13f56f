"""Exports of a run to one file that researchers open, with a codebook beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from nqp_text.errors import MeasureError, RunFolderError
from nqp_text.outputs.codebook import Entry, entries, write_codebook
from nqp_text.outputs.formats import EXPORT_FORMATS, find_writer
from nqp_text.outputs.parquet import ROW_GROUP, scan_table
from nqp_text.outputs.run import Run
from nqp_text.outputs.schema import INDEX, TABLES, Column
from nqp_text.outputs.wide import wide_panel

__all__ = ["EXPORTABLE", "EXPORT_FORMATS", "SHAPES", "Exported", "export_panel", "export_table"]

PANEL = "panel"
EXPORTABLE = (PANEL, "mentions", "documents", "counts", "nominations")
SHAPES = ("long", "wide")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    file: Path
    codebook: Path
    rows: int
    columns: int


def export_table(run: Run, target: Path, what: str) -> Exported:
    """Write one table of the run as it is, in pieces; the suffix decides the format."""
    write = find_writer(target)
    if what not in EXPORTABLE or what == PANEL:
        raise RunFolderError(
            f"There is no table {what!r} to export.",
            where="what",
            fix=f"Choose one of {', '.join(EXPORTABLE)}.",
        )
    table = TABLES[what]
    lazy = scan_table(run.folder, table)
    rows = write(target, _pieces(lazy), table.schema)
    types = table.schema
    missing = lazy.select(pl.all().null_count()).collect().row(0, named=True)
    listed = [
        Entry(
            c.name,
            str(types[c.name]),
            c.meaning,
            observed=rows - missing[c.name],
            missing=missing[c.name],
        )
        for c in table.columns
    ]
    codebook, _ = write_codebook(target, listed, run.manifest)
    return Exported(target, codebook, rows, len(table.columns))


def export_panel(
    run: Run,
    target: Path,
    *,
    shape: str = "long",
    measures: Sequence[str] = ("share_listed",),
    scopes: Sequence[str] = ("attention",),
    **options: Any,
) -> Exported:
    """Write panels of all measures and scopes asked for; options are those of ``Run.panel``."""
    write = find_writer(target)
    if shape not in SHAPES:
        raise RunFolderError(
            f"There is no shape {shape!r}.", where="shape", fix=f"Choose {' or '.join(SHAPES)}."
        )
    if run.panels is None:
        raise MeasureError(
            "This run was loaded without the index stage.",
            where="export_panel",
            fix="Load it with nqp_text.load_run(folder).",
        )
    long = [run.panel(measure=m, scope=s, **options) for m in measures for s in scopes]
    columns: Sequence[Column] = INDEX.columns
    notes = [_note(run, measure, scope) for measure in measures for scope in scopes]
    if shape == "wide":
        frame, variables = wide_panel(long, run.panels)
        listed = entries(frame, columns, variables)
        notes = ["Each `nqp_` column is one path in one measure and scope."]
    else:
        frame = pl.concat(long)
        listed = entries(frame, columns)
    rows = write(target, [frame], frame.schema)
    codebook, _ = write_codebook(target, listed, run.manifest, notes, _coverage(long[0]))
    return Exported(target, codebook, rows, frame.width)


def _pieces(lazy: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    rows = lazy.select(pl.len()).collect().item()
    for start in range(0, rows, ROW_GROUP):
        yield lazy.slice(start, ROW_GROUP).collect()


def _note(run: Run, measure: str, scope: str) -> str:
    assert run.panels is not None
    of = run.panels.describe("path", measure, scope)
    return (
        f"**{measure}, {scope}**: value = {of.formula}; numerator: {of.numerator}; "
        f"denominator: {of.denominator}. The composite is the weighted mean of the paths."
    )


def _coverage(panel: pl.DataFrame) -> pl.DataFrame:
    """Number of units by year and status."""
    return (
        panel.filter(pl.col("path") == "composite")
        .group_by("year", "status")
        .agg(pl.len().alias("units"))
        .sort("year", "status", nulls_last=True)
    )
