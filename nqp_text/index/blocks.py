"""How much sentences cluster: the variance of a sum over neighbouring sentences, in closed form.

A report speaks of a topic in runs: the next sentence is likely to speak of it too, so n sentences
say less than n independent ones. The circular block bootstrap (Politis and Romano 1992) draws
blocks of l neighbouring sentences. The variance of a sum that it converges to needs no drawing::

    Var*(l) = Σ_i Σ_j K(i - j) x_i x_j - X² l / n     with K(d) = max(0, 1 - |d| / l), X = Σ x

the Bartlett kernel (Künsch 1989). Sentences without a hit are zero, so the sum runs over pairs of
hits that stand closer than l: exact, without noise, and quick.

Blocks cut runs in two, which makes ``Var*`` too small by a share of 1 / l. That goes out of
``2 Var*(l) - Var*(l / 2)``, whose kernel is 1 up to l / 2 and falls to 0 at l (Politis and Romano
1995); division by ``1 - 3 l / 2 n`` gives back what the estimated mean takes away. ``l`` is twice
the cube root of n.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PRIOR = 2.5
"""Inflation of the variance before anything is seen: see docs/uncertainty.md."""

PRIOR_HITS = 25.0
"""How many sentences with a hit weigh as much as what is known of an inflation without them.

Of h hits in runs of geometric length, an inflation I is told with a variance of 2.7 I^2 / h; that
of cells of real documents is about 4 and differs by a standard deviation of 0 to 2 (see the docs).
So both know as much at 12 hits or more; 25 errs towards what is common to all cells.
"""


def block_length(sentences: NDArray[np.float64]) -> NDArray[np.int64]:
    """Sentences in a block: twice the cube root of their number, even, at least 2.

    >>> import numpy as np
    >>> block_length(np.array([0, 100, 1000])).tolist()
    [2, 10, 20]
    """
    import numpy as np

    return np.asarray(2 * np.maximum(1, np.rint(np.cbrt(sentences))), dtype=np.int64)


def block_variance(
    groups: NDArray[np.int64],
    positions: NDArray[np.int64],
    values: NDArray[np.float64],
    sentences: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Variance of the sum of ``values`` of each group, nearly without bias; it may be negative.

    groups, positions, values: one entry per hit, sorted by group and position; a position is the
    number of the sentence in its document. sentences: n of each group; the result is as long.
    """
    import numpy as np

    length = block_length(sentences)
    given = groups, positions, values, sentences
    found = 2 * bootstrap_variance(*given, length) - bootstrap_variance(*given, length // 2)
    taken = 1.5 * length / np.maximum(sentences, 1)
    return np.asarray(found / np.maximum(1 - taken, 0.5))


def bootstrap_variance(
    groups: NDArray[np.int64],
    positions: NDArray[np.int64],
    values: NDArray[np.float64],
    sentences: NDArray[np.float64],
    length: NDArray[np.int64],
) -> NDArray[np.float64]:
    """``Var*(l)`` of each group, the variance under the circular block bootstrap.

    length: sentences in a block, of each group; the rest as in ``block_variance``.
    """
    import numpy as np

    total = np.bincount(groups, values, minlength=len(sentences))
    inner = np.bincount(groups, values**2, minlength=len(sentences))
    copies = _wrapped(groups, positions, values, sentences, length)
    group, place, value, original = copies
    shift = 1
    while shift < len(group):
        same = (group[:-shift] == group[shift:]) & original[:-shift]
        distance = place[shift:] - place[:-shift]
        near = same & (distance < length[group[:-shift]])
        if not near.any():
            break
        at = np.flatnonzero(near)
        kernel = 1 - distance[at] / length[group[at]]
        pairs = 2 * kernel * value[at] * value[at + shift]
        inner += np.bincount(group[at], pairs, minlength=len(sentences))
        shift += 1
    return np.asarray(inner - total**2 * length / np.maximum(sentences, 1))


def pooled_inflation(
    clustered: NDArray[np.float64],
    plain: NDArray[np.float64],
    hits: NDArray[np.float64],
    sentences: NDArray[np.float64],
) -> NDArray[np.float64]:
    """How many times the plain variance of each cell is to be taken: units × nodes.

    clustered, plain, hits: units × nodes; sentences: of each unit.

    The cells of a path have few hits, and their common inflation is known much better than that of
    each. What is known of a cell without its own sentences is the inflation of the path in the
    other units of the panel, itself pulled towards the prior; the cell's own is pulled towards
    that, and never below half of it: by chance, hits stand apart.
    """
    import numpy as np

    def others(cells: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(cells.sum(axis=0) - cells)

    # However many hits there are, a document is a few independent blocks.
    blocks = sentences / block_length(sentences)
    with np.errstate(divide="ignore", invalid="ignore"):
        known = 1 / (1 / hits + 1 / blocks[:, None])
        common = _shrunk(others(clustered) / others(plain), others(known), PRIOR)
        own = _shrunk(clustered / plain, known, common)
    return np.asarray(np.maximum(own, common / 2))


def _shrunk(
    inflation: NDArray[np.float64], hits: NDArray[np.float64], towards: NDArray[np.float64] | float
) -> NDArray[np.float64]:
    """The inflation pulled towards another one where few hits speak for it."""
    import numpy as np

    known = np.where(np.isfinite(inflation) & (hits > 0), inflation, towards)
    return np.asarray((hits * known + PRIOR_HITS * towards) / (hits + PRIOR_HITS))


def _wrapped(
    groups: NDArray[np.int64],
    positions: NDArray[np.int64],
    values: NDArray[np.float64],
    sentences: NDArray[np.float64],
    length: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:
    """The hits, and behind the last sentence those of the first block again: a circle."""
    import numpy as np

    last = np.full(len(sentences), -1, dtype=np.int64)
    np.maximum.at(last, groups, positions)
    span = np.maximum(last + 1, sentences.astype(np.int64))
    head = (positions < length[groups]) & (span[groups] >= 2 * length[groups])
    group = np.concatenate([groups, groups[head]])
    place = np.concatenate([positions, (positions + span[groups])[head]])
    order = np.lexsort((place, group))
    original = np.concatenate([np.ones(len(groups), bool), np.zeros(int(head.sum()), bool)])
    value = np.concatenate([values, values[head]])
    return group[order], place[order], value[order], original[order]
