"""The encoder's sizes and its training head."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from nqp_text.training.pretraining.vocabulary import PAD

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch.nn import Module
    from transformers import BertConfig

# Layers, hidden width, heads: at most 7, 16 and 26 million parameters with 24,000 pieces.
SIZES: dict[str, tuple[int, int, int]] = {
    "toy": (2, 64, 2),
    "tiny": (3, 192, 3),
    "small": (4, 256, 4),
    "base": (8, 384, 6),
}
LONGEST_ROW = 512
"""Places that the configuration has vectors for; those behind the rows' length stay untrained."""


def encoder_config(size: str, vocabulary: int) -> BertConfig:
    """A BERT configuration; the vocabulary is rounded up to 64 for the matrix units of a GPU."""
    from transformers import BertConfig

    layers, hidden, heads = SIZES[size]
    return BertConfig(
        vocab_size=math.ceil(vocabulary / 64) * 64,
        hidden_size=hidden,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=4 * hidden,
        max_position_embeddings=LONGEST_ROW,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        pad_token_id=PAD,
    )


def masked_language_model(config: BertConfig) -> Module:
    """BERT with a tied output layer that is computed at the hidden places only."""
    import torch
    import torch.nn.functional as F
    from transformers import BertModel

    class MaskedLanguageModel(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.bert = BertModel(config, add_pooling_layer=False)
            self.dense = torch.nn.Linear(config.hidden_size, config.hidden_size)
            self.norm = torch.nn.LayerNorm(config.hidden_size)
            self.bias = torch.nn.Parameter(torch.zeros(config.vocab_size))

        def states(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            """Last layer (rows, length, hidden) and the mask of tokens that are not padding."""
            attention = (ids != PAD).long()
            # Without padding the mask says nothing, and attention without a mask is faster.
            full = ids.device.type == "cpu" and bool(attention.all())
            mask = None if full else attention
            return self.bert(input_ids=ids, attention_mask=mask).last_hidden_state, attention

        def embed(self, ids: torch.Tensor) -> torch.Tensor:
            """Mean of the last layer over the tokens that are not padding: (rows, hidden)."""
            states, attention = self.states(ids)
            weights = attention[..., None].to(states.dtype)
            return (states * weights).sum(1) / weights.sum(1).clamp_min(1)

        def forward(
            self, ids: torch.Tensor, hidden: torch.Tensor, target: torch.Tensor
        ) -> torch.Tensor:
            """Cross entropy over the hidden places (``hidden``: flat indices)."""
            states, _ = self.states(ids)
            picked = self.norm(F.gelu(self.dense(states.flatten(0, 1)[hidden])))
            logits = picked @ self.bert.embeddings.word_embeddings.weight.T + self.bias
            # The mean, and 0 instead of no number when a small batch hides nothing.
            return F.cross_entropy(logits.float(), target, reduction="sum") / max(1, len(target))

    return MaskedLanguageModel()


def start_from_counts(
    model: Any, vectors: NDArray[np.float32], log_shares: NDArray[np.float32]
) -> None:
    """Puts token vectors (vocabulary, hidden) and log frequencies where random values were."""
    import torch

    table = model.bert.embeddings.word_embeddings.weight
    with torch.no_grad():
        table[: len(vectors)] = torch.from_numpy(vectors)
        table[PAD] = 0.0
        # The rows that fill the table up to a round number stand for no piece: not likely either.
        model.bias.fill_(float(log_shares.min()))
        model.bias[: len(log_shares)] = torch.from_numpy(log_shares)
