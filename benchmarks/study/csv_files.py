"""The study's tables as CSV that Excel opens: fixed digits, a missing cell is empty."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

DIGITS = 5
"""Places of a fraction. More would differ between machines and say nothing."""


def write_csv(rows: Sequence[Mapping[str, Any]], path: Path, columns: Sequence[str] = ()) -> None:
    """Rows that all have the columns of the first one, or ``columns`` if there is none."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.DictWriter(file, list(rows[0]) if rows else columns, lineterminator="\n")
        lines.writeheader()
        lines.writerows({k: shown(v) for k, v in row.items()} for row in rows)


def read_csv(path: Path) -> pl.DataFrame:
    """The table with the types that its values show; an empty cell is null."""
    return pl.read_csv(path, infer_schema_length=None, null_values=[""])


def shown(value: Any) -> Any:
    """A cell: no NaN, no long fractions, no empty text in the place of a missing number."""
    if value is None or (isinstance(value, float) and value != value):
        return ""
    return round(value, DIGITS) + 0.0 if isinstance(value, float) else value
