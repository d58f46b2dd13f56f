"""The errors that a stratified sample did not happen to show.

Fifty sentences drawn from twelve thousand without a miss do not prove that there is none, but every
bootstrap replicate of them says so. Each replicate therefore also draws a share of errors among the
sentences that were not drawn, as if half a sentence with an error had been seen: a share from
Beta(a, n) for n drawn sentences, which is Jeffreys' posterior for a stratum without errors
(Brown, Cai, DasGupta 2001). ``a`` is one half in the stratum with most undrawn sentences and less
in the others, in proportion, so that many small strata do not add up to many imagined errors; for
an average over nodes the half is split between them, for the same reason.
"""

from __future__ import annotations

import numpy as np

from nqp_text.validation.judged import Bools, Floats, Group, Judged
from nqp_text.validation.resampling import Resampling


def unseen_errors(
    judged: Judged, group: Group, resampling: Resampling, pooled: int
) -> tuple[Floats, Floats]:
    """Missed and wrong sentences to add to each replicate, both (replicates, nodes).

    ``pooled`` is the number of nodes that are averaged over, 1 for a single node.
    """
    assert resampling.strata is not None
    rng = np.random.default_rng([resampling.seed, 2])
    replicates = len(resampling.counts)
    missed = _drawn(
        judged, group, resampling.strata, ~judged.predicted, replicates, rng, 0.5 / pooled
    )
    wrong = _drawn(
        judged, group, resampling.strata, judged.predicted, replicates, rng, 0.5 / pooled
    )
    return missed, wrong


def _drawn(
    judged: Judged,
    group: Group,
    strata: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    which: Bools,
    replicates: int,
    rng: np.random.Generator,
    seen: float,
) -> Floats:
    names = np.unique(strata[group.mask])
    inside = (strata[None, :] == names[:, None]) & group.mask
    number = inside.astype(np.float64) @ which
    undrawn = (inside * np.maximum(judged.weights - 1, 0)) @ which
    most = undrawn.max(axis=0)
    prior = seen * np.divide(undrawn, most, out=np.zeros_like(undrawn), where=most > 0)
    total = np.zeros((replicates, which.shape[1]))
    for at in range(len(names)):
        # A share of nothing is nothing; Beta needs parameters above zero.
        share = rng.beta(np.maximum(prior[at], 1e-9), np.maximum(number[at], 1), total.shape)
        total += share * undrawn[at]
    return total
