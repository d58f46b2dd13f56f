"""The encoder's sizes, its training head, and the folder in Hugging Face layout."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nqp_text.training.pretraining.vocabulary import PAD

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer
    from torch.nn import Module
    from transformers import BertConfig

# Layers, hidden width, heads: at most 7, 16 and 26 million parameters with 24,000 pieces.
SIZES: dict[str, tuple[int, int, int]] = {
    "toy": (2, 64, 2),
    "tiny": (3, 192, 3),
    "small": (4, 256, 4),
    "base": (8, 384, 6),
}
SHARD_BYTES = 14_500_000


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
        max_position_embeddings=512,
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
            return F.cross_entropy(logits.float(), target)

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


def save_encoder(
    model: Any, config: BertConfig, tokenizer: Tokenizer, folder: Path, card: dict[str, Any]
) -> None:
    """Writes config, tokenizer, fp16 weights and ``training.json`` so that AutoModel loads them."""
    import torch
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    state = {
        name: tensor.detach().to(torch.float16).cpu().contiguous()
        for name, tensor in model.bert.state_dict().items()
    }
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    settings = config.to_dict() | {"architectures": ["BertModel"], "dtype": "float16"}
    _write_json(folder / "config.json", settings)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(folder / "tokenizer.json"))
    _write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": config.max_position_embeddings,
            "pad_token": "[PAD]",
            "unk_token": "[UNK]",
            "cls_token": "[CLS]",
            "sep_token": "[SEP]",
            "mask_token": "[MASK]",
        },
    )
    hashes = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in ("config.json", "model.safetensors", "tokenizer.json")
    }
    _write_json(folder / "training.json", card | {"sha256": hashes})


def _write_json(path: Path, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
