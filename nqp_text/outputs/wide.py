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

_ERRORS = {"se": "standard_error", "lo": "low", "hi": "high"}
_ERROR_LABELS = {
    "se": ("standard error", "标准误"),
    "lo": ("lower end of the 95 % interval", "95% 区间下限"),
    "hi": ("upper end of the 95 % interval", "95% 区间上限"),
}


@dataclass(frozen=True, slots=True)
class _Beside:
    """A column that belongs to a variable: its error, or why it is empty."""

    name: str
    label: str
    label_zh: str
    formula: str = ""
    numerator: str = ""
    denominator: str = ""


def wide_panel(
    long: Sequence[pl.DataFrame], panels: PanelSource, *, errors: bool = False
) -> tuple[pl.DataFrame, list[Described]]:
    """The values of long panels of the same units as columns, and what each column is.

    With ``errors`` every value has its standard error and the ends of its interval behind it, as
    ``se_...``, ``lo_...`` and ``hi_...``.

    ``status`` is that of the unit. A variable whose cells have statuses of their own, such as
    ``small_group``, gets a column ``st_...`` with them beside it.
    """
    if not long:
        return INDEX.schema.to_frame().select(*UNIT_COLUMNS, "status"), []
    width = max(1, long[0]["path"].n_unique())
    units = long[0].gather_every(width).select(*UNIT_COLUMNS)
    variables: list[Described] = []
    columns: list[pl.Series] = []
    beside: list[list[pl.Series]] = []
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
            columns.append(cells["status"].alias(_beside(variable, "st")))
            beside.append(
                [cells[name].alias(_beside(variable, short)) for short, name in _ERRORS.items()]
                if errors
                else []
            )
    status = _unit_status(columns[1::2])
    shown: list[pl.Series] = []
    described: list[Described] = []
    for variable, value, of_cells, of_errors in zip(
        variables, columns[::2], columns[1::2], beside, strict=True
    ):
        shown += [value, *of_errors]
        described += [variable, *(_error(variable, series.name) for series in of_errors)]
        if not of_cells.equals(status):
            shown.append(of_cells)
            described.append(
                _Beside(
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


def _beside(variable: Described, short: str) -> str:
    return f"{short}_{variable.name.removeprefix('nqp_')}"


def _error(variable: Described, name: str) -> _Beside:
    english, chinese = _ERROR_LABELS[name[:2]]
    label = f"{english} of {variable.name}: {variable.label}"
    return _Beside(name, label, f"{variable.label_zh}（{chinese}）")


def _unit_status(statuses: Sequence[pl.Series]) -> pl.Series:
    """Of each unit, the status that most of its cells have; the first of those by name."""
    if not statuses:
        return pl.Series("status", [], pl.String)
    counted = pl.DataFrame({str(at): series for at, series in enumerate(statuses)}).select(
        pl.concat_list(pl.all()).list.eval(pl.element().mode().sort().first()).list.first()
    )
    return counted.to_series()
