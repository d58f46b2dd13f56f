"""Hides spans of whole words; the same step of the same seed always hides the same ones."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from nqp_text.training.pretraining.vocabulary import MASK

if TYPE_CHECKING:
    from torch import Tensor

RATE = 0.18
MEAN_SPAN = 2.0
LONGEST_SPAN = 5


def mask_words(
    ids: Tensor, starts: Tensor, vocabulary: int, generator: Any, rate: float = RATE
) -> tuple[Tensor, Tensor]:
    """Inputs with hidden words and the mask of hidden places, both (rows, length).

    Of the hidden tokens 80 % become ``[MASK]``, 10 % a random piece and 10 % stay (Devlin et al.
    2019); spans have geometric length in words (Joshi et al. 2020).
    """
    import torch

    def uniform() -> Tensor:
        return torch.rand(ids.shape, generator=generator, device=ids.device)

    begins = uniform() < rate / MEAN_SPAN
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
