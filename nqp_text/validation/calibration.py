"""Whether a probability of 0.8 is right in eight of ten cases."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from nqp_text.validation.evaluation_file import Bin, Calibration
from nqp_text.validation.judged import Bools, Floats, Group, Judged

BINS = 10


def calibrations(judged: Judged, groups: Iterable[Group]) -> list[Calibration]:
    """Expected calibration error and bins per group; empty for a method without probabilities."""
    if judged.scores is None:
        return []
    found = []
    for group in groups:
        pairs = np.broadcast_to(group.mask[:, None], judged.gold.shape)
        bins, ece = reliability(*_chosen(judged, pairs))
        _, ece_paths = reliability(*_chosen(judged, pairs & judged.in_index))
        _, ece_positive = reliability(*_chosen(judged, pairs & judged.predicted))
        if ece is not None:
            found.append(Calibration(group.lang, group.kind, ece, ece_paths, ece_positive, bins))
    return found


def reliability(
    scores: Floats, positive: Bools, weights: Floats
) -> tuple[tuple[Bin, ...], float | None]:
    """Bins of equal width and the expected calibration error (Naeini et al. 2015).

    The error is the mean over the bins, weighted by their size, of the distance between mean
    probability and share of positives; None without any pair.
    """
    if not len(scores):
        return (), None
    at = np.minimum((scores * BINS).astype(int), BINS - 1)
    size = np.bincount(at, weights=weights, minlength=BINS)
    mean = np.bincount(at, weights=weights * scores, minlength=BINS)
    share = np.bincount(at, weights=weights * positive, minlength=BINS)
    number = np.bincount(at, minlength=BINS)
    bins = tuple(
        Bin(
            each / BINS,
            (each + 1) / BINS,
            int(number[each]),
            float(mean[each] / size[each]) if number[each] else None,
            float(share[each] / size[each]) if number[each] else None,
        )
        for each in range(BINS)
    )
    return bins, float(np.abs(mean - share).sum() / size.sum())


def _chosen(judged: Judged, pairs: Bools) -> tuple[Floats, Bools, Floats]:
    assert judged.scores is not None
    weights = np.broadcast_to(judged.weights[:, None], pairs.shape)
    return judged.scores[pairs], judged.gold[pairs], weights[pairs]
