"""What the models say about some sentences, before anything is decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from nqp_text.records import Actor, Polarity, Stance
from nqp_text.tagging.model_input import Pieces
from nqp_text.tagging.model_labels import ATTRIBUTES, attribute_columns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Scores:
    """What the models say about some sentences: logits (sentences, outputs), probabilities.

    ``read`` marks the sentences that the network read.
    """

    pieces: list[Pieces]
    network: NDArray[np.float32]
    linear: NDArray[np.float32]
    probabilities: NDArray[np.float64]
    read: NDArray[np.bool_]

    def attributes(
        self, rows: Iterable[int], shares: tuple[float, float]
    ) -> dict[int, tuple[Stance, Actor, Polarity]]:
        """Stance, actor and polarity of whole sentences: the values with the highest scores.

        ``shares`` of the network's and the linear model's logits.
        """
        network, linear = shares
        read: dict[int, tuple[Stance, Actor, Polarity]] = {}
        for row in sorted(rows):
            logits = linear * self.linear[row]
            if self.read[row]:
                logits = network * self.network[row] + logits
            values = [
                ATTRIBUTES[name][int(logits[columns].argmax())]
                for name, columns in attribute_columns(self.probabilities.shape[1]).items()
            ]
            read[row] = cast("tuple[Stance, Actor, Polarity]", tuple(values))
        return read
