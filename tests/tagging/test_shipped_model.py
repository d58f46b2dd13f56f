"""The shipped model: the same weights for other programs, and without any extra library."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nqp_text.resources import data_path, has_data
from nqp_text.tagging.model_files import HUGGING_FACE
from nqp_text.tagging.model_folder import open_model
from nqp_text.tagging.model_input import ModelSentence, pieces_of
from nqp_text.tagging.model_labels import output_names
from nqp_text.tagging.model_parts import read_network, read_tokenizer

pytestmark = pytest.mark.skipif(not has_data("models", "nqp-mini"), reason="no model is shipped")

TEXTS = (
    "公司建成智算中心，机房年均PUE降至1.18。",
    "报告期内，公司实现营业收入12.3亿元，同比增长5.6%。",
    "公司计划引进博士二十名，与高校共建实验室。",
    "省里设立科技创新引导基金，支持专精特新企业融资。",
    "We installed liquid-cooled GPU racks in our new data center.",
    "Revenue decreased due to lower prices of our main products.",
    "We trained 3,000 technicians in industrial robotics this year.",
    "分布式光伏电站全年发电一亿千瓦时，减少碳排放。",
)


def test_the_hugging_face_weights_load_in_a_pipeline_and_say_the_same() -> None:
    """Means of a sentence's pieces, which is what the network computes: int8 against float."""
    pytest.importorskip("torch", reason="needs the extra 'train'")
    transformers = pytest.importorskip("transformers", reason="needs the extra 'train'")
    weights = data_path("models", "nqp-mini") / HUGGING_FACE
    read = transformers.pipeline(
        "token-classification",
        model=str(weights),
        tokenizer=transformers.AutoTokenizer.from_pretrained(weights),
        ignore_labels=[],
    )
    folder = open_model(data_path("models", "nqp-mini"))
    labels = [
        read.model.config.id2label[number] for number in range(len(read.model.config.id2label))
    ]
    assert labels == list(output_names(folder.nodes))
    assert "".join(row["word"] for row in read("公司建设智算中心。")) == "公司建设智算中心。"

    tokenizer = read_tokenizer(folder)
    pieces = pieces_of([ModelSentence(text, "firm", "zh") for text in TEXTS], tokenizer)
    own = read_network(folder, tokenizer).logits(pieces)
    theirs = np.stack([_means(read, text) for text in TEXTS])
    # Measured: 0.053 on average, 0.28 at most.
    assert np.abs(own - theirs).mean() < 0.1
    assert np.abs(own - theirs).max() < 0.5


def _means(read: Any, text: str) -> NDArray[np.float32]:
    """The document's kind as the first segment, the sentence as the second; its pieces' mean."""
    import torch

    tokenizer = read.tokenizer
    first, second = (
        tokenizer(part, add_special_tokens=False).input_ids for part in ("company", text)
    )
    ids = [tokenizer.cls_token_id, *first, tokenizer.sep_token_id, *second, tokenizer.sep_token_id]
    segments = [0] * (len(ids) - len(second) - 1) + [1] * (len(second) + 1)
    with torch.inference_mode():
        logits = read.model.float()(
            input_ids=torch.tensor([ids]), token_type_ids=torch.tensor([segments])
        ).logits[0]
    found: NDArray[np.float32] = logits[torch.tensor(segments) == 1].mean(0).numpy()
    return found


BLOCKED = """
import importlib.abc, sys

class Blocked(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"torch", "transformers", "sklearn", "scipy"}:
            raise ImportError(f"{name} is blocked")

sys.meta_path.insert(0, Blocked())
from nqp_text.cli import main
main()
"""


@pytest.mark.parametrize("method", ["hybrid", "transformer"])
def test_it_tags_without_the_libraries_that_trained_it(method: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED, "tag", "-", "--format", "jsonl", "--method", method],
        input="\n".join(TEXTS).encode("utf-8"),
        capture_output=True,
        timeout=300,
        check=False,
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    records = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    nodes = [{label["node"] for label in record["labels"]} for record in records]
    assert "path.compute" in nodes[0] & nodes[4]
    assert nodes[1] == nodes[5] == set()
