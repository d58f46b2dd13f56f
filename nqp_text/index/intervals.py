"""Standard errors and 95 % intervals of sentence sampling.

They say how much a value could differ had the issuer written as many other sentences in the same
spirit. A number of sentences that is not whole is an effective one: see ``index.blocks``.
"""

from __future__ import annotations

from math import sqrt

Z = 1.959963984540054
"""97.5 % quantile of the normal distribution."""

TAIL = 0.025
"""What lies beyond each end of an interval."""

Interval = tuple[float, float, float]
"""Standard error, lower end, upper end."""


def wilson(hits: float, n: float) -> Interval:
    """Interval of a share (Wilson 1927), with the binomial standard error.

    Inside [0, 1] and not of width zero at no hits, as the textbook interval is. For shares of
    1/k-weighted sentences it errs on the wide side: a variable in [0, 1] with mean p varies at
    most as much as a yes-or-no variable, p(1 - p).

    >>> [round(number, 4) for number in wilson(5, 50)]
    [0.0424, 0.0435, 0.2136]
    """
    p = hits / n
    scale = 1 + Z * Z / n
    centre = (p + Z * Z / (2 * n)) / scale
    half = Z / scale * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    low = 0.0 if hits == 0 else max(0.0, centre - half)
    high = 1.0 if hits == n else min(1.0, centre + half)
    return sqrt(p * (1 - p) / n), low, high


def poisson(hits: float) -> Interval:
    """Interval of a count (score interval of a Poisson mean, Rao 1948).

    >>> [round(number, 3) for number in poisson(9)]
    [3.0, 4.735, 17.106]
    >>> poisson(0)[:2]
    (0.0, 0.0)
    """
    half = Z * sqrt(hits + Z * Z / 4)
    low = 0.0 if hits == 0 else hits + Z * Z / 2 - half
    return sqrt(hits), low, hits + Z * Z / 2 + half
