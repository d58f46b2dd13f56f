"""From replicated sums to estimates with intervals."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from nqp_text.records import Estimate

Floats = npt.NDArray[np.float64]
_Z = 1.959963984540054
_ROUNDING = 1e-12


def ratio(numerator: Floats, denominator: Floats) -> Floats:
    """Elementwise quotient; nan where the denominator is zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator > 0, numerator / denominator, np.nan)


def estimate(values: Floats, effective: float) -> Estimate:
    """Row 0 with the 2.5 and 97.5 percentiles of the other rows; None where row 0 is undefined.

    ``effective`` is the effective number of sentences in the denominator. All replicates agree when
    a share is 0 or 1, which says nothing about the next sample: there the interval is Wilson's.
    """
    point = float(values[0])
    if math.isnan(point):
        return (None, None, None)
    # Sums of weights reach the ends up to rounding only.
    point = float(round(point)) if abs(point - round(point)) < _ROUNDING else point
    defined = values[1:][~np.isnan(values[1:])]
    if not len(defined):
        return (point, None, None)
    low, high = np.quantile(defined, (0.025, 0.975)).tolist()
    ends = wilson(point, effective) if point in (0.0, 1.0) else (point, point)
    return (point, min(low, *ends), max(high, *ends))


def wilson(share: float, size: float) -> tuple[float, float]:
    """Wilson's 95 % interval of a share of ``size`` effective trials (Wilson 1927)."""
    if size <= 0:
        return (0.0, 1.0)
    center = (share + _Z**2 / (2 * size)) / (1 + _Z**2 / size)
    half = _Z / (1 + _Z**2 / size) * math.sqrt(share * (1 - share) / size + (_Z / (2 * size)) ** 2)
    low, high = max(0.0, center - half), min(1.0, center + half)
    return (low if share > 0 else 0.0, high if share < 1 else 1.0)


def effective(weights: Floats) -> float:
    """Kish's effective sample size, (Σw)² / Σw² (Kish 1965); 0 for no sentences."""
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares else 0.0
