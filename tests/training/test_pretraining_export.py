"""The folder of an encoder loads, in one file of weights or in several."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="needs the extra 'train'")
pytest.importorskip("transformers", reason="needs the extra 'train'")

import torch

from nqp_text.storage.hashes import file_sha256
from nqp_text.training.pretraining.encoder import encoder_config, masked_language_model
from nqp_text.training.pretraining.export import INDEX, WEIGHTS, save_encoder, weight_files


@pytest.fixture(scope="module")
def made(tokenizer: str) -> tuple[Any, Any, Any]:
    from tokenizers import Tokenizer

    pieces = Tokenizer.from_file(tokenizer)
    config = encoder_config("toy", pieces.get_vocab_size())
    return masked_language_model(config), config, pieces


def test_shards_hold_the_same_weights_and_replace_an_earlier_export(
    made: tuple[Any, Any, Any], tmp_path: Path
) -> None:
    from transformers import AutoModel, AutoTokenizer

    one, many = tmp_path / "one", tmp_path / "many"
    save_encoder(*made, one, {}, 48)
    save_encoder(*made, many, {}, 48)
    save_encoder(*made, many, {}, 48, shard_mb=0.1)

    assert [file.name for file in weight_files(one)] == [WEIGHTS]
    files = weight_files(many)
    assert len(files) > 2 and not (many / WEIGHTS).exists()
    table = next(file for file in files if file.stat().st_size > 1e5)
    assert all(file.stat().st_size <= 1e5 for file in files if file != table)
    whole, parts = (AutoModel.from_pretrained(f, add_pooling_layer=False) for f in (one, many))
    assert all(
        torch.equal(a, b) for a, b in zip(whole.parameters(), parts.parameters(), strict=True)
    )
    assert AutoTokenizer.from_pretrained(many).model_max_length == 48

    hashes = json.loads((many / "training.json").read_text(encoding="utf-8"))["sha256"]
    assert {file.name for file in files} | {INDEX} < set(hashes)
    assert all(file_sha256(many / name) == value for name, value in hashes.items())

    save_encoder(*made, many, {}, 48)
    assert [file.name for file in weight_files(many)] == [WEIGHTS]
    assert not (many / INDEX).exists()
