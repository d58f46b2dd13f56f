"""The policy index of a run: its sources, its periods, and one series per path."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nqp_text.errors import MeasureError
from nqp_text.index.assembly import estimate
from nqp_text.index.cells import COMPOSITE
from nqp_text.index.composite import compose
from nqp_text.index.groups import with_groups
from nqp_text.index.intervals import Z
from nqp_text.index.numbers import measured_by_document
from nqp_text.index.options import PanelOptions, panel_options
from nqp_text.index.panel import Prepared, Tables, find_errors, prepare
from nqp_text.index.policy_index import PolicyIndex, periods_between, policy_index
from nqp_text.index.units import Row, Unit, pool_unit
from nqp_text.index.weights import fixed_weighting

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

PERIODS = ("year", "month")


@dataclass(frozen=True, slots=True)
class PolicySeries:
    """``index`` has a row per period and path, ``sources`` one per source, period and path."""

    index: pl.DataFrame
    sources: pl.DataFrame


def policy_series(
    tables: Tables,
    base: tuple[str, str],
    *,
    period: str = "year",
    source: str = "firm_name",
    kind: str = "gov",
    **given: Any,
) -> PolicySeries:
    """The policy index of the documents of a kind.

    base: first and last period of the base window, such as ("2012", "2016") or ("2015-01",
    "2019-12"). period: ``year``, or ``month`` of publication. source: the column that says whose
    documents they are. given: options of ``PanelOptions``, such as measure and scope.

    Documents of a source and period are pooled; copies of a work report that another one stands
    for are left out. The composite is the mean of the paths' measures, standardised like a path.
    """
    if period not in PERIODS:
        raise MeasureError(
            f"There is no period {period!r}.", where="period", fix="Choose year or month."
        )
    options = panel_options({**given, "by": "document"})
    prepared = prepare(tables, options)
    documents = with_groups(tables.documents, options.groups)
    if source not in documents.columns:
        raise MeasureError(
            f"The documents have no column {source!r} for their source.",
            where="source",
            fix="Choose firm_name, lang or report_type, or give a table of groups.",
        )
    groups = _grouped(documents.to_dicts(), source, period, kind)
    if not groups:
        raise MeasureError(
            f"No document of the kind {kind!r} names its {source} and {period}.",
            where="policy index",
            fix="Name them in the manifest of the scan, or choose --period year.",
        )
    measured = measured_by_document(
        prepared.counts, prepared.measure.columns(options.scope), prepared.nodes
    )
    keys = sorted(groups)
    section = options.section or "all"
    units = [pool_unit(groups[key], measured, section, options.min_chars) for key in keys]
    grid = _estimates(units, prepared, options)
    periods = periods_between([key[1] for key in keys])
    names = sorted({key[0] for key in keys})
    places = [(names.index(name), periods.index(when)) for name, when in keys]
    in_base = [base[0] <= when <= base[1] for when in periods]
    parts = [
        _series(path, *_spread_out(value, error, places, len(names), len(periods)), in_base,
                names, periods)
        for path, value, error in grid
    ]  # fmt: skip
    facts = {"measure": options.measure, "scope": options.scope, "base": f"{base[0]}..{base[1]}"}
    return PolicySeries(*(_frame(list(rows), facts) for rows in zip(*parts, strict=True)))


def _grouped(
    rows: Sequence[Row], source: str, period: str, kind: str
) -> Mapping[tuple[str, str], list[Row]]:
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        passed_over = str(row["primary_rule"] or "").startswith("passed over")
        name = row[source]
        when = str(row["year"] or "") if period == "year" else str(row["published"] or "")[:7]
        counts = row["kind"] == kind and row["status"] != "duplicate" and not passed_over
        if counts and name and len(when) == (4 if period == "year" else 7):
            groups[str(name), when].append(row)
    return groups


def _estimates(
    units: list[Unit], prepared: Prepared, options: PanelOptions
) -> list[tuple[str, NDArray[np.float64], NDArray[np.float64]]]:
    """Value and standard error of every path and of the composite, an entry per unit."""
    of_groups = replace(prepared, units=units)
    spread = find_errors(of_groups, options)
    grid, _ = estimate(units, prepared.nodes, prepared.measure, spread, options)
    weights = fixed_weighting("equal", prepared.paths, 1 / max(1, len(prepared.paths)))
    whole = compose(grid, weights, spread.correlation)
    at = grid.columns(prepared.paths)
    found = [
        (path, grid.value[:, column], grid.standard_error[:, column])
        for path, column in zip(prepared.paths, at, strict=True)
    ]
    return [*found, (COMPOSITE, whole.value, whole.standard_error)]


def _spread_out(
    value: NDArray[np.float64],
    error: NDArray[np.float64],
    places: Sequence[tuple[int, int]],
    sources: int,
    periods: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    import numpy as np

    values, errors = (np.full((sources, periods), np.nan) for _ in range(2))
    for place, x, e in zip(places, value, error, strict=True):
        values[place], errors[place] = x, e
    return values, errors


def _series(
    path: str,
    values: NDArray[np.float64],
    errors: NDArray[np.float64],
    in_base: Sequence[bool],
    names: Sequence[str],
    periods: Sequence[str],
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The rows of one path: of the index, and of its sources."""
    try:
        found = policy_index(values, errors, in_base)
    except MeasureError as error:
        # A path that the base window never mentions has no index; the others have.
        if path == COMPOSITE:
            raise
        return _without(path, periods, error.what), []
    return _with(path, found, in_base, periods), [
        {
            "source": name, "period": when, "path": path, "raw": _known(values[row, column]),
            "standardised": _known(values[row, column] * found.scales[row]),
            "role": found.roles[row],
        }
        for row, name in enumerate(names)
        for column, when in enumerate(periods)
        if values[row, column] == values[row, column]
    ]  # fmt: skip


def _with(
    path: str, found: PolicyIndex, in_base: Sequence[bool], periods: Sequence[str]
) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for column, when in enumerate(periods):
        value, error = _known(found.index[column]), _known(found.standard_error[column])
        has = value is not None and error is not None
        rows.append(
            {
                "period": when, "path": path, "index": value, "standard_error": error,
                "low": max(0.0, value - Z * error) if has else None,  # type: ignore[operator]
                "high": value + Z * error if has else None,  # type: ignore[operator]
                "sources": int(found.sources[column]), "in_base": in_base[column],
                "status": "observed" if has else "no_documents",
            }
        )  # fmt: skip
    return rows


def _without(path: str, periods: Sequence[str], why: str) -> list[dict[str, object]]:
    return [{"period": when, "path": path, "status": why} for when in periods]


def _known(number: float) -> float | None:
    return float(number) if number == number else None


_SCHEMA = {
    "period": "String", "source": "String", "path": "String", "measure": "String",
    "scope": "String", "base": "String", "in_base": "Boolean", "raw": "Float64",
    "standardised": "Float64", "role": "String", "index": "Float64", "standard_error": "Float64",
    "low": "Float64", "high": "Float64", "sources": "Int64", "status": "String",
}  # fmt: skip
_OF_INDEX = ("period", "path", "measure", "scope", "base", "in_base", "index", "standard_error",
             "low", "high", "sources", "status")  # fmt: skip
_OF_SOURCES = ("period", "source", "path", "measure", "scope", "base", "raw", "standardised",
               "role")  # fmt: skip


def _frame(parts: Sequence[list[dict[str, object]]], facts: Mapping[str, str]) -> pl.DataFrame:
    import polars as pl

    rows = [{**row, **facts} for part in parts for row in part]
    columns = _OF_SOURCES if rows and "source" in rows[0] else _OF_INDEX
    return pl.DataFrame(rows, schema={name: getattr(pl, _SCHEMA[name]) for name in columns})
