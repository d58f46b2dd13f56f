"""Rank correlations of units between two ways to measure them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MIN_UNITS = 3
"""Fewest units whose order can be compared."""


def rank_correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float | None:
    """Spearman's rank correlation over the units that both know; ties share their mean rank.

    None where fewer than ``MIN_UNITS`` are known or one of the two does not vary.

    >>> import numpy as np
    >>> rank_correlation(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 3.0, 2.0, 9.0]))
    0.8
    """
    import numpy as np

    both = np.isfinite(one) & np.isfinite(other)
    if both.sum() < MIN_UNITS:
        return None
    first, second = ranks(one[both]), ranks(other[both])
    first, second = first - first.mean(), second - second.mean()
    scale = float(np.sqrt((first**2).sum() * (second**2).sum()))
    return round(float((first * second).sum()) / scale, 12) if scale > 0 else None


def ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks from 1, ties at their mean.

    >>> import numpy as np
    >>> ranks(np.array([5.0, 1.0, 5.0])).tolist()
    [2.5, 1.0, 2.5]
    """
    import numpy as np

    _, place, size = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(size)
    return np.asarray((last - (size - 1) / 2)[place], dtype=np.float64)
