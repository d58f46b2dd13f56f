"""One thread: on a busy machine, threads that wait for each other take minutes for seconds.

And a text of invented sentences, with a tokenizer for it, to pretrain toy encoders on.
"""

from __future__ import annotations

import lzma
import random
from importlib.util import find_spec
from pathlib import Path

import pytest

if find_spec("torch"):
    import torch

    torch.set_num_threads(1)

SUBJECTS = ["公司", "本行", "省政府", "研发团队", "子公司"]
VERBS = ["建设", "推进", "投入", "改造", "完善"]
OBJECTS = ["智算中心", "绿色工厂", "人才培养体系", "数据交易平台", "工业互联网平台"]
ENGLISH = [
    "The company builds a computing centre in its home province",
    "Our team invests in green factories and storage",
    "The government improves the training of skilled workers",
    "We sell industrial software to machine makers",
]


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of raw text in both languages and of aligned pairs."""
    from nqp_text.training.pretraining.vocabulary import common_han

    folder = tmp_path_factory.mktemp("text")
    draw = random.Random(0)
    zh = [
        f"{draw.choice(SUBJECTS)}在第{i}个项目中{draw.choice(VERBS)}{draw.choice(OBJECTS)}，"
        f"并{draw.choice(VERBS)}{draw.choice(OBJECTS)}。{common_han()[i]}"
        for i in range(700)
    ]
    en = [
        f"{draw.choice(ENGLISH)} near site {chr(97 + i % 26)}{chr(97 + i // 26)}."
        for i in range(500)
    ]
    with lzma.open(folder / "zh.txt.xz", "wt", encoding="utf-8") as file:
        file.write("\n".join(zh))
    (folder / "en.txt").write_text("\n".join(en), encoding="utf-8")
    pairs = [f"{a[:24]}\t{b}" for a, b in zip(zh[:200], en[:200], strict=True)]
    (folder / "parallel.tsv").write_text("\n".join(pairs), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def tokenizer(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A ``tokenizer.json`` that was fitted on ``sources``."""
    from nqp_text.training.pretraining.data import DataSettings, prepare

    work = tmp_path_factory.mktemp("fitted")
    prepared = prepare(DataSettings((str(sources),), length=48, vocabulary=8_000, cap=50), work)
    path = work / "tokenizer.json"
    prepared.tokenizer.save(str(path))
    return str(path)
