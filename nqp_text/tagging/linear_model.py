"""A linear model over hashed n-grams: one table of weights, one row a bucket."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

from nqp_text.errors import ModelError
from nqp_text.tagging.model_folder import BIASES, RARITY, WEIGHTS, ModelFolder
from nqp_text.tagging.model_labels import output_names
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
    """The linear part of a model folder.

    Raises ``ModelError`` if an array is none, or has another shape than nodes and buckets ask for.
    """
    outputs = len(output_names(folder.nodes))
    return LinearModel(
        _array(folder.path / WEIGHTS, (folder.buckets, outputs)),
        _array(folder.path / BIASES, (outputs,)),
        _array(folder.path / RARITY, (folder.buckets,)),
    )


def _array(file: Path, shape: tuple[int, ...]) -> NDArray[np.float32]:
    try:
        stored = np.load(file, allow_pickle=False)
        if not isinstance(stored, np.ndarray) or stored.dtype.kind != "f":
            raise ValueError("it is no array of numbers")
        if stored.shape != shape:
            raise ValueError(f"its shape is {stored.shape}, not {shape}")
        array: NDArray[np.float32] = stored.astype(np.float32)
        if not np.isfinite(array).all():
            raise ValueError("it holds values that are no numbers")
    except (OSError, ValueError, EOFError, MemoryError, BadZipFile) as error:
        raise ModelError(
            f"The linear part of the model cannot be read: {error}.",
            where=str(file),
            fix="Train the model again with `nqp train --kind linear`.",
        ) from error
    return array
