"""From measured units to the panel: estimates, errors, transformations, weights, composite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nqp_text.index.cells import COMPOSITE, panel_frame
from nqp_text.index.classifier import Evaluation
from nqp_text.index.composite import Composite, compose
from nqp_text.index.grid import NUMBERS, Grid, fill_grid
from nqp_text.index.inflation import Spread
from nqp_text.index.measures import Measure
from nqp_text.index.options import PanelOptions
from nqp_text.index.transforms import less_median, standardised, winsorised
from nqp_text.index.uncertainty import with_classifier
from nqp_text.index.units import Measured, Unit
from nqp_text.index.weights import Weighting, find_weighting, fixed_weighting

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel, the weights of its composite, and what has to be said of its errors."""

    frame: pl.DataFrame
    weighting: Weighting
    notes: tuple[str, ...] = ()


def assemble(
    units: Sequence[Unit],
    nodes: Sequence[str],
    paths: Sequence[str],
    measure: Measure,
    spread: Spread,
    options: PanelOptions,
    section: str,
) -> Panel:
    """The panel of measured units. ``section`` is how the frame names what was counted."""
    pooled = measure.composite == "pooled"
    if pooled:
        units = [_with_pooled(unit, paths) for unit in units]
        nodes = [*nodes, COMPOSITE]
    grid, notes = estimate(units, nodes, measure, spread, options)
    grid = _transformed(grid, measure, options)
    if pooled:
        weighting = fixed_weighting("pooled", paths, 0.0)
        grid, composite = _split(grid)
    else:
        weighting = (
            fixed_weighting("sum", paths, 1.0)
            if measure.composite == "sum"
            else find_weighting(options.weights, grid, paths, options.weight_years)
        )
        composite = compose(grid, weighting, spread.correlation)
    weights = {} if pooled else dict(zip(paths, weighting.weights, strict=True))
    names = {
        "unit": options.by,
        "section": section,
        "measure": options.measure,
        "scope": options.scope,
    }
    return Panel(panel_frame(grid, composite, weights, names), weighting, notes)


def estimate(
    units: Sequence[Unit],
    nodes: Sequence[str],
    measure: Measure,
    spread: Spread,
    options: PanelOptions,
) -> tuple[Grid, tuple[str, ...]]:
    """The cells with their errors, and what has to be said of those."""
    import numpy as np

    inflation = spread.inflation
    if len(nodes) > inflation.shape[1]:
        inflation = np.column_stack([inflation, np.ones(len(units))])
    grid = fill_grid(units, nodes, measure, inflation)
    grid = replace(grid, errors=np.where(np.isfinite(grid.value), spread.errors, "").astype(object))
    if not options.evaluation:
        return grid, ()
    evaluation = Evaluation(options.evaluation)
    return with_classifier(grid, measure, options.scope, spread, evaluation)


def _transformed(grid: Grid, measure: Measure, options: PanelOptions) -> Grid:
    if options.winsorise is not None:
        grid = winsorised(grid, options.winsorise)
    if measure.name == "talk_walk":
        grid = less_median(grid, options.standardise or ("year",))
    elif options.standardise:
        grid = standardised(grid, options.standardise)
    return grid


def _with_pooled(unit: Unit, paths: Sequence[str]) -> Unit:
    """The unit with the sums over the paths as one more node."""
    if unit.measured is None:
        return unit
    parts = [unit.measured.numbers[path] for path in paths]
    known = [part for part in parts if part is not None]
    total = tuple(map(sum, zip(*known, strict=True))) if len(known) == len(parts) else None
    numbers = {**unit.measured.numbers, COMPOSITE: total}
    return replace(unit, measured=Measured(unit.measured.exposure, numbers))


def _split(grid: Grid) -> tuple[Grid, Composite]:
    """The grid without its last node, and that as the composite."""
    arrays = (*NUMBERS, "hits", "status", "errors")
    last = {name: getattr(grid, name)[:, -1] for name in arrays}
    rest = {name: getattr(grid, name)[:, :-1] for name in arrays}
    return replace(grid, nodes=grid.nodes[:-1], **rest), Composite(**last)
