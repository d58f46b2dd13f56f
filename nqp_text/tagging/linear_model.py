"""A linear model over hashed n-grams: one table of weights, one row a bucket."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from nqp_text.errors import ModelError
from nqp_text.tagging.model_folder import BIASES, RARITY, WEIGHTS, ModelFolder
from nqp_text.tagging.ngrams import Features, linear_scores, ngram_features

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nqp_text.tagging.model_input import ModelSentence, Pieces


class LinearModel:
    """``weights`` (buckets, outputs), ``biases`` (outputs,), ``rarity`` (buckets,)."""

    def __init__(
        self,
        weights: NDArray[np.float32],
        biases: NDArray[np.float32],
        rarity: NDArray[np.float32],
    ) -> None:
        self._weights = weights
        self._biases = biases
        self._rarity = rarity

    def features(
        self,
        sentences: Sequence[ModelSentence],
        pieces: Sequence[Pieces],
        marks: Sequence[Sequence[int]],
    ) -> Features:
        """Weighted buckets of the sentences."""
        return ngram_features(sentences, pieces, marks, len(self._weights), self._rarity)

    def of_output(self, column: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Weights of one output, and rarity: both (buckets,)."""
        return self._weights[:, column], self._rarity

    def logits(self, features: Features) -> NDArray[np.float32]:
        """Logits of every output: (sentences, outputs)."""
        return linear_scores(features, self._weights) + self._biases


def read_linear_model(folder: ModelFolder) -> LinearModel:
    """The linear part of a model folder."""
    try:
        weights, biases, rarity = (
            np.load(folder.path / name, allow_pickle=False).astype(np.float32)
            for name in (WEIGHTS, BIASES, RARITY)
        )
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The linear part of the model cannot be read: {error}.",
            where=str(folder.path),
            fix="Train the model again with `nqp train --kind linear`.",
        ) from error
    return LinearModel(weights, biases, rarity)
