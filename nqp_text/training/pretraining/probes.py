"""Does the encoder know that a sentence and its translation mean the same?"""

from __future__ import annotations

from typing import Any

import numpy as np

from nqp_text.training.pretraining.contrast import two_sides
from nqp_text.training.pretraining.packing import AlignedSides

PROBE_PAIRS = 500


def retrieval_rate(
    model: Any, pairs: AlignedSides, device: str, limit: int = PROBE_PAIRS
) -> dict[str, float]:
    """Share of sentences whose translation is nearest among ``limit`` (both directions)."""
    import torch
    import torch.nn.functional as F

    count = min(limit, len(pairs))
    if count < 2:
        return {"pairs": float(count)}
    model.eval()
    with torch.no_grad():
        left, right = two_sides(np.array(pairs.ids[:count]))
        a, b = (
            torch.cat(
                [
                    F.normalize(model.embed(part.to(device)).float(), dim=-1)
                    for part in side.split(64)
                ]
            )
            for side in (left, right)
        )
        scores = a @ b.T
        truth = torch.arange(count, device=scores.device)
        first = (scores.argmax(1) == truth).float().mean()
        second = (scores.argmax(0) == truth).float().mean()
    model.train()
    return {"pairs": float(count), "zh_first": float(first), "en_first": float(second)}
