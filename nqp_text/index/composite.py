"""The composite of every unit, with an interval recovered from those of its paths.

For ``Σ_p c_p x_p`` with intervals ``[l_p, u_p]``, the ends lie at::

    Σ c x ∓ sqrt(Σ_p Σ_q r_pq d_p d_q)      d_p = c_p (x_p - l_p) below, c_p (u_p - x_p) above

the method of variance estimates recovery (MOVER, Zou and Donner 2008): it keeps the asymmetry of
the intervals of rare paths. ``r`` is how far two paths move together because the same sentences
mention both. The composite is put together from what is not cut off at 0, so that a path whose
corrected share is negative by chance does not push it up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nqp_text.index.grid import HAS_VALUE, NO_VARIATION, Grid
from nqp_text.index.weights import Weighting

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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
    value = grid.value[:, at] @ c - shift
    middle = grid.centre[:, at] @ c - shift
    below = np.where(c >= 0, grid.below[:, at], grid.above[:, at]) * np.abs(c)
    above = np.where(c >= 0, grid.above[:, at], grid.below[:, at]) * np.abs(c)
    signed = np.sign(c)[None, :, None] * np.sign(c)[None, None, :] * together
    corrected = np.isfinite(grid.adjusted[:, at]).all(axis=1) & bool(at)
    return Composite(
        value=value,
        standard_error=_length(grid.standard_error[:, at] * np.abs(c), signed),
        low=middle - _length(below, signed),
        high=middle + _length(above, signed),
        adjusted=np.where(corrected, middle, np.nan),
        hits=grid.hits[:, every].sum(axis=1),
        status=_first(grid.status, at, value),
        errors=_joined(grid.errors, at),
    )


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
