"""A toy encoder learns in seconds, resumes exactly and comes back from its folder."""

from __future__ import annotations

import json
import lzma
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the extra 'train'")
pytest.importorskip("transformers", reason="needs the extra 'train'")

from nqp_text.errors import ResourceError
from nqp_text.training.pretraining.contrast import two_sides
from nqp_text.training.pretraining.corpus import ReadCounts, read_lines
from nqp_text.training.pretraining.data import DataSettings, prepare
from nqp_text.training.pretraining.dedup import Deduplicator, held_out_keys, sentence_key
from nqp_text.training.pretraining.loop import LoopSettings, PassOrder
from nqp_text.training.pretraining.mixture import PAIR_PASSES, repeated_pairs
from nqp_text.training.pretraining.packing import pack_sides
from nqp_text.training.pretraining.run import pretrain
from nqp_text.training.pretraining.vocabulary import CLS, SEP, common_han

SUBJECTS = ["公司", "本行", "省政府", "研发团队", "子公司"]
VERBS = ["建设", "推进", "投入", "改造", "完善"]
OBJECTS = ["智算中心", "绿色工厂", "人才培养体系", "数据交易平台", "工业互联网平台"]
ENGLISH = [
    "The company builds a computing centre in its home province",
    "Our team invests in green factories and storage",
    "The government improves the training of skilled workers",
    "We sell industrial software to machine makers",
]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
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


@pytest.fixture(scope="module")
def tokenizer(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    work = tmp_path_factory.mktemp("fitted")
    prepared = prepare(DataSettings((str(sources),), length=48, vocabulary=8_000, cap=50), work)
    path = work / "tokenizer.json"
    prepared.tokenizer.save(str(path))
    return str(path)


def run(sources: Path, tokenizer: str, work: Path, out: Path, **loop: Any) -> dict[str, Any]:
    data = DataSettings((str(sources),), length=48, cap=50, tokenizer=tokenizer)
    loop = {"size": "toy", "batch": 16, "steps": 100, "learning_rate": 3e-3} | loop
    settings = LoopSettings(**loop)
    return pretrain(data, settings, work, out, lambda message: None)


def test_loss_falls_and_a_resumed_run_equals_an_uninterrupted_one(
    sources: Path, tokenizer: str, tmp_path: Path
) -> None:
    from safetensors.numpy import load_file

    cold = {"warm_start": False}
    whole = run(sources, tokenizer, tmp_path / "a", tmp_path / "out-a", **cold)
    run(sources, tokenizer, tmp_path / "b", tmp_path / "out-b", stop_step=50, **cold)
    resumed = run(sources, tokenizer, tmp_path / "b", tmp_path / "out-b", **cold)

    curve = whole["progress"]["curve"]
    assert curve[-1][2] < curve[0][2] - 0.5
    assert resumed["progress"]["curve"] == curve
    one = load_file(tmp_path / "out-a" / "model.safetensors")
    two = load_file(tmp_path / "out-b" / "model.safetensors")
    assert one.keys() == two.keys()
    assert all(np.array_equal(one[name], two[name]) for name in one)


def test_token_vectors_from_counts_are_a_better_start_than_random_ones(
    sources: Path, tokenizer: str, tmp_path: Path
) -> None:
    warm = run(sources, tokenizer, tmp_path / "a", tmp_path / "out-a", stop_step=50)
    cold = run(
        sources, tokenizer, tmp_path / "b", tmp_path / "out-b", stop_step=50, warm_start=False
    )

    assert warm["progress"]["curve"][0][2] < cold["progress"]["curve"][0][2]


def test_the_exported_folder_loads_with_auto_model(
    sources: Path, tokenizer: str, tmp_path: Path
) -> None:
    from transformers import AutoModel, AutoTokenizer

    card = run(sources, tokenizer, tmp_path / "work", tmp_path / "out", stop_step=10)
    model = AutoModel.from_pretrained(tmp_path / "out", add_pooling_layer=False)
    pieces = AutoTokenizer.from_pretrained(tmp_path / "out")

    encoded = pieces("公司建设智算中心。", return_tensors="pt")
    states = model(input_ids=encoded["input_ids"]).last_hidden_state
    assert states.shape[-1] == 64
    assert encoded["input_ids"][0, 0] == CLS
    assert sum(p.numel() for p in model.parameters()) == card["parameters"]
    hashes = json.loads((tmp_path / "out" / "training.json").read_text(encoding="utf-8"))["sha256"]
    assert set(hashes) == {"config.json", "model.safetensors", "tokenizer.json"}


def test_data_order_and_rows_depend_on_the_seed_only(
    sources: Path, tokenizer: str, tmp_path: Path
) -> None:
    settings = DataSettings((str(sources),), length=48, cap=50, tokenizer=tokenizer)
    first = prepare(settings, tmp_path / "a")
    second = prepare(settings, tmp_path / "b")
    cached = prepare(settings, tmp_path / "a")

    assert np.array_equal(first.rows.ids, second.rows.ids)
    assert np.array_equal(first.rows.starts, cached.rows.starts)
    assert first.report["unknown_rate"]["zh"] <= 0.001
    assert (first.rows.ids[:, 0] == CLS).all()


def test_the_sides_of_a_pair_are_cut_and_padded_on_their_own(tokenizer: str) -> None:
    from tokenizers import Tokenizer

    pairs = [("公司建设智算中心。" * 9, "We sell industrial software."), ("好", "Well")]
    sides = pack_sides(pairs, Tokenizer.from_file(tokenizer), 16)
    left, right = two_sides(sides.ids)

    assert len(sides) == 1, "a side of one piece teaches no alignment"
    assert left.shape[1] == 16
    assert left[0, 0] == CLS and left[0, -1] == SEP
    assert right.shape[1] < 16 and right[0, -1] == SEP


def test_repeats_templates_and_held_out_sentences_are_dropped(tmp_path: Path) -> None:
    gold = tmp_path / "dev.jsonl"
    gold.write_text(json.dumps({"text": "公司新建两座绿色数据中心并投入使用。"}), encoding="utf-8")
    cleaner = Deduplicator(held_out_keys([gold]), cap=1)

    assert cleaner.filter("公司新建两座绿色数据中心并投入使用。") == ""
    assert cleaner.filter("本期计提坏账准备金额 1,200 万元。") != ""
    assert cleaner.filter("本期计提坏账准备金额 3,400 万元。") == ""
    assert (cleaner.dropped_held_out, cleaner.dropped_repeats) == (1, 1)
    assert sentence_key("完成了 12 项技术改造任务！") == sentence_key("完成了３４项技術改造任務。")


def test_bad_lines_are_counted_and_a_damaged_archive_is_an_error(tmp_path: Path) -> None:
    mixed = tmp_path / "mixed.txt"
    mixed.write_bytes("好的一行\n".encode() + b"\xff\xfe\xff\n" + b"x" * 10_000_000 + b"\nlast\n")
    counts = ReadCounts()
    assert list(read_lines(mixed, counts)) == ["好的一行", "last"]
    assert (counts.not_utf8, counts.too_long) == (1, 1)

    broken = tmp_path / "broken.txt.xz"
    broken.write_bytes(lzma.compress("数据\n".encode() * 9000)[:-40])
    with pytest.raises(ResourceError, match="damaged"):
        list(read_lines(broken, ReadCounts()))


def test_neighbours_stay_together_and_a_pass_meets_every_row_once() -> None:
    order = PassOrder(96, 32, 0, 1, block=8)
    drawn = [order.at(step) for step in range(3)]

    assert sorted(np.concatenate(drawn).tolist()) == list(range(96))
    assert all(len({row // 8 for row in rows.tolist()}) == 4 for rows in drawn)
    assert not np.array_equal(drawn[0], order.at(3)), "the next pass has another order"


def test_pairs_of_the_field_are_met_more_often_than_others() -> None:
    policy = ("现在，我代表国务院，向大会报告政府工作。", "I will now report on government work.")
    other = ("在终端里输入这条命令。", "Type this command in a terminal.")
    found = repeated_pairs([policy, other])

    assert found[:2] == [policy, other]
    assert found.count(policy) == PAIR_PASSES["gov"]
    assert found.count(other) == 1
