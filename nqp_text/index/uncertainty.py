"""One model for the error of every cell: sentences, terms and the classifier together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nqp_text.index.classifier import Evaluation, Observed, Rates, adjust
from nqp_text.index.formulas import PER
from nqp_text.index.grid import Grid
from nqp_text.index.inflation import Spread
from nqp_text.index.measures import Measure
from nqp_text.index.units import Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PARTS = ("adjusted", "standard_error", "low", "high")


def with_classifier(
    grid: Grid, measure: Measure, scope: str, spread: Spread, evaluation: Evaluation
) -> Grid:
    """The grid with intervals of the true values, where the evaluation knows the tagger's errors.

    The value itself stays what was counted: a document has too few sentences to be corrected for
    silently. ``adjusted`` holds the corrected one. An evaluation says whether a sentence is about
    a node, not who acts and when, so other scopes than attention are left as they are.
    """
    import numpy as np

    if measure.family == "none" or scope != "attention" or measure.numerator == "expected":
        return grid
    everything, size = _scales(grid, measure, spread)
    parts = {name: getattr(grid, name).copy() for name in _PARTS}
    errors = grid.errors.copy()
    seeds = ["\x1f".join(unit.used) for unit in grid.units]
    sentences = _exposures(grid, "sentences")
    for column, node in enumerate(grid.nodes):
        cells = Observed(
            share=np.where(np.isfinite(grid.value[:, column]), spread.found[:, column], np.nan)
            / sentences,
            all=everything[:, column],
            size=size[:, column],
            rates=[_rates(evaluation, node, unit) for unit in grid.units],
            seed=seeds,
        )
        drawn = adjust(node, cells)
        known = np.isfinite(drawn["adjusted"])
        if measure.name.startswith("ln1p"):
            drawn["standard_error"] = drawn["standard_error"] / (1 + drawn["adjusted"])
            drawn |= {name: np.log1p(drawn[name]) for name in ("adjusted", "low", "high")}
        for name in _PARTS:
            parts[name][known, column] = drawn[name][known]
        errors[known, column] = f"{spread.errors}+classifier"
    return replace(grid, errors=errors, **parts)


def _rates(evaluation: Evaluation, node: str, unit: Unit) -> Rates | None:
    row = unit.documents[0]
    return evaluation.rates(node, row["lang"] or "all", row["kind"] or "all")


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
