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
    """How often each unit was drawn: ``counts`` (replicates, units), ``unit_of`` (sentences,)."""

    counts: npt.NDArray[np.uint16]
    unit_of: npt.NDArray[np.int64]
    units: str

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
    replicates: int = 1000,
    seed: int = 0,
) -> Resampling:
    """Replicates for sentences of these documents.

    With ``strata`` (a stratified sample) sentences are drawn within their stratum, because that is
    how the sample was made. Otherwise whole documents are drawn, because sentences of a document
    are alike; where there are fewer than ``MIN_DOCUMENTS`` or no names of documents, sentences.
    """
    rng = np.random.default_rng(seed)
    size = len(documents)
    if strata is None and all(documents) and len(set(documents)) >= MIN_DOCUMENTS:
        names, unit_of = np.unique(np.asarray(documents), return_inverse=True)
        units, groups = "documents", [np.arange(len(names))]
        count = len(names)
    else:
        unit_of, count, units = np.arange(size), size, "sentences"
        groups = [np.arange(size)]
        if strata is not None:
            labels = np.asarray(strata)
            groups = [np.flatnonzero(labels == name) for name in dict.fromkeys(strata)]
            units = "sentences within strata"
    counts = np.zeros((replicates, count), dtype=np.uint16)
    for group in groups:
        shares = np.full(len(group), 1 / len(group))
        counts[:, group] = rng.multinomial(len(group), shares, size=replicates)
    return Resampling(counts, np.asarray(unit_of, dtype=np.int64).ravel(), units)
