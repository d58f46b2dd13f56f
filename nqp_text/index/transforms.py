"""Winsorising by year and standardising within groups, cell by cell and with their intervals.

Both are increasing functions of the value, so the ends of an interval go the same way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nqp_text.errors import MeasureError
from nqp_text.index.grid import LENGTHS, NO_VARIATION, PLACES, Grid

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MIN_GROUP = 3
"""Fewest units of a group that a value can be compared with."""

ALWAYS = ("kind", "lang")
"""Levels of different kinds of text and languages are never pooled."""

Row = Mapping[str, Any]
Groups = Mapping[Hashable, Sequence[int]]


def winsorised(grid: Grid, tail: float) -> Grid:
    """The grid with the values of every year, kind and language cut off at two quantiles.

    tail: share of the units beyond each end, such as 0.01. The quantiles are those of the values
    (linear interpolation, as in NumPy); the intervals are cut off at the same two numbers, and the
    standard errors stay. Source: the usual winsorising at 1 and 99 % by year.
    """
    import numpy as np

    if not 0 < tail < 0.5:
        raise MeasureError(
            f"{tail:g} is no share to cut off at each end.",
            where="winsorise",
            fix="Give a number above 0 and below 0.5, such as 0.01.",
        )
    parts = {name: getattr(grid, name).copy() for name in PLACES}
    for rows in groups_of(grid, ("year",)).values():
        for column in range(len(grid.nodes)):
            values = grid.value[rows, column]
            if not np.isfinite(values).any():
                continue
            ends = np.nanquantile(values, [tail, 1 - tail])
            for part in parts.values():
                part[rows, column] = np.clip(part[rows, column], *ends)
    return replace(grid, transform=_and(grid.transform, f"winsorised {tail:g} by year"), **parts)


def standardised(grid: Grid, by: Sequence[str]) -> Grid:
    """The grid as z-scores within groups: ``(x - mean) / sd`` (sample standard deviation).

    by: columns such as ``industry`` and ``year``; kind and language are always among them. A cell
    without a group or in a group of fewer than ``MIN_GROUP`` values has no value, and its status
    says so: ``no_group``, ``small_group``. In a group that does not vary every unit is at the mean:
    its value is 0, without error or interval, and its status ``no_variation``.
    """
    import numpy as np

    parts = {name: getattr(grid, name).copy() for name in (*PLACES, *LENGTHS)}
    status = grid.status.copy()
    for key, rows in groups_of(grid, by).items():
        for column in range(len(grid.nodes)):
            values = grid.value[rows, column]
            known = values[np.isfinite(values)]
            reason = _why_not(key, known)
            centre, scale = (known.mean(), known.std(ddof=1)) if not reason else (0.0, np.nan)
            if reason == NO_VARIATION:
                # All units are at the mean of their group: their distance from it is 0.
                centre, scale = known.mean(), np.inf
            for name, part in parts.items():
                shift = centre if name in PLACES else 0
                part[rows, column] = (part[rows, column] - shift) / scale
            if reason:
                had = np.isfinite(values)
                status[rows, column] = np.where(had, reason, status[rows, column])
    names = ", ".join(dict.fromkeys((*ALWAYS, *by)))
    return replace(
        grid, status=status, transform=_and(grid.transform, f"z within {names}"), **parts
    )


def less_median(grid: Grid, by: Sequence[str]) -> Grid:
    """The grid minus the median of its group: a gap. Statuses as in ``standardised``."""
    import numpy as np

    parts = {name: getattr(grid, name).copy() for name in (*PLACES, *LENGTHS)}
    status = grid.status.copy()
    for key, rows in groups_of(grid, by).items():
        for column in range(len(grid.nodes)):
            values = grid.value[rows, column]
            known = values[np.isfinite(values)]
            reason = "" if key is not None else "no_group"
            reason = reason or ("small_group" if len(known) < MIN_GROUP else "")
            centre = np.nan if reason else np.median(known)
            for name in PLACES:
                parts[name][rows, column] -= centre
            if reason:
                for name in LENGTHS:
                    parts[name][rows, column] = np.nan
                had = np.isfinite(values)
                status[rows, column] = np.where(had, reason, status[rows, column])
    names = ", ".join(dict.fromkeys((*ALWAYS, *by)))
    return replace(
        grid, status=status, transform=_and(grid.transform, f"minus median within {names}"), **parts
    )


def groups_of(grid: Grid, by: Sequence[str]) -> Groups:
    """Rows of the grid by group; the key None holds those of which a column is unknown."""
    found: dict[Hashable, list[int]] = defaultdict(list)
    names = tuple(dict.fromkeys((*ALWAYS, *by)))
    for row, unit in enumerate(grid.units):
        document = unit.documents[0]
        missing = [name for name in names if name not in document]
        if missing:
            raise MeasureError(
                f"The documents have no column {missing[0]!r} to group by.",
                where="standardise",
                fix=f"Choose of {', '.join(sorted(_GROUPING & set(document)))}, or join a table "
                "that has the column.",
            )
        key = tuple(document[name] for name in names)
        whole = all(value is not None and value != "" for value in key)
        found[key if whole else None].append(row)
    return found


_GROUPING = {"year", "kind", "lang", "report_type", "firm_code", "firm_name", "industry"}


def _why_not(key: Hashable, known: NDArray[np.float64]) -> str:
    if key is None:
        return "no_group"
    if len(known) < MIN_GROUP:
        return "small_group"
    varies = known.std(ddof=1) > 1e-12 * max(1e-300, abs(known).max())
    return "" if varies else NO_VARIATION


def _and(before: str, after: str) -> str:
    return f"{before}; {after}" if before else after
