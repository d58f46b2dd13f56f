"""A moving average of a network's weights, which generalises better than the last ones.

Averaging along the path of stochastic gradient descent: Polyak & Juditsky 1992, "Acceleration of
Stochastic Approximation by Averaging"; for networks Izmailov et al. 2018, "Averaging Weights Leads
to Wider Optima and Better Generalization". The exponential form needs no second schedule.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

STEPS_OF_START = 10.0
"""The first averages forget faster, so that the random start is soon out of them."""


class AveragedWeights:
    """Holds the average of a model's parameters over the steps so far.

    ``kept``: share of the average that each step keeps; 0 follows the last weights.
    """

    def __init__(self, model: Any, kept: float) -> None:
        self._model = model
        self._kept = kept
        self._steps = 0
        self._average = [weight.detach().clone() for weight in model.parameters()]

    def add(self) -> None:
        """Takes the present weights into the average: once after each step."""
        import torch

        self._steps += 1
        kept = min(self._kept, (1.0 + self._steps) / (STEPS_OF_START + self._steps))
        with torch.no_grad():
            for average, weight in zip(self._average, self._model.parameters(), strict=True):
                average.lerp_(weight.detach(), 1.0 - kept)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """The model has the averaged weights inside, and its own again afterwards."""
        import torch

        with torch.no_grad():
            own = [weight.detach().clone() for weight in self._model.parameters()]
            self._put(self._average)
        try:
            yield
        finally:
            with torch.no_grad():
                self._put(own)

    def _put(self, values: list[Any]) -> None:
        for weight, value in zip(self._model.parameters(), values, strict=True):
            weight.copy_(value)
