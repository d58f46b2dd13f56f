"""Long panels beside each other: one row per unit, one column per path, measure and scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from nqp_text.errors import RunFolderError
from nqp_text.outputs.run import Described, PanelSource
from nqp_text.outputs.schema import INDEX

_OF_CELL = (
    "path", "measure", "scope", "value", "standard_error", "low", "high", "adjusted", "errors",
    "weight", "transform", "hits", "status",
)  # fmt: skip
UNIT_COLUMNS = tuple(name for name in INDEX.names if name not in _OF_CELL)
"""Columns that are the same for all cells of a unit."""


@dataclass(frozen=True, slots=True)
class _Status:
    """A column that explains the empty cells of one variable."""

    name: str
    label: str
    label_zh: str
    formula: str = ""
    numerator: str = ""
    denominator: str = ""


def wide_panel(
    long: Sequence[pl.DataFrame], panels: PanelSource
) -> tuple[pl.DataFrame, list[Described]]:
    """The values of long panels of the same units as columns, and what each column is.

    ``status`` is that of the unit. A variable whose cells have statuses of their own, such as
    ``small_group``, gets a column ``st_...`` with them beside it.
    """
    if not long:
        return INDEX.schema.to_frame().select(*UNIT_COLUMNS, "status"), []
    width = max(1, long[0]["path"].n_unique())
    units = long[0].gather_every(width).select(*UNIT_COLUMNS)
    variables: list[Described] = []
    columns: list[pl.Series] = []
    for panel in long:
        for (path, measure, scope), cells in panel.group_by(
            ["path", "measure", "scope"], maintain_order=True
        ):
            variable = panels.describe(str(path), str(measure), str(scope))
            if not cells.select(UNIT_COLUMNS).equals(units):
                raise RunFolderError(
                    "Panels of different units cannot stand side by side.",
                    where=variable.name,
                    fix="Export them to separate files.",
                )
            variables.append(variable)
            columns.append(cells["value"].alias(variable.name))
            columns.append(cells["status"].alias(_status_name(variable)))
    status = _unit_status(columns[1::2])
    shown: list[pl.Series] = []
    described: list[Described] = []
    for variable, value, of_cells in zip(variables, columns[::2], columns[1::2], strict=True):
        shown.append(value)
        described.append(variable)
        if not of_cells.equals(status):
            shown.append(of_cells)
            described.append(
                _Status(
                    of_cells.name,
                    f"why {variable.name} is empty, if it is",
                    f"{variable.name} 无值的原因",
                )
            )
    names = [series.name for series in shown]
    if len(set(names)) < len(names):
        raise RunFolderError(
            "Two variables of the wide panel have the same name.",
            where=", ".join(sorted({name for name in names if names.count(name) > 1})),
            fix="Export with --long.",
        )
    return units.hstack([status.alias("status"), *shown]), described


def _status_name(variable: Described) -> str:
    return "st_" + variable.name.removeprefix("nqp_")


def _unit_status(statuses: Sequence[pl.Series]) -> pl.Series:
    """Of each unit, the status that most of its cells have; the first of those by name."""
    if not statuses:
        return pl.Series("status", [], pl.String)
    counted = pl.DataFrame({str(at): series for at, series in enumerate(statuses)}).select(
        pl.concat_list(pl.all()).list.eval(pl.element().mode().sort().first()).list.first()
    )
    return counted.to_series()
