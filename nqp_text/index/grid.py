"""Units × nodes as arrays: the form in which a panel is standardised, weighed and put together.

Missing is NaN in here, with a status beside it; frames get null instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nqp_text.index.formulas import Estimate
from nqp_text.index.measures import Measure
from nqp_text.index.units import Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NO_VARIATION = "no_variation"
"""Status of a standardised cell whose group has one value: it is at the mean, without error."""

HAS_VALUE = ("observed", "partial", NO_VARIATION)
"""Statuses of cells with a value; every other status explains why there is none."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a panel without its composite; every array is units × nodes.

    ``adjusted`` is the value corrected for the errors of the classifier, NaN without an
    evaluation. ``centre`` is the point that the interval lies around, ``below`` and ``above`` how
    far it reaches; unlike ``low`` and ``high`` they are not cut off at the ends of what a value
    can be, so that they can be put together. ``deviation`` is the standard deviation of the cell
    and ``bias`` how far it lies below the true value on average: what a composite is made with.
    ``errors`` says what the errors hold.
    """

    units: tuple[Unit, ...]
    nodes: tuple[str, ...]
    value: NDArray[np.float64]
    standard_error: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    adjusted: NDArray[np.float64]
    centre: NDArray[np.float64]
    below: NDArray[np.float64]
    above: NDArray[np.float64]
    deviation: NDArray[np.float64]
    bias: NDArray[np.float64]
    hits: NDArray[np.float64]
    status: NDArray[np.object_]
    errors: NDArray[np.object_]
    transform: str = ""

    def columns(self, nodes: Sequence[str]) -> list[int]:
        """Positions of nodes."""
        return [self.nodes.index(node) for node in nodes]


NUMBERS = ("value", "standard_error", "low", "high", "adjusted")
"""The numbers of a cell that a panel shows."""

PLACES = ("value", "low", "high", "adjusted", "centre")
"""Arrays that move when the origin does."""

LENGTHS = ("standard_error", "below", "above", "deviation", "bias")
"""Arrays that only the unit of measurement changes."""


def fill_grid(
    units: Sequence[Unit], nodes: Sequence[str], measure: Measure, inflation: NDArray[np.float64]
) -> Grid:
    """The estimate of every node of every unit."""
    import numpy as np

    shape = len(units), len(nodes)
    numbers: dict[str, Any] = {name: np.full(shape, np.nan) for name in (*NUMBERS, "hits")}
    status = np.full(shape, "", dtype=object)
    for row, unit in enumerate(units):
        status[row, :] = unit.status
        if unit.measured is None:
            continue
        for column, node in enumerate(nodes):
            found = unit.measured.numbers[node]
            inflated = float(inflation[row, column])
            estimate = measure.estimate(found, unit.measured.exposure, inflated) if found else None
            if found:
                numbers["hits"][row, column] = found[0]
            if estimate is None:
                status[row, column] = measure.undefined
            else:
                _put(numbers, (row, column), estimate)
    numbers["centre"] = numbers["value"].copy()
    numbers["below"] = numbers["value"] - numbers["low"]
    numbers["above"] = numbers["high"] - numbers["value"]
    numbers["deviation"] = numbers["standard_error"].copy()
    numbers["bias"] = np.where(np.isfinite(numbers["value"]), 0.0, np.nan)
    if measure.logged:
        # To second order. One hit more or less is half an inflation: without it a path that was
        # not found would have neither error nor bias.
        likely = numbers["hits"] + inflation / 2
        numbers["deviation"] = np.sqrt(inflation * likely) / (1 + likely)
        numbers["bias"] = numbers["deviation"] ** 2 / 2
    return Grid(
        tuple(units), tuple(nodes), **numbers, status=status, errors=np.full(shape, "", object)
    )


def _put(numbers: dict[str, Any], at: tuple[int, int], estimate: Estimate) -> None:
    for name in ("value", "standard_error", "low", "high"):
        numbers[name][at] = getattr(estimate, name)
