"""How far coders agree, per label and over all, before anything is settled between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from nqp_text.errors import ValidationError
from nqp_text.records import Estimate
from nqp_text.taxonomy import Taxonomy
from nqp_text.validation.codes import ATTRIBUTES
from nqp_text.validation.coding import Coding
from nqp_text.validation.coincidence import (
    MISSING,
    Floats,
    alpha,
    coincidences,
    contingencies,
    kappa,
    mean,
)
from nqp_text.validation.estimates import estimate, ratio
from nqp_text.validation.resampling import Resampling, resample

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """Agreement on one node or attribute.

    ``n`` sentences were coded by two or more; ``positive`` of them got the label by at least one.
    ``prevalence`` is the share of codes that give the label. ``status`` says why a measure is not
    defined. For attributes ``f1`` is the share of equal pairs of codes, and ``alpha_ordinal`` is
    given for stance (background < plan < action < achievement).
    """

    label: str
    n: int
    positive: int
    prevalence: float
    alpha: Estimate
    kappa: Estimate
    f1: Estimate
    status: str = "measured"
    alpha_ordinal: Estimate = (None, None, None)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of all coders; ``micro_f1`` pools the index paths, ``same_paths`` compares sets."""

    coders: tuple[str, ...]
    sentences: int
    replicates: int
    seed: int
    micro_f1: Estimate
    same_paths: Estimate
    labels: tuple[LabelAgreement, ...]
    attributes: tuple[LabelAgreement, ...]


def agreement(
    codings: Sequence[Coding], taxonomy: Taxonomy, *, replicates: int = 1000, seed: int = 0
) -> Agreement:
    """Krippendorff's alpha, Cohen's kappa (mean over pairs) and positive agreement (F1).

    Sentences are resampled for the intervals; sampling weights play no part: agreement describes
    the coding of this sample. Raises ``ValidationError`` if fewer than two coders share sentences.
    """
    shared = _shared(codings)
    resampling = resample([""] * len(shared), None, replicates=replicates, seed=seed)
    labels, tables = [], []
    for node in taxonomy.ids:
        codes = _binary(codings, shared, node)
        one, table = _label(node, codes, resampling)
        labels.append(one)
        if node in taxonomy.paths:
            tables.append(table)
    pooled = np.sum(tables, axis=0)
    positive = int(sum(label.positive for label in labels if label.label in taxonomy.paths))
    same = _same_paths(codings, shared, taxonomy, resampling)
    return Agreement(
        coders=tuple(coding.coder for coding in codings),
        sentences=len(shared),
        replicates=replicates,
        seed=seed,
        micro_f1=estimate(_positive_agreement(pooled), positive),
        same_paths=estimate(same, len(shared)),
        labels=tuple(labels),
        attributes=tuple(_attribute(name, codings, shared, resampling) for name in ATTRIBUTES),
    )


def _shared(codings: Sequence[Coding]) -> list[str]:
    """Sentences that two coders or more have coded."""
    if len(codings) < 2:
        raise ValidationError(
            "One coder cannot agree with anybody.",
            where=", ".join(coding.coder for coding in codings) or "no sheets",
            fix="Give the sheets of two coders or more, coded on their own; "
            "`nqp audit score` works with one.",
        )
    times: dict[str, int] = {}
    for coding in codings:
        for name in coding.codes:
            times[name] = times.get(name, 0) + 1
    shared = sorted(name for name, number in times.items() if number > 1)
    if not shared:
        counts = ", ".join(f"{c.coder}: {len(c.codes)} of {c.rows} coded" for c in codings)
        raise ValidationError(
            "No sentence was coded by two coders.",
            where=counts,
            fix="Let both code the same sentences; an empty row is not coded, 'none' is.",
        )
    return shared


def _binary(codings: Sequence[Coding], shared: Sequence[str], node: str) -> Ints:
    rows = [
        [int(node in c.codes[name].labels) if name in c.codes else MISSING for name in shared]
        for c in codings
    ]
    return np.asarray(rows, dtype=np.int64)


def _label(node: str, codes: Ints, resampling: Resampling) -> tuple[LabelAgreement, Floats]:
    """Agreement on a node, and the summed table of all pairs of coders for pooling."""
    summed = _sums(coincidences(codes, 2), resampling)
    pairs = [_sums(contingencies(*pair, 2), resampling) for pair in combinations(codes, 2)]
    table = np.sum(pairs, axis=0)
    given = codes[codes != MISSING]
    positive = int((codes == 1).any(axis=0).sum())
    status = "measured"
    if not positive:
        status = "no coder gave this label"
    elif given.all():
        status = "every code gives this label"
    found = LabelAgreement(
        label=node,
        n=codes.shape[1],
        positive=positive,
        prevalence=float(given.mean()),
        alpha=_interval(alpha(summed)),
        kappa=_interval(mean([kappa(pair) for pair in pairs])),
        f1=estimate(_positive_agreement(table), positive),
        status=status,
    )
    return found, table


def _positive_agreement(table: Floats) -> Floats:
    """F1 of one coder against the other: 2a / (2a + b + c); the same in both directions."""
    both = 2 * table[:, 1, 1]
    return ratio(both, both + table[:, 0, 1] + table[:, 1, 0])


def _attribute(
    name: str, codings: Sequence[Coding], shared: Sequence[str], resampling: Resampling
) -> LabelAgreement:
    """Agreement on an attribute, in the sentences that two coders gave it."""
    values = list(ATTRIBUTES[name])
    rows = [[_value(c, sentence, name, values) for sentence in shared] for c in codings]
    codes = np.asarray(rows, dtype=np.int64)
    twice = (codes != MISSING).sum(axis=0) > 1
    codes = np.where(twice, codes, MISSING)
    summed = _sums(coincidences(codes, len(values)), resampling)
    pairs = [
        _sums(contingencies(*pair, len(values)), resampling) for pair in combinations(codes, 2)
    ]
    table = np.sum(pairs, axis=0)
    n = int(twice.sum())
    equal = ratio(np.trace(table, axis1=1, axis2=2), table.sum(axis=(1, 2)))
    nothing: Estimate = (None, None, None)
    ordinal = _interval(alpha(summed, ordinal=True)) if name == "stance" else nothing
    one_value = len(np.unique(codes[codes != MISSING])) == 1
    return LabelAgreement(
        label=name,
        n=n,
        positive=n,
        prevalence=1.0 if n else 0.0,
        alpha=_interval(alpha(summed)),
        kappa=_interval(mean([kappa(pair) for pair in pairs])),
        f1=estimate(equal, n),
        status="no sentence has two codes" if not n else "one value only" * one_value or "measured",
        alpha_ordinal=ordinal,
    )


def _value(coding: Coding, sentence: str, name: str, values: Sequence[str]) -> int:
    code = coding.codes.get(sentence)
    value = code.values.get(name) if code else None
    return MISSING if value is None else values.index(value)


def _same_paths(
    codings: Sequence[Coding], shared: Sequence[str], taxonomy: Taxonomy, resampling: Resampling
) -> Floats:
    """Share of pairs of codes of a sentence that give the same set of index paths."""
    paths = frozenset(taxonomy.paths)
    sums = np.zeros((len(shared), 2))
    for row, name in enumerate(shared):
        sets = [coding.codes[name].labels & paths for coding in codings if name in coding.codes]
        for one, two in combinations(sets, 2):
            sums[row] += (one == two, 1)
    summed = resampling.sums(sums)
    return ratio(summed[:, 0], summed[:, 1])


def _sums(tables: Floats, resampling: Resampling) -> Floats:
    units, values, _ = tables.shape
    return resampling.sums(tables.reshape(units, -1)).reshape(-1, values, values)


def _interval(values: Floats) -> Estimate:
    """Percentiles of the replicates; none where there is no disagreement to resample."""
    point = float(values[0])
    if np.isnan(point):
        return (None, None, None)
    defined = values[1:][~np.isnan(values[1:])]
    if point == 1.0 or not len(defined):
        return (point, None, None)
    low, high = np.quantile(defined, (0.025, 0.975))
    return (point, float(low), float(high))
