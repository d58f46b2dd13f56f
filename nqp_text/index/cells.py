"""The cells of a panel: the estimate of every path of every unit, and the composite of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from nqp_text.index.measures import Estimate, Measure
from nqp_text.index.units import Unit

if TYPE_CHECKING:
    import polars as pl

COMPOSITE = "composite"
"""Name of the row that sums up the paths: their weighted mean."""

COLUMNS = (
    "unit", "firm_code", "firm_name", "year", "doc_id", "file", "kind", "report_type", "lang",
    "published", "is_primary", "primary_rule", "documents", "section", "path", "measure", "scope",
    "value", "standard_error", "low", "high", "hits", "sentences", "chars", "status",
)  # fmt: skip
"""Columns of every panel, in their order."""

_FROM_DOCUMENT = (
    "firm_code", "firm_name", "year", "doc_id", "kind", "report_type", "lang", "published",
    "is_primary", "primary_rule",
)  # fmt: skip
_ESTIMATE = ("value", "standard_error", "low", "high")


@dataclass(frozen=True, slots=True)
class Cell:
    """One path of one unit; ``estimate`` and ``hits`` are None where there is no value."""

    node: str
    estimate: Estimate | None = None
    hits: float | None = None


def cells_of(
    unit: Unit, nodes: Sequence[str], weights: Mapping[str, float], formula: Measure
) -> Iterator[Cell]:
    """One cell per node, then the composite of those that have a weight."""
    measured = unit.measured
    if measured is None:
        yield from map(Cell, (*nodes, COMPOSITE))
        return
    found = {node: formula.compute(measured.hits[node], measured.exposure) for node in nodes}
    yield from (Cell(node, found[node], measured.hits[node]) for node in nodes)
    yield Cell(COMPOSITE, _mean(found, weights), fsum(measured.hits[path] for path in weights))


def _mean(values: Mapping[str, Estimate], weights: Mapping[str, float]) -> Estimate:
    def mean(part: str) -> float:
        return fsum(weight * getattr(values[path], part) for path, weight in weights.items())

    return Estimate(*map(mean, _ESTIMATE))


def panel_frame(
    units: Sequence[Unit], cells: Sequence[Sequence[Cell]], names: Mapping[str, str]
) -> pl.DataFrame:
    """Units and their cells as one frame; the facts of a unit repeat for each of its cells."""
    import polars as pl

    facts = pl.DataFrame([_facts(unit) for unit in units], schema=_facts_schema())
    repeated = facts[[row for row, own in enumerate(cells) for _ in own]]
    flat = [cell for own in cells for cell in own]
    return repeated.with_columns(
        *(pl.lit(value).alias(name) for name, value in names.items()),
        pl.Series("path", [cell.node for cell in flat], pl.String),
        pl.Series("hits", [cell.hits for cell in flat], pl.Float64),
        *(
            pl.Series(
                name,
                [getattr(cell.estimate, name) if cell.estimate else None for cell in flat],
                pl.Float64,
            )
            for name in _ESTIMATE
        ),
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
        "status": unit.status,
    }


def _facts_schema() -> dict[str, type[pl.DataType]]:
    import polars as pl

    return {
        **dict.fromkeys((*_FROM_DOCUMENT, "file", "status"), pl.String),
        "year": pl.Int32,
        "documents": pl.Int32,
        "is_primary": pl.Boolean,
        "sentences": pl.Int64,
        "chars": pl.Int64,
    }
