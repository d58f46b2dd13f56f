"""Long panels beside each other: one row per unit, one column per path, measure and scope."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from nqp_text.errors import RunFolderError
from nqp_text.outputs.run import Described, PanelSource
from nqp_text.outputs.schema import INDEX

_OF_CELL = ("path", "measure", "scope", "value", "standard_error", "low", "high", "hits")
UNIT_COLUMNS = tuple(name for name in INDEX.names if name not in _OF_CELL)
"""Columns that are the same for all cells of a unit."""


def wide_panel(
    long: Sequence[pl.DataFrame], panels: PanelSource
) -> tuple[pl.DataFrame, list[Described]]:
    """The values of long panels of the same units as columns, and what each column is."""
    if not long:
        return INDEX.schema.to_frame().select(UNIT_COLUMNS), []
    units = long[0].select(UNIT_COLUMNS).unique(maintain_order=True)
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
    names = [variable.name for variable in variables]
    if len(set(names)) < len(names):
        raise RunFolderError(
            "Two variables of the wide panel have the same name.",
            where=", ".join(sorted({name for name in names if names.count(name) > 1})),
            fix="Export with --long.",
        )
    return units.hstack(columns), variables
