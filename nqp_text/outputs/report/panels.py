"""The panels of ``index.parquet`` as the page needs them: units, and one number per cell."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from math import isnan, nan
from typing import Any

import polars as pl

SPLIT = re.compile(r"[a-z]+").findall
UNIT = ("firm_code", "firm_name", "year", "doc_id", "kind", "lang", "documents", "status")
_VALUES = ("value", "low", "high", "adjusted")
_KEYS = ("firm_code", "firm_name", "year", "file", "doc_id")
INDEX_COLUMNS = tuple(
    dict.fromkeys((*("unit", "path", "measure", "scope", "errors"), *_KEYS, *UNIT, *_VALUES))
)
"""What is read of the index."""


def panels_of(index: pl.DataFrame, documents: pl.DataFrame) -> list[dict[str, Any]]:
    """One entry per unit: who its rows are, and cells by measure and scope.

    Cells lie row by row, in the order of ``paths``; a cell without a value is null, never zero.
    """
    if not index.height:
        return []
    places = {doc_id: row for row, doc_id in enumerate(documents["doc_id"])}
    by_path = {path: row for row, path in enumerate(documents["path"])}
    return [
        _panel(str(unit), frame, places, by_path)
        for (unit,), frame in index.group_by(["unit"], maintain_order=True)
    ]


def _panel(
    unit: str, index: pl.DataFrame, places: dict[str, int], by_path: dict[str, int]
) -> dict[str, Any]:
    paths = index["path"].unique(maintain_order=True).to_list()
    units = index.unique(_KEYS, keep="first", maintain_order=True)
    rows = units.select(_KEYS).with_row_index("row")
    numbered = index.join(rows, on=_KEYS, how="left", nulls_equal=True, maintain_order="left")
    cells = [
        {
            "measure": measure,
            "scope": scope,
            **_cells(frame, units.height, paths),
        }
        for (measure, scope), frame in numbered.group_by(["measure", "scope"], maintain_order=True)
    ]
    return {
        "unit": unit,
        "paths": paths,
        "rows": {
            "doc": [
                by_path.get(file, places.get(doc_id, -1))
                for file, doc_id in units.select("file", "doc_id").iter_rows()
            ],
            **{name: units[name].to_list() for name in UNIT if name != "doc_id"},
        },
        "cells": cells,
    }


def _cells(frame: pl.DataFrame, height: int, paths: Sequence[str]) -> dict[str, Any]:
    column = {path: place for place, path in enumerate(paths)}
    # Numbers in arrays, and NaN for none: a list of them would take five times the memory.
    found = {name: array("d", [nan]) * (height * len(paths)) for name in _VALUES}
    for row, path, *values in frame.select("row", "path", *_VALUES).iter_rows():
        for name, value in zip(_VALUES, values, strict=True):
            found[name][row * len(paths) + column[path]] = nan if value is None else value
    cells: dict[str, Any] = dict(found)
    if all(map(isnan, found["adjusted"])):
        del cells["adjusted"]
    # What the intervals hold, as the index says it: "sentences", "blocks+lexicon", ...
    held = sorted({part for text in frame["errors"].drop_nulls().unique() for part in SPLIT(text)})
    return {**cells, "errors": held}
