"""How much sentences cluster: the variance of a sum over neighbouring sentences, in closed form.

A report speaks of a topic in runs: the next sentence is likely to speak of it too, so n sentences
say less than n independent ones. The circular block bootstrap (Politis and Romano 1992) draws
blocks of l neighbouring sentences. The variance of a sum that it converges to needs no drawing::

    Var* = Σ_i Σ_j K(i - j) x_i x_j - X² l / n     with K(d) = max(0, 1 - |d| / l), X = Σ x

the Bartlett kernel (Künsch 1989). Sentences without a hit are zero, so the sum runs over pairs of
hits that stand closer than l: exact, without noise, and quick. ``l`` is twice the cube
root of n: the rate is that of the theory, the factor was chosen on simulated runs of sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PRIOR = 2.5
"""Inflation of the variance before anything is seen: see docs/uncertainty.md."""

PRIOR_HITS = 10.0
"""How many sentences with a hit weigh as much as the prior."""


def block_length(sentences: NDArray[np.float64]) -> NDArray[np.int64]:
    """Sentences in a block: twice the cube root of their number, at least 1.

    >>> import numpy as np
    >>> block_length(np.array([0, 100, 1000])).tolist()
    [1, 9, 20]
    """
    import numpy as np

    return np.asarray(np.maximum(1, np.rint(2 * np.cbrt(sentences))), dtype=np.int64)


def block_variance(
    groups: NDArray[np.int64],
    positions: NDArray[np.int64],
    values: NDArray[np.float64],
    sentences: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Variance of the sum of ``values`` of each group under the circular block bootstrap.

    groups, positions, values: one entry per hit, sorted by group and position; a position is the
    number of the sentence in its document. sentences: n of each group; the result is as long.
    """
    import numpy as np

    length = block_length(sentences)
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
    return np.maximum(inner - total**2 * length / np.maximum(sentences, 1), 0.0)


def shrunk(inflation: NDArray[np.float64], hits: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inflation pulled towards the prior where few hits speak for it."""
    import numpy as np

    known = np.nan_to_num(inflation, nan=PRIOR)
    return (hits * known + PRIOR_HITS * PRIOR) / (hits + PRIOR_HITS)


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
