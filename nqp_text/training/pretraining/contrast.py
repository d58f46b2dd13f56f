"""The contrastive stage: a sentence and its translation get near vectors, others far ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nqp_text.training.pretraining.vocabulary import PAD

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

TEMPERATURE = 0.05


def two_sides(ids: NDArray[np.uint16]) -> tuple[Tensor, Tensor]:
    """The two languages of aligned pairs (pairs, 2, length), each without needless padding."""
    import torch

    rows = torch.from_numpy(ids.astype("int64"))
    return _trimmed(rows[:, 0]), _trimmed(rows[:, 1])


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
