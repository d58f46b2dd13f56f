"""Hides spans of whole words; the same step of the same seed always hides the same ones."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

from nqp_text.training.pretraining.vocabulary import MASK

if TYPE_CHECKING:
    from torch import Tensor

RATE = 0.18
"""Share of the pieces of text that are hidden."""
MEAN_SPAN = 2.0
LONGEST_SPAN = 5


@cache
def begin_rate(rate: float) -> float:
    """Share of words at which a span begins, so that spans cover ``rate`` of the words.

    Spans overlap, so this is more than ``rate`` over their mean length. A word stays visible if no
    span from it or from one of the words before reaches it: the product over the distance ``k`` of
    ``1 - p P(length > k)``, with geometric lengths cut at ``LONGEST_SPAN``.
    """
    reach = [(1 - 1 / MEAN_SPAN) ** k for k in range(LONGEST_SPAN)]
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        covered = 1 - math.prod(1 - middle * share for share in reach)
        low, high = (middle, high) if covered < rate else (low, middle)
    return high


def mask_words(
    ids: Tensor, starts: Tensor, vocabulary: int, generator: Any, rate: float = RATE
) -> tuple[Tensor, Tensor]:
    """Inputs with hidden words and the mask of hidden places, both (rows, length).

    ``rate``: share of the pieces that are hidden, marks and padding aside. Of those 80 % become
    ``[MASK]``, 10 % a random piece and 10 % stay (Devlin et al. 2019); spans have geometric length
    in words (Joshi et al. 2020).
    """
    import torch

    def uniform() -> Tensor:
        return torch.rand(ids.shape, generator=generator, device=ids.device)

    begins = uniform() < begin_rate(rate)
    reach = torch.ceil(torch.log1p(-uniform()) / math.log(1 - 1 / MEAN_SPAN))
    reach = reach.clamp(1, LONGEST_SPAN)
    words = torch.zeros_like(begins)
    for k in range(LONGEST_SPAN):
        words[:, k:] |= (begins & (reach > k))[:, : ids.shape[1] - k]
    word_of_token = (starts.long().cumsum(1) - 1).clamp_min(0)
    hidden = words.gather(1, word_of_token) & (ids > MASK)
    choice = uniform()
    inputs = torch.where(hidden & (choice < 0.8), torch.full_like(ids, MASK), ids)
    random_piece = torch.randint(
        MASK + 1,
        vocabulary,
        ids.shape,
        generator=generator,
        device=ids.device,
    )
    return torch.where(hidden & (choice > 0.9), random_piece, inputs), hidden
