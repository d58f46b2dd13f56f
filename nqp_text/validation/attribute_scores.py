"""Whether stance, actor and polarity are right where the label is."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from nqp_text.validation.estimates import effective, estimate, ratio
from nqp_text.validation.evaluation_file import AttributeScore
from nqp_text.validation.gold import ATTRIBUTES, GoldSentence
from nqp_text.validation.judged import Floats, Group, Judged
from nqp_text.validation.predictions import Prediction
from nqp_text.validation.resampling import Resampling


def attribute_scores(
    judged: Judged, groups: Iterable[Group], resampling: Resampling
) -> list[AttributeScore]:
    """Accuracy on true positives. A sentence with several of them counts once, in equal parts."""
    right, coded = _shares(judged)
    scores = []
    for group in groups:
        weights = (judged.weights * group.mask)[:, None]
        sums = resampling.within(group.mask).sums(
            np.concatenate([weights * right, weights * coded], axis=1)
        )
        values = ratio(*np.split(sums, 2, axis=1))
        for at, attribute in enumerate(ATTRIBUTES):
            judging = (coded[:, at] > 0) & group.mask
            size = effective(judged.weights[judging])
            score = estimate(values[:, at], size)
            scores.append(
                AttributeScore(attribute, group.lang, group.kind, int(judging.sum()), score)
            )
    return scores


def _shares(judged: Judged) -> tuple[Floats, Floats]:
    """Per sentence and attribute: the share of its true positives that is right, and 1 if coded."""
    shape = (len(judged.sentences), len(ATTRIBUTES))
    right, coded = np.zeros(shape), np.zeros(shape)
    for row in np.flatnonzero((judged.gold & judged.predicted).any(axis=1)).tolist():
        sentence, prediction = judged.sentences[row], judged.predictions[row]
        for at in range(len(ATTRIBUTES)):
            hits = _compared(sentence, prediction, at)
            if hits:
                right[row, at], coded[row, at] = sum(hits) / len(hits), 1
    return right, coded


def _compared(sentence: GoldSentence, prediction: Prediction, at: int) -> list[bool]:
    """Per true positive with both values: whether they are the same."""
    hits = []
    for node, stance in sentence.stances.items():
        true = (stance, sentence.actor, sentence.polarity)[at]
        if node in prediction.labels and true is not None:
            found = prediction.labels[node][at]
            if found is not None:
                hits.append(_same(found, true, sentence.kind))
    return hits


def _same(found: str, true: str, kind: str) -> bool:
    """A government that reports is its own actor: there ``own`` and ``government`` say the same."""
    issuer = {"own", "government"}
    return found == true or (kind == "gov" and {found, true} <= issuer)
