"""The encoder as a folder in Hugging Face layout, in one file of weights or in several."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nqp_text.storage.hashes import file_sha256

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import BertConfig

WEIGHTS = "model.safetensors"
INDEX = "model.safetensors.index.json"


def save_encoder(
    model: Any,
    config: BertConfig,
    tokenizer: Tokenizer,
    folder: Path,
    card: dict[str, Any],
    length: int,
    shard_mb: float = 0.0,
) -> None:
    """Writes config, tokenizer, fp16 weights and ``training.json`` so that AutoModel loads them.

    ``length``: pieces of the rows it was trained on, which the tokenizer's settings say: vectors of
    places behind them are as they were drawn. ``shard_mb``: megabytes (of a million bytes) of a
    file of weights, 0 for one file. No tensor is split, so a file has at least the size of one.
    """
    import torch

    folder.mkdir(parents=True, exist_ok=True)
    state = {
        name: tensor.detach().to(torch.float16).cpu().contiguous()
        for name, tensor in model.bert.state_dict().items()
    }
    names = _save_weights(state, folder, shard_mb)
    settings = config.to_dict() | {"architectures": ["BertModel"], "dtype": "float16"}
    _write_json(folder / "config.json", settings)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(folder / "tokenizer.json"))
    _write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": length,
            "pad_token": "[PAD]",
            "unk_token": "[UNK]",
            "cls_token": "[CLS]",
            "sep_token": "[SEP]",
            "mask_token": "[MASK]",
        },
    )
    hashes = {
        name: file_sha256(folder / name) for name in ("config.json", "tokenizer.json", *names)
    }
    _write_json(folder / "training.json", card | {"sha256": hashes})


def weight_files(folder: Path) -> list[Path]:
    """The files of weights in an encoder's folder, sorted by name."""
    return sorted(folder.glob("model*.safetensors"))


def _save_weights(state: dict[str, Any], folder: Path, shard_mb: float) -> list[str]:
    """Names of the files written; what an earlier export left is removed: it would be read."""
    from safetensors.torch import save_file

    for old in (*weight_files(folder), folder / INDEX):
        old.unlink(missing_ok=True)
    shards = _shards(state, shard_mb * 1e6) if shard_mb else [list(state)]
    if len(shards) == 1:
        save_file(state, folder / WEIGHTS, metadata={"format": "pt"})
        return [WEIGHTS]
    places: dict[str, str] = {}
    for number, names in enumerate(shards, 1):
        file = f"model-{number:05}-of-{len(shards):05}.safetensors"
        save_file({n: state[n] for n in names}, folder / file, metadata={"format": "pt"})
        places |= dict.fromkeys(names, file)
    size = sum(tensor.nbytes for tensor in state.values())
    _write_json(folder / INDEX, {"metadata": {"total_size": size}, "weight_map": places})
    return [*sorted(set(places.values())), INDEX]


def _shards(state: dict[str, Any], most: float) -> list[list[str]]:
    """Names of tensors in order, cut so that a shard with its header stays below ``most`` bytes."""
    shards: list[list[str]] = []
    size = most
    for name, tensor in state.items():
        # A header has the name, the type, the shape and the place of each tensor.
        own = tensor.nbytes + len(name) + 120
        if size + own > most:
            shards.append([])
            size = 0
        shards[-1].append(name)
        size += own
    return shards


def _write_json(path: Path, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
