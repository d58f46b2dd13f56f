"""Bootstrap replicates of sums: drawn once, used for every number, so that differences are paired.

Everything that an evaluation reports is a function of sums over sentences. A replicate draws the
units (documents, or sentences within their strata) with replacement and sums again: one matrix
product for all replicates and all sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_BLOCK = 100
MIN_DOCUMENTS = 30
"""With fewer documents the bootstrap over documents is no guide: sentences are drawn instead."""


@dataclass(frozen=True, slots=True)
class Resampling:
    """How often each unit was drawn: ``counts`` (replicates, units), ``unit_of`` (sentences,).

    ``single`` draws sentences: for groups from too few documents. ``strata`` numbers the strata of
    a stratified sample, shape (sentences,), or is None.
    """

    counts: npt.NDArray[np.uint16] | npt.NDArray[np.float32]
    unit_of: npt.NDArray[np.int64]
    units: str
    single: Resampling | None = None
    strata: npt.NDArray[np.int64] | None = None
    seed: int = 0

    def within(self, mask: npt.NDArray[np.bool_]) -> Resampling:
        """The replicates for these sentences: of documents only if they are from enough."""
        if self.single and len(np.unique(self.unit_of[mask])) < MIN_DOCUMENTS:
            return self.single
        return self

    def sums(self, values: Floats) -> Floats:
        """Sums of ``values`` (sentences, columns): row 0 the sample's own, then the replicates'."""
        by_unit = np.zeros((self.counts.shape[1], values.shape[1]))
        np.add.at(by_unit, self.unit_of, values)
        made = [values.sum(axis=0)[None, :]]
        for start in range(0, len(self.counts), _BLOCK):
            made.append(self.counts[start : start + _BLOCK].astype(np.float64) @ by_unit)
        return np.concatenate(made)


def resample(
    documents: Sequence[str],
    strata: Sequence[str] | None,
    *,
    weights: Floats | None = None,
    replicates: int = 1000,
    seed: int = 0,
) -> Resampling:
    """Replicates for sentences of these documents.

    With ``strata`` (a stratified sample) sentences are drawn within their stratum, because that is
    how the sample was made: one fewer than there are, each counting a little more, without which
    variances of small strata come out too small (Rao and Wu 1988). A stratum whose ``weights`` are
    all 1 was drawn completely and is not drawn again. Otherwise whole documents are drawn, because
    sentences of a document are alike; sentences where documents are not named, and in groups from
    fewer than ``MIN_DOCUMENTS`` of them.
    """
    rng = np.random.default_rng(seed)
    size = len(documents)
    if strata is not None:
        _, numbers = np.unique(np.asarray(strata), return_inverse=True)
        groups = [np.flatnonzero(numbers == at) for at in range(int(numbers.max()) + 1)]
        whole = [weights is not None and bool((weights[group] <= 1).all()) for group in groups]
        sampled = [group for group, all_ in zip(groups, whole, strict=True) if not all_]
        scaled = np.ones((replicates, size), dtype=np.float32)
        for group in sampled:
            n = len(group)
            if n > 1:  # one sentence says nothing of the spread of its stratum
                drawn = rng.multinomial(n - 1, np.full(n, 1 / n), size=replicates)
                scaled[:, group] = drawn * (n / (n - 1))
        units = "sentences within strata"
        return Resampling(scaled, np.arange(size), units, strata=numbers.ravel(), seed=seed)
    single = Resampling(
        _drawn(rng, [np.arange(size)], size, replicates), np.arange(size), "sentences"
    )
    names, unit_of = np.unique(np.asarray(documents), return_inverse=True)
    if not all(documents) or len(names) < MIN_DOCUMENTS:
        return single
    counts = _drawn(rng, [np.arange(len(names))], len(names), replicates)
    return Resampling(counts, np.asarray(unit_of, dtype=np.int64).ravel(), "documents", single)


def _drawn(
    rng: np.random.Generator, groups: Sequence[npt.NDArray[np.int64]], units: int, replicates: int
) -> npt.NDArray[np.uint16]:
    """As many units as there are, drawn with replacement within each group."""
    counts = np.zeros((replicates, units), dtype=np.uint16)
    for group in groups:
        shares = np.full(len(group), 1 / len(group))
        counts[:, group] = rng.multinomial(len(group), shares, size=replicates)
    return counts
