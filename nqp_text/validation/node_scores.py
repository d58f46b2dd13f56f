"""Precision, recall and F1: per node, and over nodes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from nqp_text.records import Estimate, NodeErrors
from nqp_text.validation.estimates import effective, estimate, ratio, wilson
from nqp_text.validation.evaluation_file import SummaryScore
from nqp_text.validation.judged import Bools, Floats, Group, Judged
from nqp_text.validation.resampling import Resampling
from nqp_text.validation.unseen import unseen_errors


@dataclass(frozen=True, slots=True)
class Tally:
    """True and false positives and false negatives of a group, with their replicates.

    Arrays have the shape (1 + replicates, nodes), row 0 being the sample itself. ``tn`` and the
    effective numbers of predicted and of gold sentences are per node.
    """

    tp: Floats
    fp: Floats
    fn: Floats
    tn: Floats
    predicted: Floats
    gold: Floats


def tally(judged: Judged, group: Group, resampling: Resampling) -> Tally:
    """Count the decisions of a group, weighted."""
    weights = (judged.weights * group.mask)[:, None]
    gold, predicted = judged.gold, judged.predicted
    parts = (gold & predicted, ~gold & predicted, gold & ~predicted)
    sums = resampling.within(group.mask).sums(
        np.concatenate([weights * part for part in parts], axis=1)
    )
    tp, fp, fn = np.split(sums, 3, axis=1)
    return Tally(
        tp,
        fp,
        fn,
        (weights * (~gold & ~predicted)).sum(axis=0),
        _effective(weights * predicted),
        _effective(weights * gold),
    )


def _with_unseen(
    counted: Tally, judged: Judged, group: Group, resampling: Resampling, pooled: int = 1
) -> Tally:
    """In a stratified sample: the replicates with errors that the sample did not show."""
    if resampling.strata is None:
        return counted
    missed, wrong = unseen_errors(judged, group, resampling, pooled)
    tp, fp, fn = counted.tp.copy(), counted.fp.copy(), counted.fn.copy()
    tp[1:], fp[1:], fn[1:] = np.maximum(tp[1:] - wrong, 0), fp[1:] + wrong, fn[1:] + missed
    return replace(counted, tp=tp, fp=fp, fn=fn)


def node_cells(
    judged: Judged, group: Group, counted: Tally, resampling: Resampling
) -> list[NodeErrors]:
    """A cell per node."""
    counted = _with_unseen(counted, judged, group, resampling)
    n = int(group.mask.sum())
    n_eff = effective(judged.weights[group.mask])
    precision, recall, f1 = _scores(counted)
    cells = []
    for at, node in enumerate(judged.nodes):
        of_predicted, of_gold = counted.predicted[at], counted.gold[at]
        exact = estimate(precision[:, at], of_predicted), estimate(recall[:, at], of_gold)
        cells.append(
            NodeErrors(
                node=node,
                lang=group.lang,
                kind=group.kind,
                n=n,
                n_eff=n_eff,
                tp=float(counted.tp[0, at]),
                fp=float(counted.fp[0, at]),
                fn=float(counted.fn[0, at]),
                tn=float(counted.tn[at]),
                precision=exact[0],
                recall=exact[1],
                f1=_f1(f1[:, at], of_predicted, of_gold),
            )
        )
    return cells


def summaries(
    judged: Judged, group: Group, counted: Tally, resampling: Resampling, stratum: str = "all"
) -> list[tuple[SummaryScore, Floats]]:
    """Micro and macro over paths, facets and all nodes, each with the replicates of its F1."""
    found = []
    for over, nodes in judged.families():
        whole = _with_unseen(counted, judged, group, resampling, int(nodes.sum()))
        for average, make in (("micro", _micro), ("macro", _macro)):
            values, averaged, of_predicted, of_gold = make(whole, nodes)
            precision, recall, f1 = values
            summary = SummaryScore(
                average=average,
                over=over,
                lang=group.lang,
                kind=group.kind,
                n=int(group.mask.sum()),
                nodes=averaged,
                precision=estimate(precision, of_predicted),
                recall=estimate(recall, of_gold),
                f1=_f1(f1, of_predicted, of_gold),
                stratum=stratum,
            )
            found.append((summary, f1))
    return found


Averaged = tuple[tuple[Floats, Floats, Floats], int, float, float]


def _micro(counted: Tally, nodes: Bools) -> Averaged:
    tp, fp, fn = (each[:, nodes].sum(axis=1) for each in (counted.tp, counted.fp, counted.fn))
    values = ratio(tp, tp + fp), ratio(tp, tp + fn), ratio(2 * tp, 2 * tp + fp + fn)
    return values, int(nodes.sum()), *_effective_numbers(counted, nodes)


def _macro(counted: Tally, nodes: Bools) -> Averaged:
    """Means over the nodes that occur in the sample's gold; the same nodes in every replicate."""
    occur = nodes & (counted.tp[0] + counted.fn[0] > 0)
    every = [each[:, occur] for each in _scores(counted)]
    values = tuple(_mean(each) for each in every)
    return (values[0], values[1], values[2]), int(occur.sum()), *_effective_numbers(counted, occur)


def _effective_numbers(counted: Tally, nodes: Bools) -> tuple[float, float]:
    return float(counted.predicted[nodes].sum()), float(counted.gold[nodes].sum())


def _mean(values: Floats) -> Floats:
    """Row means over what is defined; nan where nothing is."""
    defined = ~np.isnan(values)
    total = np.where(defined, values, 0.0).sum(axis=1)
    return ratio(total, defined.sum(axis=1).astype(np.float64))


def _scores(counted: Tally) -> tuple[Floats, Floats, Floats]:
    tp, fp, fn = counted.tp, counted.fp, counted.fn
    return ratio(tp, tp + fp), ratio(tp, tp + fn), ratio(2 * tp, 2 * tp + fp + fn)


def _f1(values: Floats, of_predicted: float, of_gold: float) -> Estimate:
    """As ``estimate``; at 0 and 1 the harmonic mean of the ends for precision and recall."""
    point, low, high = estimate(values, min(of_predicted, of_gold))
    if point not in (0.0, 1.0) or low is None or high is None:
        return (point, low, high)
    ends = zip(wilson(point, of_predicted), wilson(point, of_gold), strict=True)
    least, most = (2 * p * r / (p + r) if p + r else 0.0 for p, r in ends)
    return (point, min(least, low), max(most, high))


def _effective(weights: Floats) -> Floats:
    total: npt.NDArray[np.float64] = weights.sum(axis=0) ** 2
    squares = (weights**2).sum(axis=0)
    return np.where(squares > 0, total / np.where(squares > 0, squares, 1), 0.0)
