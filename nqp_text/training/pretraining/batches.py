"""How many rows and pairs a step takes, and which ones."""

from __future__ import annotations

from typing import Any

import numpy as np

CPU_ROWS = 32
GPU_ROWS = 1024
GPU_PLACES = 131_072
"""Places (rows by length) of a step on a GPU. A base encoder keeps 127 kB of each for the gradient
(counted on a CPU, in bfloat16): 17 GB, and 33 GB for pairs whose sides have as many places each."""


def default_rows(device: str, length: int) -> int:
    """Rows of ``length`` in a step that hides words."""
    return max(1, min(GPU_ROWS, GPU_PLACES // length)) if device == "cuda" else CPU_ROWS


def default_pairs(device: str, rows: int, length: int) -> int:
    """Pairs in a step that aligns them: twice the rows, and on a GPU what its memory holds."""
    return min(2 * rows, max(2, GPU_PLACES // length)) if device == "cuda" else max(2, 2 * rows)


class PassOrder:
    """Row numbers step by step: one permutation per pass, drawn from the seed and the pass.

    ``block``: so many neighbouring rows stay together.
    """

    def __init__(self, rows: int, batch: int, seed: int, salt: int, block: int = 1) -> None:
        self.rows = rows
        self.batch = min(batch, rows)
        self.block = block
        self.key = (seed, salt)
        self.drawn = -1
        self.permutation: np.ndarray[Any, Any] = np.zeros(0, dtype=np.int64)

    def at(self, step: int) -> np.ndarray[Any, Any]:
        """The rows of ``step``, sorted for sequential reading."""
        per_pass = max(1, self.rows // self.batch)
        number, position = divmod(step, per_pass)
        if number != self.drawn:
            generator = np.random.default_rng((*self.key, number))
            blocks = generator.permutation(-(-self.rows // self.block))
            order = (blocks[:, None] * self.block + np.arange(self.block)).ravel()
            self.permutation, self.drawn = order[order < self.rows], number
        begin = position * self.batch
        return np.sort(self.permutation[begin : begin + self.batch])
