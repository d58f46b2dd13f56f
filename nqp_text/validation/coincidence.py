"""Chance-corrected agreement from sums, for all bootstrap replicates at once.

``alpha``: Krippendorff's alpha from coincidence matrices (Krippendorff 2004, ch. 11).
``kappa``: Cohen's kappa from contingency tables (Cohen 1960).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nqp_text.validation.estimates import ratio

Floats = npt.NDArray[np.float64]
MISSING = -1


def coincidences(codes: npt.NDArray[np.int64], values: int) -> Floats:
    """Each unit's part of the coincidence matrix, shape (units, values, values).

    ``codes`` (coders, units) holds numbers below ``values``, or ``MISSING``. A unit with fewer than
    two codes can agree with nothing and gives zeros.
    """
    counts = np.stack([(codes == value).sum(axis=0) for value in range(values)], axis=1)
    coders = counts.sum(axis=1)
    pairs = counts[:, :, None] * counts[:, None, :] - np.einsum(
        "uv,vw->uvw", counts, np.eye(values, dtype=counts.dtype)
    )
    scale = np.where(coders > 1, 1 / np.maximum(coders - 1, 1), 0.0)
    return np.asarray(pairs * scale[:, None, None], dtype=np.float64)


def alpha(summed: Floats, *, ordinal: bool = False) -> Floats:
    """Alpha of each matrix (replicates, values, values) of sums; nan if only one value occurs.

    ``ordinal`` weighs a disagreement by the ranks between the two values.
    """
    totals = summed.sum(axis=2)
    n = totals.sum(axis=1)
    distance = _ordinal(totals) if ordinal else _nominal(totals)
    observed = (summed * distance).sum(axis=(1, 2))
    expected = (totals[:, :, None] * totals[:, None, :] * distance).sum(axis=(1, 2))
    share = ratio(observed * (n - 1), expected)
    return np.asarray(1 - share)


def _nominal(totals: Floats) -> Floats:
    values = totals.shape[1]
    return np.broadcast_to(1 - np.eye(values), (len(totals), values, values))


def _ordinal(totals: Floats) -> Floats:
    """Squared number of codes between two values, half of both ends included."""
    ends = np.cumsum(totals, axis=1)
    middle = ends - totals / 2
    return (middle[:, :, None] - middle[:, None, :]) ** 2


def contingencies(one: npt.NDArray[np.int64], two: npt.NDArray[np.int64], values: int) -> Floats:
    """Each unit's cell of the table of two coders, shape (units, values, values)."""
    table = np.zeros((len(one), values, values))
    both = np.flatnonzero((one != MISSING) & (two != MISSING))
    table[both, one[both], two[both]] = 1
    return table


def kappa(summed: Floats) -> Floats:
    """Kappa of each table in ``summed`` (replicates, values, values); nan without variation."""
    n = summed.sum(axis=(1, 2))
    agreed = ratio(np.trace(summed, axis1=1, axis2=2), n)
    chance = ratio((summed.sum(axis=2) * summed.sum(axis=1)).sum(axis=1), n * n)
    return np.where(chance < 1, (agreed - chance) / np.where(chance < 1, 1 - chance, 1), np.nan)


def mean(values: Sequence[Floats]) -> Floats:
    """Mean over pairs of coders, of those that are defined."""
    stacked = np.stack(values)
    defined = ~np.isnan(stacked)
    total = np.where(defined, stacked, 0).sum(axis=0)
    return ratio(total, defined.sum(axis=0).astype(np.float64))
