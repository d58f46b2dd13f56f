"""A toy encoder learns in seconds, resumes exactly and comes back from its folder."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the extra 'train'")
pytest.importorskip("transformers", reason="needs the extra 'train'")

from nqp_text.errors import ResourceError
from nqp_text.training.pretraining.batches import PassOrder
from nqp_text.training.pretraining.contrast import two_sides
from nqp_text.training.pretraining.corpus import ReadCounts, read_lines
from nqp_text.training.pretraining.data import DataSettings, prepare
from nqp_text.training.pretraining.dedup import Deduplicator, sentence_key
from nqp_text.training.pretraining.held_out import held_out_keys
from nqp_text.training.pretraining.mixture import PAIR_PASSES, repeated_pairs
from nqp_text.training.pretraining.packing import pack, pack_pairs, pack_sides
from nqp_text.training.pretraining.run import pretrain
from nqp_text.training.pretraining.settings import LoopSettings
from nqp_text.training.pretraining.vocabulary import CLS, SEP


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
    run(sources, tokenizer, tmp_path / "b", tmp_path / "out-b", stop_step=37, **cold)
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


def test_traditional_text_is_packed_as_the_tagger_reads_it(tokenizer: str) -> None:
    from tokenizers import Tokenizer

    pieces = Tokenizer.from_file(tokenizer)
    pairs = [("公司建设智算中心，推进数据交易平台。", "The company builds a computing centre.")]
    traditional = [
        ("公司建設智算中心，推進數據交易平臺。", "The Company builds a computing centre.")
    ]
    for packed in (pack_pairs, pack_sides):
        one, two = packed(pairs, pieces, 48), packed(traditional, pieces, 48)
        assert len(one) == 1 and np.array_equal(one.ids, two.ids)
    rows = [pack([*pair] * 9, pieces, 48) for pair in (pairs[0], traditional[0])]
    assert len(rows[0]) and np.array_equal(rows[0].ids, rows[1].ids)


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
