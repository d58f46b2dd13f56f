"""From scores to decisions: one small logistic regression per node and method.

The probability that a sentence is about a node is the logistic of a weighted sum of the network's
logit, the linear model's logit and what the lexicon found (Platt 1999 scaling with evidence added;
stacking after Wolpert 1992). The weights were fitted on sentences of documents that neither model
was trained on. ``linear`` and ``transformer`` use their own logit only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nqp_text.errors import ModelError
from nqp_text.tagging.model_files import AGAIN

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEATURES = (
    "constant",
    "transformer",
    "linear",
    "core",
    "ambiguous",
    "void",
    "english",
    "government",
)
"""What is weighted: logits, the lexicon's finding for the node as 0 or 1, language and kind."""

NOT_READ = -8.0
"""The network's logit for a sentence that it did not read: the same in fitting and in use."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """How one method decides.

    ``coefficients`` (nodes, features); ``thresholds`` (nodes,); ``shares`` of the two models'
    logits in the attributes (transformer, linear). ``filter``: the linear logit below which the
    network does not read a sentence without a term of the lexicon.
    """

    coefficients: NDArray[np.float64]
    thresholds: NDArray[np.float64]
    shares: tuple[float, float]
    filter: float

    def probabilities(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Calibrated (sentences, nodes) from ``features`` (sentences, nodes, features)."""
        score = np.einsum("snf,nf->sn", features, self.coefficients)
        result: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(score, -40.0, 40.0)))
        return result


def read_decisions(stored: Mapping[str, Any], method: str, nodes: Sequence[str]) -> Decisions:
    """The decisions of a method as a model folder stores them."""
    try:
        own = stored["methods"][method]
        rows = [own["nodes"][node] for node in nodes]
        if tuple(own["features"]) != FEATURES:
            raise KeyError("features")
        if set(own["nodes"]) != set(nodes):
            raise KeyError(sorted(set(own["nodes"]) ^ set(nodes))[0])
        decisions = Decisions(
            np.array([row["coefficients"] for row in rows], dtype=np.float64),
            np.array([row["threshold"] for row in rows], dtype=np.float64),
            (float(own["attributes"]["transformer"]), float(own["attributes"]["linear"])),
            float(stored["filter"]["logit"]),
        )
        if decisions.coefficients.shape != (len(nodes), len(FEATURES)):
            raise ValueError("coefficients")
        numbers = (decisions.coefficients, decisions.thresholds, decisions.shares, decisions.filter)
        if not all(np.isfinite(values).all() for values in numbers):
            raise ValueError("a value that is no number")
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        methods = stored.get("methods")
        known = [name for name in methods if name != method] if isinstance(methods, dict) else []
        raise ModelError(
            f"The model cannot decide with the method {method!r}: {error!r} is missing or wrong.",
            where="decisions.json",
            fix=f"Use one of the methods it has: {', '.join(known) or 'none'}."
            if not isinstance(methods, dict) or method not in methods
            else AGAIN,
        ) from error
    return decisions


def features_of(
    transformer: NDArray[np.float32],
    linear: NDArray[np.float32],
    found: NDArray[np.bool_],
    english: NDArray[np.bool_],
    government: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Features (sentences, nodes, features).

    ``transformer`` and ``linear``: logits (sentences, nodes). ``found`` (sentences, nodes, 3): a
    term of the node that counts, an ambiguous one, one that is void.
    """
    sentences, nodes = linear.shape
    table = np.zeros((sentences, nodes, len(FEATURES)), dtype=np.float64)
    table[:, :, 0] = 1.0
    table[:, :, 1] = np.clip(transformer, -12.0, 12.0)
    table[:, :, 2] = np.clip(linear, -12.0, 12.0)
    table[:, :, 3:6] = found
    table[:, :, 6] = english[:, None]
    table[:, :, 7] = government[:, None]
    return table
