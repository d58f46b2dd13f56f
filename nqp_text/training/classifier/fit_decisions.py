"""Fits what turns scores into decisions: weights of the evidence, thresholds, the cheap filter.

The sentences must be of documents that neither model saw. Everything fitted here has a handful of
numbers per node, so a thousand sentences are enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nqp_text.tagging.decisions import FEATURES
from nqp_text.tagging.model_labels import ATTRIBUTES, attribute_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nqp_text.training.classifier.labelled import Targets

USED: dict[str, tuple[str, ...]] = {
    "hybrid": FEATURES,
    "linear": ("constant", "linear"),
    "transformer": ("constant", "transformer"),
}
"""The features that each method may use; the lexicon reaches the linear model as a mark too."""

USUAL_THRESHOLD = 0.42
CLEAR_POSITIVES = 40.0
FEWEST = 5
LOST_AT_MOST = 0.005
"""Share of sentences with a label that the cheap filter may lose."""


def fit_decisions(
    features: NDArray[np.float64],
    network: NDArray[np.float32] | None,
    linear: NDArray[np.float32],
    targets: Targets,
    nodes: Sequence[str],
    methods: Sequence[str],
) -> dict[str, Any]:
    """The content of ``decisions.json``.

    ``features`` (sentences, nodes, features); ``network`` and ``linear`` (sentences, outputs).
    """
    stored: dict[str, Any] = {"methods": {}}
    for method in methods:
        used = [FEATURES.index(name) for name in USED[method]]
        rows = {
            node: _node(features[:, number][:, used], used, targets.nodes[:, number] > 0, targets)
            for number, node in enumerate(nodes)
        }
        stored["methods"][method] = {
            "features": list(FEATURES),
            "nodes": rows,
            "attributes": _shares(method, network, linear, targets),
        }
    stored["filter"] = {"logit": _filter(linear[:, : len(nodes)], features, targets)}
    return stored


def _node(
    features: NDArray[np.float64], used: Sequence[int], truth: NDArray[np.bool_], targets: Targets
) -> dict[str, Any]:
    coefficients = np.zeros(len(FEATURES))
    if truth.sum() < FEWEST:
        # Too few to fit anything: the logit is believed as it is, and only when it is sure.
        coefficients[used[-1] if len(used) == 2 else 2] = 1.0
        return {"coefficients": coefficients.tolist(), "threshold": 0.5}
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=0.5, fit_intercept=False, max_iter=500)
    # The constant is scaled up so that the penalty hardly holds it.
    scaled = features.copy()
    scaled[:, 0] *= 10.0
    model.fit(scaled, truth, sample_weight=targets.weights)
    fitted = model.coef_[0].copy()
    fitted[0] *= 10.0
    coefficients[list(used)] = fitted
    score = 1.0 / (1.0 + np.exp(-(features @ fitted)))
    return {
        "coefficients": [round(float(value), 5) for value in coefficients],
        "threshold": round(_threshold(score, truth), 3),
    }


def _threshold(score: NDArray[np.float64], truth: NDArray[np.bool_]) -> float:
    """The threshold with the best F1, drawn to the usual one where positives are few."""
    grid = np.arange(0.2, 0.651, 0.01)
    decided = score[:, None] > grid
    hits = (decided & truth[:, None]).sum(0)
    f1 = 2 * hits / np.maximum(1, decided.sum(0) + truth.sum())
    best = float(grid[f1 >= f1.max() - 0.002].mean())
    trust = truth.sum() / (truth.sum() + CLEAR_POSITIVES)
    return float(trust * best + (1 - trust) * USUAL_THRESHOLD)


def _shares(
    method: str,
    network: NDArray[np.float32] | None,
    linear: NDArray[np.float32],
    targets: Targets,
) -> dict[str, float]:
    """The mixture of both models' logits that reads most attributes right."""
    if method == "linear" or network is None:
        return {"transformer": 0.0, "linear": 1.0}
    if method == "transformer":
        return {"transformer": 1.0, "linear": 0.0}
    columns = attribute_columns(linear.shape[1] - sum(map(len, ATTRIBUTES.values())))

    def right(share: float) -> float:
        mixed = share * network + (1 - share) * linear
        total = 0.0
        for number, place in enumerate(columns.values()):
            coded = targets.attributes[:, number] >= 0
            guess = mixed[coded][:, place].argmax(1)
            total += float((guess == targets.attributes[coded, number]).mean())
        return total

    best = max(np.arange(0.0, 1.01, 0.1), key=right)
    return {"transformer": round(float(best), 2), "linear": round(1 - float(best), 2)}


def _filter(linear: NDArray[np.float32], features: NDArray[np.float64], targets: Targets) -> float:
    """The linear score below which a sentence without a term of the lexicon is not read."""
    positive = targets.nodes.any(1)
    lexical = features[:, :, 3:5].any((1, 2))
    scores = np.sort(linear.max(1)[positive & ~lexical])
    if not len(scores):
        return -8.0
    spared = int(LOST_AT_MOST * positive.sum())
    return round(float(scores[min(spared, len(scores) - 1)]) - 0.05, 3)
