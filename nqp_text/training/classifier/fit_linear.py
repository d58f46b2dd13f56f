"""Fits the linear model: one logistic regression per output over hashed n-grams."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nqp_text.tagging.linear_model import LinearModel
from nqp_text.tagging.model_labels import attribute_columns
from nqp_text.tagging.ngrams import Features, ngram_features

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nqp_text.tagging.model_input import ModelSentence, Pieces
    from nqp_text.training.classifier.labelled import Targets

BUCKETS = 1 << 17
STRENGTH = 8.0
"""Inverse of the penalty on squared weights (C of scikit-learn)."""
RAREST = 2
"""Buckets seen in fewer sentences get no weight."""


def fit_linear(
    sentences: Sequence[ModelSentence],
    pieces: Sequence[Pieces],
    marks: Sequence[Sequence[int]],
    targets: Targets,
    say: Callable[[str], None],
) -> tuple[LinearModel, dict[str, NDArray[Any]]]:
    """The model and its arrays as they are stored (weights in float16)."""
    plain = ngram_features(sentences, pieces, marks, BUCKETS)
    frequency = np.bincount(plain.buckets, minlength=BUCKETS)
    rarity = np.where(
        frequency >= RAREST, np.log((1 + len(sentences)) / (1 + frequency)) + 1, 0
    ).astype(np.float32)
    matrix = as_matrix(ngram_features(sentences, pieces, marks, BUCKETS, rarity))
    used = np.flatnonzero(np.bincount(matrix.indices, minlength=BUCKETS))
    small = matrix[:, used]
    nodes = targets.nodes.shape[1]
    columns = attribute_columns(nodes)
    outputs = max(place.stop for place in columns.values())
    weights = np.zeros((BUCKETS, outputs), dtype=np.float32)
    biases = np.zeros(outputs, dtype=np.float32)
    for node in range(nodes):
        say(f"linear model, node {node + 1} of {nodes}")
        row, bias = _one(small, targets.nodes[:, node] > 0, targets.weights)
        weights[used, node], biases[node] = row, bias
    for number, place in enumerate(columns.values()):
        coded = targets.attributes[:, number] >= 0
        for value in range(place.stop - place.start):
            row, bias = _one(
                small[coded],
                targets.attributes[coded, number] == value,
                targets.weights[coded],
                balanced=False,
            )
            weights[used, place.start + value], biases[place.start + value] = row, bias
    stored = {"weights": weights.astype(np.float16), "biases": biases, "rarity": rarity}
    return LinearModel(stored["weights"].astype(np.float32), biases, rarity), stored


def as_matrix(features: Features) -> Any:
    """The features as a sparse matrix (sentences, buckets)."""
    from scipy.sparse import csr_matrix

    return csr_matrix(
        (features.values.astype(np.float64), (features.rows, features.buckets)),
        shape=(features.count, BUCKETS),
    )


def _one(
    matrix: Any, truth: NDArray[np.bool_], weights: NDArray[np.float32], *, balanced: bool = True
) -> tuple[NDArray[np.float32], float]:
    """Weights and bias of one output; the rarer side counts more, by the root of the ratio."""
    from sklearn.linear_model import LogisticRegression

    positives = int(truth.sum())
    if positives in (0, len(truth)):
        return np.zeros(matrix.shape[1], dtype=np.float32), -8.0 if not positives else 8.0
    ratio = min(4.0, ((len(truth) - positives) / positives) ** 0.5) if balanced else 1.0
    model = LogisticRegression(
        C=STRENGTH, class_weight={False: 1.0, True: ratio}, max_iter=100, tol=1e-3
    )
    model.fit(matrix, truth, sample_weight=weights)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])
