"""The panels of ``index.parquet`` as the page needs them: units, and one number per cell.

The index has fifty rows and more for every document. It is read a piece at a time; the numbers of
the cells wait in a spool, and memory holds who the units are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from nqp_text.outputs.pieces import by_itself, row_pieces
from nqp_text.outputs.report.packing import Column, numbers
from nqp_text.outputs.spool import Span, Spool

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPLIT = re.compile(r"[a-z]+").findall
UNIT = ("firm_code", "firm_name", "year", "doc_id", "kind", "lang", "documents", "status")
_VALUES = ("value", "low", "high", "adjusted")
_KEYS = ("firm_code", "firm_name", "year", "file", "doc_id")
_FACTS = tuple(dict.fromkeys((*_KEYS, *UNIT)))
_SPECS = ("measure", "scope")
INDEX_COLUMNS = tuple(dict.fromkeys(("unit", "path", *_SPECS, "errors", *_FACTS, *_VALUES)))
"""What is read of the index."""

_ITEM = 8  # bytes of a number in the spool
_AT_ONCE = 1 << 15


@dataclass(slots=True)
class _Cells:
    """The cells of a measure and scope: where their numbers lie, and what their intervals hold."""

    span: Span
    held: set[str] = field(default_factory=set)
    adjusted: bool = False


@dataclass(slots=True)
class _Panel:
    """A kind of unit: its units in the order of the index, its paths, and cells by measure."""

    units: pl.DataFrame
    paths: list[str | None]
    cells: dict[tuple[object, ...], _Cells] = field(default_factory=dict)


def panels_of(index: pl.LazyFrame, documents: pl.DataFrame, spool: Spool) -> list[dict[str, Any]]:
    """One entry per unit: who its rows are, and cells by measure and scope.

    Cells lie row by row, in the order of ``paths``; a cell without a value is null, never zero.
    They are in ``spool``, which has to stay open until the page is written.
    """
    panels = _panels(index)
    for unit, piece in _by_unit(index, INDEX_COLUMNS):
        _keep(panels[unit], piece, spool)
    places = _places(documents)
    return [_shown(unit, panel, places, spool) for unit, panel in panels.items()]


def _by_unit(index: pl.LazyFrame, columns: Sequence[str]) -> Iterator[tuple[str, pl.DataFrame]]:
    for piece in row_pieces(index, columns):
        for (unit,), rows in piece.group_by(["unit"], maintain_order=True):
            yield str(unit), rows


def _panels(index: pl.LazyFrame) -> dict[str, _Panel]:
    """The units and paths of every kind of unit, in the order in which the index names them."""
    panels: dict[str, _Panel] = {}
    for unit, rows in _by_unit(index, ("unit", "path", *_FACTS)):
        first = rows.unique(_KEYS, keep="first", maintain_order=True).select(_FACTS)
        panel = panels.setdefault(unit, _Panel(first.clear(), []))
        # Only the first measure brings new ones, if the index is as it was written.
        new = first.join(panel.units, on=_KEYS, how="anti", nulls_equal=True, maintain_order="left")
        if new.height:
            panel.units = pl.concat([panel.units, by_itself(new)])
        listed = rows["path"].unique(maintain_order=True)
        panel.paths += [path for path in listed if path not in panel.paths]
    for panel in panels.values():
        panel.units = panel.units.rechunk().with_row_index("row")
    return panels


def _keep(panel: _Panel, rows: pl.DataFrame, spool: Spool) -> None:
    """Put the numbers of some rows of the index to their places in the spool."""
    names = rows.select(_KEYS).unique(maintain_order=True)
    numbered = names.join(panel.units.select("row", *_KEYS), on=_KEYS, how="left", nulls_equal=True)
    paths = pl.DataFrame({"path": panel.paths}, {"path": pl.String}).with_row_index("column")
    rows = rows.join(numbered, on=_KEYS, how="left", nulls_equal=True, maintain_order="left")
    rows = rows.join(paths, on="path", how="left", nulls_equal=True, maintain_order="left")
    size = panel.units.height * paths.height
    for key, part in rows.group_by(_SPECS, maintain_order=True):
        if key not in panel.cells:
            panel.cells[key] = _Cells(spool.add(_nothing(size * len(_VALUES))))
        cells = panel.cells[key]
        at = (part["row"].cast(pl.Int64) * paths.height + part["column"].cast(pl.Int64)).to_numpy()
        for number, name in enumerate(_VALUES):
            found = part[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
            _scatter(spool, cells.span.place + number * size * _ITEM, at, found)
        cells.adjusted = cells.adjusted or not bool(np.isnan(found).all())
        # What the intervals hold, as the index says it: "sentences", "blocks+lexicon", ...
        for text in part["errors"].drop_nulls().unique():
            cells.held.update(SPLIT(text))


def _nothing(size: int) -> Iterator[bytes]:
    """So many numbers that are none."""
    for start in range(0, size, _AT_ONCE):
        yield np.full(min(_AT_ONCE, size - start), np.nan).tobytes()


def _scatter(spool: Spool, start: int, at: NDArray[np.int64], values: NDArray[np.float64]) -> None:
    """Write each value to its place; those of neighbours, as they usually are, together."""
    runs = np.flatnonzero(np.diff(at) != 1) + 1
    for places, part in zip(np.split(at, runs), np.split(values, runs), strict=True):
        if len(places):
            spool.put(start + int(places[0]) * _ITEM, part.tobytes())


def _places(documents: pl.DataFrame) -> pl.DataFrame:
    return documents.select("path", "doc_id").with_row_index("doc")


def _documents_of(units: pl.DataFrame, places: pl.DataFrame) -> pl.Series:
    """The row of each unit's document: that of its file, else that of its bytes, else -1."""
    joined = units.select("file", "doc_id")
    for key, name in (("path", "file"), ("doc_id", "doc_id")):
        by = places.select(pl.col(key).alias(name), pl.col("doc").alias(f"by_{key}"))
        last = by.unique(name, keep="last")
        joined = joined.join(last, on=name, how="left", nulls_equal=True, maintain_order="left")
    found = joined.select(pl.coalesce("by_path", "by_doc_id").cast(pl.Int64).fill_null(-1))
    return found.to_series().cast(pl.Int32)


def _shown(unit: str, panel: _Panel, places: pl.DataFrame, spool: Spool) -> dict[str, Any]:
    units = panel.units
    return {
        "unit": unit,
        "paths": panel.paths,
        "rows": {
            "doc": Column.of(_documents_of(units, places)),
            **{name: Column.of(units[name]) for name in UNIT if name != "doc_id"},
        },
        "cells": [
            {
                "measure": measure,
                "scope": scope,
                **dict(_columns(cells, units.height * len(panel.paths), spool)),
                "errors": sorted(cells.held),
            }
            for (measure, scope), cells in panel.cells.items()
        ],
    }


def _columns(cells: _Cells, size: int, spool: Spool) -> Iterable[tuple[str, Column]]:
    for number, name in enumerate(_VALUES):
        if name != "adjusted" or cells.adjusted:
            yield name, _column(spool, cells.span.place + number * size * _ITEM, size)


def _column(spool: Spool, place: int, size: int) -> Column:
    def values(a: int, b: int) -> list[float | int | None]:
        data = spool.get(Span(place + a * _ITEM, (b - a) * _ITEM))
        return numbers(np.frombuffer(data).tolist())

    return Column(size, values)
