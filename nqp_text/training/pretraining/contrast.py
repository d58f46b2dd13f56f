"""The contrastive stage: a sentence and its translation get near vectors, others far ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nqp_text.training.pretraining.vocabulary import CLS, PAD, SEP

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

TEMPERATURE = 0.05


def two_sides(ids: NDArray[np.uint16]) -> tuple[Tensor, Tensor]:
    """The two languages of pair rows ``[CLS] a [SEP] b [SEP] pad`` as rows of their own."""
    import torch

    rows = torch.from_numpy(ids.astype("int64"))
    separators = (rows == SEP).cumsum(1)
    is_separator = rows == SEP
    first = (separators == 0) | (is_separator & (separators == 1))
    second = (separators == 1) & ~is_separator | (is_separator & (separators == 2))
    left = torch.where(first, rows, PAD)
    right = torch.full_like(rows, PAD)
    begin = first.sum(1)
    index = torch.arange(rows.shape[1])[None, :] + begin[:, None] - 1
    taken = torch.where(second, rows, PAD).gather(1, index.clamp_max(rows.shape[1] - 1))
    right = torch.where(index < rows.shape[1], taken, torch.full_like(taken, PAD))
    right[:, 0] = CLS
    return _trimmed(left), _trimmed(right)


def _trimmed(rows: Tensor) -> Tensor:
    return rows[:, : int((rows != PAD).sum(1).max())]


def contrastive_loss(model: Any, left: Tensor, right: Tensor) -> Tensor:
    """Symmetric InfoNCE over the batch (van den Oord et al. 2018), cosine over temperature."""
    import torch
    import torch.nn.functional as F

    a = F.normalize(model.embed(left).float(), dim=-1)
    b = F.normalize(model.embed(right).float(), dim=-1)
    scores = a @ b.T / TEMPERATURE
    target = torch.arange(len(a), device=scores.device)
    return (F.cross_entropy(scores, target) + F.cross_entropy(scores.T, target)) / 2
