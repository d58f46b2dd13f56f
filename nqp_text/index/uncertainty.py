"""One model for the error of every cell: sentences, terms and the classifier together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nqp_text.index.classifier import MIN_LABELLED, Evaluation, Observed, Rates, adjust
from nqp_text.index.formulas import PER
from nqp_text.index.grid import Grid
from nqp_text.index.inflation import Spread
from nqp_text.index.intervals import TAIL
from nqp_text.index.measures import Measure
from nqp_text.index.units import Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PARTS = (
    "adjusted",
    "standard_error",
    "low",
    "high",
    "centre",
    "below",
    "above",
    "deviation",
    "bias",
)


def with_classifier(
    grid: Grid, measure: Measure, scope: str, spread: Spread, evaluation: Evaluation
) -> tuple[Grid, tuple[str, ...]]:
    """The grid with intervals of the true values, where the evaluation knows the tagger's errors.

    The value itself stays what was counted: a document has too few sentences to be corrected for
    silently. ``adjusted`` holds the corrected one. An evaluation says whether a sentence is about
    a node, not who acts and when, so other scopes than attention are left as they are.

    A tagger finds at least its false positives. Where the units together show fewer than the
    evaluation's, its sentences are not like those of the run, and its rates are not used: the
    notes, which are returned too, say so.
    """
    import numpy as np

    if measure.family == "none" or scope != "attention" or measure.numerator == "expected":
        return grid, ("The errors of the classifier are not known for this measure and scope.",)
    everything, size = _scales(grid, measure, spread)
    parts = {name: getattr(grid, name).copy() for name in _PARTS}
    errors = grid.errors.copy()
    seeds = ["\x1f".join(unit.used) for unit in grid.units]
    sentences = _exposures(grid, "sentences")
    refuted: dict[str, list[str]] = {}
    for column, node in enumerate(grid.nodes):
        found = np.where(np.isfinite(grid.value[:, column]), spread.found[:, column], np.nan)
        rates = [_rates(evaluation, node, unit) for unit in grid.units]
        cells = Observed(
            share=found / sentences,
            all=everything[:, column],
            size=size[:, column],
            rates=_possible(rates, found, sentences, node, refuted),
            seed=seeds,
        )
        top = np.log1p(everything[:, column]) if measure.logged else everything[:, column]
        drawn = _bounded(adjust(node, cells, measure.logged), top)
        known = np.isfinite(drawn["adjusted"])
        for name in _PARTS:
            parts[name][known, column] = drawn[name][known]
        errors[known, column] = f"{spread.errors}+classifier"
    notes = [_note(*item) for item in refuted.items()]
    return replace(grid, errors=errors, **parts), (*notes, *_silent(grid, spread, evaluation))


def _silent(grid: Grid, spread: Spread, evaluation: Evaluation) -> tuple[str, ...]:
    """A note on the nodes that were found but judged on too few sentences to know the rates."""
    small = [
        node
        for column, node in enumerate(grid.nodes)
        if (spread.found[:, column] > 0).any()
        and any(
            _rates(evaluation, node, unit) is None
            and evaluation.silence(node, *_place(unit)) == "evaluation_too_small"
            for unit in grid.units
        )
    ]
    if not small:
        return ()
    return (
        f"The evaluation has too few labelled sentences of {', '.join(small)}: fewer than "
        f"{MIN_LABELLED:g} effective ones with or without it. Their errors leave the classifier "
        "out. Draw and code more sentences: nqp audit sample --size.",
    )


def _bounded(
    drawn: dict[str, NDArray[np.float64]], top: NDArray[np.float64]
) -> dict[str, NDArray[np.float64]]:
    """The numbers of a cell: cut off at what a value can be, and what they were before."""
    import numpy as np

    cut = {name: np.clip(drawn[name], 0, top) for name in ("centre", "low", "high")}
    return {
        "standard_error": drawn["standard_error"],
        "centre": drawn["centre"],
        "below": drawn["centre"] - drawn["low"],
        "above": drawn["high"] - drawn["centre"],
        "deviation": drawn["standard_error"],
        "bias": drawn["bias"],
        "adjusted": cut["centre"],
        "low": cut["low"],
        "high": cut["high"],
    }


def _possible(
    rates: list[Rates | None],
    found: NDArray[np.float64],
    sentences: NDArray[np.float64],
    node: str,
    refuted: dict[str, list[str]],
) -> list[Rates | None]:
    """The rates without those that the units together refute: these go to ``refuted`` by texts."""
    import numpy as np

    bad = []
    for one in {id(rate): rate for rate in rates if rate}.values():
        own = np.array([rate is one for rate in rates]) & np.isfinite(found)
        share = found[own].sum() / sentences[own].sum() if own.any() else 1.0
        if share < np.quantile(one.false_positive, TAIL):
            bad.append(one)
            numbers = f"{node} ({share:.2%} found, {one.mean_false_positive:.2%} false)"
            refuted.setdefault(one.texts, []).append(numbers)
    return [None if any(rate is one for one in bad) else rate for rate in rates]


def _note(texts: str, nodes: list[str]) -> str:
    return (
        f"The evaluation ({texts}) does not fit this run: fewer sentences were found than its "
        f"false positives alone would give. {', '.join(nodes)}. The errors of these leave the "
        "classifier out; other paths were judged on the same sentences: take theirs with care. "
        "Judge a random sample of the run instead: nqp audit sample, nqp audit score."
    )


def _rates(evaluation: Evaluation, node: str, unit: Unit) -> Rates | None:
    return evaluation.rates(node, *_place(unit))


def _place(unit: Unit) -> tuple[str, str]:
    row = unit.documents[0]
    return row["lang"] or "all", row["kind"] or "all"


def _scales(
    grid: Grid, measure: Measure, spread: Spread
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The value (before a logarithm) if every sentence were a hit, and the effective sentences.

    A sentence with a hit adds as much as those of the cell do on average, and 1 in a cell without.
    """
    import numpy as np

    sentences = _exposures(grid, "sentences")[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        per_hit = np.where(spread.found > 0, grid.hits / spread.found, 1.0)
        share = spread.found / sentences
        everything = per_hit * sentences
        if measure.denominator:
            scale = PER if measure.denominator in ("chars", "words") else 1
            everything = everything * scale / _exposures(grid, measure.denominator)[:, None]
        variance = spread.variance / (per_hit * sentences) ** 2
        size = share * (1 - share) / variance
    plain = sentences / spread.inflation
    return everything, np.where(np.isfinite(size) & (size > 0), size, plain)


def _exposures(grid: Grid, name: str) -> NDArray[np.float64]:
    import numpy as np

    return np.array(
        [getattr(unit.measured.exposure, name) if unit.measured else np.nan for unit in grid.units],
        dtype=np.float64,
    )
