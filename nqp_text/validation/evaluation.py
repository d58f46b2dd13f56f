"""One method or several against the same gold sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nqp_text.errors import ValidationError
from nqp_text.records import Estimate
from nqp_text.taxonomy import Taxonomy
from nqp_text.validation.attribute_scores import attribute_scores
from nqp_text.validation.calibration import calibrations
from nqp_text.validation.evaluation_file import Evaluation, SummaryScore
from nqp_text.validation.gold import Gold
from nqp_text.validation.judged import ALL, Floats, Group, Judged, judge
from nqp_text.validation.node_scores import node_cells, summaries, tally
from nqp_text.validation.path_sets import exact_scores, pair_scores
from nqp_text.validation.predictions import Prediction
from nqp_text.validation.resampling import Resampling, resample

Key = tuple[str, str, str, str]
"""Average, set of nodes, language and kind."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What made the predictions: its name and the hashes of model and lexicon."""

    method: str
    predictions: Sequence[Prediction]
    model: str = ""
    lexicon: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """F1 of ``method`` minus F1 of ``against``, with the interval of the paired difference."""

    method: str
    against: str
    average: str
    over: str
    lang: str
    kind: str
    f1: Estimate


@dataclass(frozen=True, slots=True)
class Comparison:
    """The evaluations in the order asked for, and the differences to the first of them."""

    evaluations: tuple[Evaluation, ...]
    differences: tuple[Difference, ...]


def evaluate(
    gold: Gold,
    judgements: Sequence[Judgement],
    taxonomy: Taxonomy,
    *,
    weights: Floats | None = None,
    replicates: int = 1000,
    seed: int = 0,
) -> Comparison:
    """Judge every method by the same sentences, weights and bootstrap replicates.

    ``weights`` (one a sentence) are for a stratified sample; then sentences are resampled within
    ``stratum``, otherwise documents are. The same ``seed`` gives the same intervals.
    """
    if not judgements:
        raise ValidationError(
            "There is nothing to evaluate.", where="judgements", fix="Name a method."
        )
    strata = None if weights is None else [sentence.stratum for sentence in gold.sentences]
    documents = [sentence.doc for sentence in gold.sentences]
    resampling = resample(documents, strata, weights=weights, replicates=replicates, seed=seed)
    evaluations: list[Evaluation] = []
    replicated: list[dict[Key, Floats]] = []
    for judgement in judgements:
        judged = judge(gold.sentences, judgement.predictions, taxonomy, weights)
        evaluation, f1 = _evaluated(gold, judgement, judged, taxonomy, resampling, seed)
        evaluations.append(evaluation)
        replicated.append(f1)
    differences = [
        Difference(judgement.method, judgements[0].method, *key, f1=_difference(f1[key], first))
        for judgement, f1 in zip(judgements[1:], replicated[1:], strict=True)
        for key, first in replicated[0].items()
    ]
    return Comparison(tuple(evaluations), tuple(differences))


def _evaluated(
    gold: Gold,
    judgement: Judgement,
    judged: Judged,
    taxonomy: Taxonomy,
    resampling: Resampling,
    seed: int,
) -> tuple[Evaluation, dict[Key, Floats]]:
    groups = list(judged.groups())
    cells, summary = [], []
    f1: dict[Key, Floats] = {}
    for group in groups:
        counted = tally(judged, group, resampling)
        cells += node_cells(judged, group, counted, resampling)
        for score, replicates in summaries(judged, group, counted, resampling):
            summary.append(score)
            f1[score.average, score.over, score.lang, score.kind] = replicates
    evaluation = Evaluation(
        method=judgement.method,
        model=judgement.model,
        lexicon=judgement.lexicon,
        taxonomy=taxonomy.hash,
        gold={"name": gold.name, "sha256": gold.sha256, "sentences": len(gold.sentences)},
        weighted=bool((judged.weights != 1).any()),
        resampled=resampling.units,
        replicates=len(resampling.counts),
        seed=seed,
        cells=tuple(cells),
        summary=tuple(summary),
        strata=tuple(_strata(judged, resampling)),
        attributes=tuple(attribute_scores(judged, groups, resampling)),
        exact=tuple(exact_scores(judged, groups, resampling)),
        pairs=tuple(pair_scores(judged, resampling)),
        calibration=tuple(calibrations(judged, groups)),
    )
    return evaluation, f1


def _strata(judged: Judged, resampling: Resampling) -> list[SummaryScore]:
    """Summaries per sampling stratum, where the gold file names strata."""
    labels = np.asarray([sentence.stratum for sentence in judged.sentences])
    names = sorted(set(labels.tolist()) - {""})
    found: list[SummaryScore] = []
    for name in names if len(names) > 1 else ():
        group = Group(ALL, ALL, labels == name)
        counted = tally(judged, group, resampling)
        found += [score for score, _ in summaries(judged, group, counted, resampling, name)]
    return found


def _difference(values: Floats, first: Floats) -> Estimate:
    """Unlike a score, a difference may be 0 without being at the end of its range."""
    change = values - first
    point = float(change[0])
    if np.isnan(point):
        return (None, None, None)
    defined = change[1:][~np.isnan(change[1:])]
    low, high = np.quantile(defined, (0.025, 0.975)) if len(defined) else (point, point)
    return (point, float(low), float(high))
