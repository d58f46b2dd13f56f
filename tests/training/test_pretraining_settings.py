"""Options that no run can have are said before any work is done."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="needs the extra 'train'")
pytest.importorskip("transformers", reason="needs the extra 'train'")

from nqp_text.errors import NqpError
from nqp_text.training.pretraining.data import DataSettings
from nqp_text.training.pretraining.run import pretrain
from nqp_text.training.pretraining.settings import LoopSettings


@pytest.mark.parametrize(
    ("given", "option"),
    [
        ({"size": "huge"}, "--size"),
        ({"steps": 0}, "--minutes"),
        ({"steps": 0, "minutes": -1.0}, "--minutes"),
        ({"steps": 0, "minutes": math.nan}, "--minutes"),
        ({"steps": 0, "minutes": math.inf}, "--minutes"),
        ({"steps": -5}, "--steps"),
        ({"stop_after_minutes": -1.0}, "--stop-after"),
        ({"batch": -1}, "--batch"),
        ({"contrastive_batch": -1}, "--contrastive-batch"),
        ({"contrastive_batch": 1}, "--contrastive-batch"),
        ({"contrastive_share": 1.5}, "--contrastive-share"),
        ({"contrastive_share": -0.1}, "--contrastive-share"),
        ({"learning_rate": -1.0}, "--learning-rate"),
        ({"seed": -1}, "--seed"),
        ({"length": 600}, "--length"),
        ({"length": 3}, "--length"),
        ({"vocabulary": 100}, "--vocabulary"),
        ({"vocabulary": 70_000}, "--vocabulary"),
        ({"limit": -1}, "--limit"),
        ({"tokenizer": "missing.json"}, "missing.json"),
        ({"held_out": ("missing.jsonl",)}, "missing.jsonl"),
        ({"shard_mb": -1.0}, "--shard-mb"),
        ({"out": "taken"}, "--out"),
        ({"work": "taken"}, "--work"),
    ],
)
def test_an_impossible_option_is_an_error_that_names_it(
    given: dict[str, Any], option: str, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file, no folder", encoding="utf-8")
    (tmp_path / "text.txt").write_text("公司建设智算中心。\n", encoding="utf-8")
    work, out = (tmp_path / given.pop(name, name) for name in ("work", "out"))
    shard = given.pop("shard_mb", 0.0)
    own = {n: given.pop(n) for n in ("length", "vocabulary", "limit", "tokenizer", "held_out")
           if n in given}  # fmt: skip
    data = DataSettings((str(tmp_path / "text.txt"),), **own)

    with pytest.raises(NqpError) as caught:
        pretrain(
            data, LoopSettings(**{"steps": 9} | given), work, out, lambda _: None, shard_mb=shard
        )
    assert option in caught.value.where
    assert caught.value.fix
    assert not list(tmp_path.glob("work/data-*"))
