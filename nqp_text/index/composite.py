"""The composite of every unit, with an interval made of the moments of its paths.

For ``Σ_p c_p x_p`` the interval is::

    Σ c x + b + s ∓ sqrt((z σ)^2 + s^2)

σ² is ``Σ_p Σ_q r_pq σ_p σ_q`` with the standard deviations of the parts ``c x``, and ``r`` how far
two paths move together because the same sentences mention both. ``s`` is how far the middle of an
interval lies above its value because errors are skewed: ``z^2 / 2`` for a count of Poisson. Third
cumulants add up like variances, so that of the sum is the mean of the ``s_p`` weighed by ``σ_p^2``,
and one path alone, or nine like one, get the score interval of their count. Ends recovered from
those of the paths (MOVER, Zou and Donner 2008) would add the skewness of each. ``b`` is the bias
of logarithms, ``Σ c_p b_p``: the logarithm of a rare path is too small on average, and in a sum
over many this does not cancel.

The composite is put together from what is not cut off at 0, so that a path whose corrected share
is negative by chance does not push it up; its ends are cut off at what those of the paths allow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nqp_text.index.grid import HAS_VALUE, NO_VARIATION, Grid
from nqp_text.index.intervals import Z
from nqp_text.index.weights import Weighting

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Composite:
    """The composite of every unit; NaN where a path with weight has no value."""

    value: NDArray[np.float64]
    standard_error: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    adjusted: NDArray[np.float64]
    hits: NDArray[np.float64]
    status: NDArray[np.object_]
    errors: NDArray[np.object_]


def compose(grid: Grid, weighting: Weighting, correlation: NDArray[np.float64]) -> Composite:
    """The weighted mean of the paths. correlation: units × paths × paths."""
    import numpy as np

    every = grid.columns(weighting.paths)
    weights = np.array(weighting.weights)
    scales = np.array(weighting.scales)
    weighed = np.flatnonzero(weights)
    at = [every[p] for p in weighed]
    c = weights[weighed] / scales[weighed]
    shift = float(np.sum(c * np.array(weighting.centres)[weighed]))
    together = correlation[:, weighed[:, None], weighed[None, :]]
    value = _weighed(grid.value[:, at], c) - shift
    middle = _weighed(grid.centre[:, at], c) - shift
    signed = np.sign(c)[None, :, None] * np.sign(c)[None, None, :] * together
    lean, reach = _lean_and_reach(grid, at, c, signed)
    least = _weighed(np.where(c >= 0, grid.low[:, at], grid.high[:, at]), c) - shift
    most = _weighed(np.where(c >= 0, grid.high[:, at], grid.low[:, at]), c) - shift
    corrected = np.isfinite(grid.adjusted[:, at]).all(axis=1) & bool(at)
    return Composite(
        value=value,
        standard_error=_length(grid.standard_error[:, at] * np.abs(c), signed),
        low=np.maximum(middle + np.minimum(lean - reach, 0), least),
        high=np.minimum(middle + np.maximum(lean + reach, 0), most),
        adjusted=np.where(corrected, middle, np.nan),
        hits=_total(grid.hits[:, every]),
        status=_first(grid.status, at, value),
        errors=_joined(grid.errors, at),
    )


def _weighed(parts: NDArray[np.float64], c: NDArray[np.float64]) -> NDArray[np.float64]:
    """``Σ_p c_p x_p`` of every unit; a mean is never outside of what it is the mean of.

    Nine times a ninth of 1 is a little more than 1 to a computer.
    """
    import numpy as np

    total = _total(parts * c)
    is_mean = len(c) and (c >= 0).all() and abs(float(c.sum()) - 1) < _ROUNDING
    return np.clip(total, parts.min(axis=1), parts.max(axis=1)) if is_mean else total


def _total(parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sum over the paths of every unit, path by path.

    ``sum`` and ``@`` round a unit's sum in another way when other units stand beside it.
    """
    import numpy as np

    total = np.zeros(len(parts))
    for column in parts.T:
        total = total + column
    return total


def _lean_and_reach(
    grid: Grid, at: list[int], c: NDArray[np.float64], signed: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How far the middle of the interval lies above the composite, and half its length."""
    import numpy as np

    bias, deviation = grid.bias[:, at] * c, grid.deviation[:, at] * np.abs(c)
    half = (grid.below + grid.above)[:, at] * np.abs(c) / 2
    skew = (grid.above - grid.below)[:, at] * c / 2 - bias
    # Where no path was found at all, their intervals still say how skewed each is.
    weight = np.where((deviation > 0).any(axis=1, keepdims=True), deviation, half) ** 2
    total = _total(weight)
    pooled = _total(skew * weight)
    shift = np.divide(pooled, total, out=np.zeros_like(total), where=total > 0)
    return _total(bias) + shift, np.hypot(Z * _length(deviation, signed), shift)


def _length(parts: NDArray[np.float64], together: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    squared = np.einsum("up,upq,uq->u", parts, together, parts)
    return np.asarray(np.sqrt(np.maximum(squared, 0.0)))


def _first(
    status: NDArray[np.object_], at: list[int], value: NDArray[np.float64]
) -> NDArray[np.object_]:
    """The status of the first path that has no value; else the first of one that varies."""
    import numpy as np

    found = status[:, at[0]].copy() if at else status[:, 0].copy()
    for row in np.flatnonzero(np.isfinite(value) & (found == NO_VARIATION)):
        found[row] = next((s for s in status[row, at] if s != NO_VARIATION), NO_VARIATION)
    for row in np.flatnonzero(~np.isfinite(value)):
        found[row] = next((s for s in status[row, at] if s not in HAS_VALUE), found[row])
    return found


def _joined(errors: NDArray[np.object_], at: list[int]) -> NDArray[np.object_]:
    """What the errors of all paths hold; where paths differ, the composite says ``mixed``."""
    import numpy as np

    same = [set(row) for row in errors[:, at]]
    return np.array([next(iter(s)) if len(s) == 1 else "mixed" if s else "" for s in same], object)
