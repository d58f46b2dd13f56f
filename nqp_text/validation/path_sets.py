"""Whole sentences: the set of paths exactly right, and the same in two languages."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from nqp_text.validation.estimates import effective, estimate, ratio
from nqp_text.validation.evaluation_file import ExactScore
from nqp_text.validation.judged import ALL, Floats, Group, Judged
from nqp_text.validation.resampling import Resampling

ENGLISH = "-en"
"""What the id of a translation ends with; the rest is the id of its original."""


def exact_scores(
    judged: Judged, groups: Iterable[Group], resampling: Resampling
) -> list[ExactScore]:
    """Share of sentences whose set of index paths is exactly right, none included."""
    same = (judged.gold == judged.predicted)[:, judged.in_index].all(axis=1)
    return [
        _share(judged, group.mask, same, resampling, group.lang, group.kind) for group in groups
    ]


def pair_scores(judged: Judged, resampling: Resampling) -> list[ExactScore]:
    """Share of aligned pairs (``x`` and ``x-en``) that got the same set of index paths."""
    place = {sentence.id: row for row, sentence in enumerate(judged.sentences)}
    chosen = np.zeros(len(judged.sentences), dtype=bool)
    same = np.zeros_like(chosen)
    for name, row in place.items():
        original = place.get(name.removesuffix(ENGLISH)) if name.endswith(ENGLISH) else None
        if original is not None:
            chosen[row] = True
            pair = judged.predicted[[row, original]][:, judged.in_index]
            same[row] = bool((pair[0] == pair[1]).all())
    if not chosen.any():
        return []
    return [_share(judged, chosen, same, resampling, ALL, ALL)]


def _share(
    judged: Judged,
    chosen: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    same: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    resampling: Resampling,
    lang: str,
    kind: str,
) -> ExactScore:
    weights: Floats = judged.weights * chosen
    sums = resampling.within(chosen).sums(np.stack([weights * same, weights], axis=1))
    values = ratio(sums[:, 0], sums[:, 1])
    size = effective(judged.weights[chosen])
    return ExactScore(lang, kind, int(chosen.sum()), estimate(values, size))
