"""A policy index over time in the manner of the economic policy uncertainty index.

For source s (a ministry, a province) in period t, with X the measure of its documents::

    Y_st = X_st / sd_{t in base}(X_s)
    Z_t = mean over the sources of Y_st
    index_t = 100 Z_t / mean_{t in base}(Z)

(Baker, Bloom and Davis 2016). Means and deviations of the base window only, so that history does
not change when a year is added. A source that enters late has no deviation of the base: it is
chained, scaled so that it has the mean of the other sources over the periods in which it enters,
and it counts from there on. Nothing is filled in backwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nqp_text.errors import MeasureError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LINK = 3
"""Periods over which a late source is chained; fewer if it has fewer."""

MIN_BASE = 2
"""Fewest observations in the base window that give a source a deviation of its own."""


@dataclass(frozen=True, slots=True)
class PolicyIndex:
    """The index by period, and how each source entered it.

    ``index`` and ``standard_error`` are NaN in periods without a source. ``scales`` turn a
    source's values into its part of the index (in points of the index); ``roles`` are ``base``,
    ``chained`` or why a source was left out. ``sources`` is how many there are in each period.
    """

    index: NDArray[np.float64]
    standard_error: NDArray[np.float64]
    sources: NDArray[np.int64]
    scales: NDArray[np.float64]
    roles: tuple[str, ...]


def policy_index(
    values: NDArray[np.float64],
    errors: NDArray[np.float64],
    in_base: Sequence[bool],
    link: int = LINK,
) -> PolicyIndex:
    """The index of values, sources × periods, NaN where a source has no documents.

    errors: standard errors of the values. in_base: for each period, whether it is in the base
    window. The deviation is the sample standard deviation. Raises ``MeasureError`` if no source
    varies in the base window.

    >>> import numpy as np
    >>> x = np.array([[0.1, 0.3, 0.4], [0.2, 0.2, 0.5]])
    >>> found = policy_index(x, np.zeros_like(x), [True, True, False])
    >>> found.roles
    ('base', 'no variation in the base window')
    >>> found.index.round(1).tolist()
    [50.0, 150.0, 200.0]
    """
    import numpy as np

    base = np.asarray(in_base, bool)
    roles = ["" for _ in values]
    scales = np.full(len(values), np.nan)
    for row, series in enumerate(values):
        known = series[base & np.isfinite(series)]
        if len(known) < MIN_BASE:
            continue
        deviation = known.std(ddof=1)
        if deviation > 1e-12 * max(1e-300, float(np.abs(known).max())):
            roles[row], scales[row] = "base", 1 / deviation
        else:
            roles[row] = "no variation in the base window"
    firm = np.array([role == "base" for role in roles])
    if not firm.any():
        raise MeasureError(
            f"No source varies in the base window, which has {int(base.sum())} of "
            f"{len(base)} periods.",
            where="base",
            fix="Choose a base window in which at least one source has documents of several "
            "periods.",
        )
    z = _mean(values[firm] * scales[firm, None])
    level = float(np.nanmean(z[base]))
    if not level > 0:
        raise MeasureError(
            "Nothing was found in the base window, so nothing can be compared with it.",
            where="base",
            fix="Choose a later base window.",
        )
    late = [row for row, role in enumerate(roles) if not role]
    for row in late:
        scales[row], roles[row] = _chained(values[row], z, link)
    points = scales * 100 / level
    used = np.isfinite(points)
    scaled = values[used] * points[used, None]
    present = np.isfinite(scaled)
    count = present.sum(axis=0)
    spread = np.where(present, errors[used] * points[used, None], 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.where(count > 0, np.sqrt((spread**2).sum(axis=0)) / count, np.nan)
    return PolicyIndex(_mean(scaled), error, count, points, tuple(roles))


def _chained(series: NDArray[np.float64], z: NDArray[np.float64], link: int) -> tuple[float, str]:
    """The scale that gives a late source the level of the others where it enters."""
    import numpy as np

    both = np.flatnonzero(np.isfinite(series) & np.isfinite(z))[:link]
    if not len(both):
        return float("nan"), "never beside another source"
    own = float(series[both].mean())
    if own <= 0:
        return float("nan"), "nothing found where it enters"
    return float(z[both].mean()) / own, "chained"


def _mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of the sources that a period has; NaN if it has none."""
    import numpy as np

    known = np.isfinite(values)
    count = known.sum(axis=0)
    total = np.where(known, values, 0.0).sum(axis=0)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan))


def periods_between(periods: Sequence[str]) -> list[str]:
    """All years or months from the first to the last, those without documents included.

    >>> periods_between(["2019-11", "2020-02"])
    ['2019-11', '2019-12', '2020-01', '2020-02']
    """
    first, last = min(periods), max(periods)
    if "-" not in first:
        return [str(year) for year in range(int(first), int(last) + 1)]
    begin, end = (int(text[:4]) * 12 + int(text[5:7]) - 1 for text in (first, last))
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(begin, end + 1)]
