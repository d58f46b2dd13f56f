"""The frame of a panel: a row per unit and node, then one for the composite of each unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from nqp_text.index.composite import Composite
from nqp_text.index.grid import NO_VARIATION, NUMBERS, Grid
from nqp_text.index.units import Unit

if TYPE_CHECKING:
    import polars as pl

COMPOSITE = "composite"
"""Name of the row that sums up the paths."""

COLUMNS = (
    "unit", "firm_code", "firm_name", "year", "doc_id", "file", "kind", "report_type", "lang",
    "published", "is_primary", "primary_rule", "documents", "section", "path", "measure", "scope",
    "value", "standard_error", "low", "high", "adjusted", "errors", "weight", "transform", "hits",
    "sentences", "chars", "status",
)  # fmt: skip
"""Columns of every panel, in their order."""

_FROM_DOCUMENT = (
    "firm_code", "firm_name", "year", "doc_id", "kind", "report_type", "lang", "published",
    "is_primary", "primary_rule",
)  # fmt: skip


def panel_frame(
    grid: Grid,
    composite: Composite,
    weights: Mapping[str, float],
    names: Mapping[str, str],
) -> pl.DataFrame:
    """Units and their cells as one frame; the facts of a unit repeat for each of its cells.

    A missing number is null. ``weights`` are those of the paths; the facets have none.
    """
    import numpy as np
    import polars as pl

    units, nodes = grid.value.shape
    facts = pl.DataFrame([_facts(unit) for unit in grid.units], schema=_facts_schema())
    repeated = facts[np.repeat(np.arange(units), nodes + 1).tolist()]

    def together(name: str) -> list[object]:
        cells = np.column_stack([getattr(grid, name), getattr(composite, name)])
        return list(cells.ravel().tolist())

    still = pl.Series(together("status"), dtype=pl.String) == NO_VARIATION

    def number(name: str) -> pl.Series:
        found = _number(name)
        return found.set(still, None) if name in ("standard_error", "low", "high") else found

    def _number(name: str) -> pl.Series:
        # Adding 0 makes a negative zero a zero, and NaN is no missing value to anyone else.
        return (pl.Series(name, together(name), pl.Float64) + 0.0).fill_nan(None)

    paths = [*grid.nodes, COMPOSITE]
    return repeated.with_columns(
        *(pl.lit(value).alias(name) for name, value in names.items()),
        pl.Series("path", paths * units, pl.String),
        pl.Series("weight", [weights.get(path) for path in paths] * units, pl.Float64),
        pl.lit(grid.transform).alias("transform"),
        *(number(name) for name in (*NUMBERS, "hits")),
        *(pl.Series(name, together(name), pl.String) for name in ("status", "errors")),
    ).select(COLUMNS)


def _facts(unit: Unit) -> dict[str, object]:
    row = unit.documents[0]
    exposure = unit.measured.exposure if unit.measured else None
    return {
        **{name: row[name] for name in _FROM_DOCUMENT},
        "file": row["path"],
        "documents": len(unit.documents),
        "sentences": exposure.sentences if exposure else None,
        "chars": exposure.chars if exposure else None,
    }


def _facts_schema() -> dict[str, type[pl.DataType]]:
    import polars as pl

    return {
        **dict.fromkeys((*_FROM_DOCUMENT, "file"), pl.String),
        "year": pl.Int32,
        "documents": pl.Int32,
        "is_primary": pl.Boolean,
        "sentences": pl.Int64,
        "chars": pl.Int64,
    }
