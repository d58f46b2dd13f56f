"""Prepared data: its key, its order, its probes, and text or settings that cannot be used."""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("tokenizers", reason="needs the extra 'train'")

from nqp_text.errors import NqpError, ResourceError, SettingsError
from nqp_text.training.pretraining.data import DataSettings, given_tokenizer, prepare
from nqp_text.training.pretraining.dedup import Deduplicator
from nqp_text.training.pretraining.held_out import HeldOut, held_out_left
from nqp_text.training.pretraining.pairs import PairCounts, part_pairs, read_pairs
from nqp_text.training.pretraining.vocabulary import common_han, fit_vocabulary

HAN = common_han()
ENGLISH = "abcdefghijklmnopqrstuvwxyz"


def policy_pair(number: int) -> tuple[str, str]:
    """A pair that is no repeat of another, and speaks as a government report does."""
    draw = random.Random(number)
    name = "".join(draw.choices(HAN[:3000], k=8))
    word = "".join(draw.choices(ENGLISH, k=12))
    return f"我们将深化{name}改革并推动其发展。", f"We will deepen the reform of {word} this year."


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fitted") / "tokenizer.json"
    lines = [side for n in range(300) for side in policy_pair(n)]
    fit_vocabulary(lines, 8_000).save(str(path))
    return path


@pytest.fixture
def text(tmp_path: Path) -> Path:
    folder = tmp_path / "text"
    folder.mkdir()
    plain = [f"{policy_pair(n)[0]}{policy_pair(n + 5000)[0]}" for n in range(400)]
    (folder / "zh.txt").write_text("\n".join(plain), encoding="utf-8")
    (folder / "parallel.tsv").write_text(
        "\n".join("\t".join(policy_pair(n)) for n in range(1000, 1400)), encoding="utf-8"
    )
    return folder


@pytest.fixture
def settings(text: Path, tokenizer: Path, tmp_path: Path) -> DataSettings:
    dev = tmp_path / "dev.jsonl"
    dev.write_text(json.dumps({"text": policy_pair(3)[0]}), encoding="utf-8")
    return DataSettings((str(text),), (str(dev),), length=32, tokenizer=str(tokenizer))


def test_the_same_text_elsewhere_is_the_same_data(settings: DataSettings, tmp_path: Path) -> None:
    first = prepare(settings, tmp_path / "work")
    other = tmp_path / "another" / "place"
    shutil.copytree(settings.sources[0], other / "renamed")
    for name in (settings.held_out[0], settings.tokenizer):
        shutil.copy(name, other / f"copy-{Path(name).name}")
    moved = replace(
        settings,
        sources=(str(other / "renamed"),),
        held_out=(str(other / "copy-dev.jsonl"),),
        tokenizer=str(other / "copy-tokenizer.json"),
    )
    second = prepare(moved, tmp_path / "work2")
    single = replace(
        moved, sources=tuple(str(other / "renamed" / name) for name in ("zh.txt", "parallel.tsv"))
    )

    assert second.key == first.key == prepare(single, tmp_path / "work2").key
    assert np.array_equal(first.rows.ids, second.rows.ids)
    assert np.array_equal(first.pairs.ids, second.pairs.ids)
    assert np.array_equal(first.probe.ids, second.probe.ids)
    assert first.report["sources_sha256"] == second.report["sources_sha256"]
    assert str(tmp_path) not in json.dumps(first.report), "no place on this machine"


def test_the_key_knows_the_contents_of_every_file(
    settings: DataSettings, text: Path, tmp_path: Path
) -> None:
    keys = [prepare(settings, tmp_path / "work").key]
    Path(settings.held_out[0]).write_text(json.dumps({"text": policy_pair(4)[0]}), encoding="utf-8")
    keys.append(prepare(settings, tmp_path / "work").key)
    content = (text / "zh.txt").read_bytes()
    (text / "zh.txt").write_bytes(content.replace("。\n".encode(), "；\n".encode(), 1))
    assert (text / "zh.txt").stat().st_size == len(content), "same name and size"
    keys.append(prepare(settings, tmp_path / "work").key)
    keys.append(prepare(replace(settings, weights={"gov": 0.5}), tmp_path / "work").key)
    pieces = json.loads(Path(settings.tokenizer).read_text(encoding="utf-8"))
    changed = tmp_path / "tokenizer.json"
    changed.write_text(json.dumps(pieces, indent=1), encoding="utf-8")
    keys.append(prepare(replace(settings, tokenizer=str(changed)), tmp_path / "work").key)

    assert len(set(keys)) == len(keys)
    same = replace(settings, weights={"gov": 1.0})
    assert prepare(same, tmp_path / "work").key == keys[2], "the default weight, given or not"


def test_prepared_data_comes_back_from_the_folder(settings: DataSettings, tmp_path: Path) -> None:
    fresh, cached = (prepare(settings, tmp_path / "work") for _ in range(2))

    assert fresh.report == cached.report and fresh.key == cached.key
    assert np.array_equal(fresh.probe_policy.ids, cached.probe_policy.ids)
    assert np.array_equal(fresh.rows.starts, cached.rows.starts)
    assert len(fresh.probe_policy) > len(fresh.probe) > 0
    report = fresh.report
    assert report["held_out_left"] == 0 and report["dropped_held_out"] == 1
    assert report["aligned"]["probe_policy"] == len(fresh.probe_policy)
    assert sum(kind["read"] for kind in report["kinds"].values()) == 400
    kept = sum(kind["kept"] for kind in report["kinds"].values())
    assert kept == report["paragraphs"] + 2 == 400, "one of 200 is set aside for the unknown rate"


def test_a_pair_with_a_changed_side_and_a_line_without_two_columns_are_counted() -> None:
    pairs = [policy_pair(n) for n in range(4)]
    held_out = HeldOut().with_texts([pairs[1][1]])
    lines = ["\t".join(pair) for pair in pairs]
    lines += ["no tab", "a\tb\tc", f"{pairs[0][0]}另有新的一句话在后面。\tAnother sentence here."]
    counts = PairCounts()
    found = read_pairs(lines, Deduplicator(held_out, cap=1), counts)

    assert found == [pairs[0], pairs[2], pairs[3]]
    assert (counts.read, counts.not_two_columns, counts.changed) == (7, 2, 2)


def test_nothing_like_a_pair_that_is_kept_aside_is_trained_on() -> None:
    pairs = [policy_pair(n) for n in range(300)]
    aside = part_pairs(pairs, PairCounts())
    assert len(aside.policy) >= 100
    left, right = aside.policy[5]
    leaks = [
        (left, "It is another translation."),
        ("这是另一种译法。", right.upper()),
        (f"一是{left}二是另一件事。", "First and second, and so on."),
    ]
    counts = PairCounts()
    parted = part_pairs([*pairs, *leaks], counts)

    assert parted.policy == aside.policy
    assert not set(leaks) & set(parted.training)
    assert counts.like_probe == len(leaks)
    assert counts.kept + counts.kept_aside + counts.like_probe == len(pairs) + len(leaks)
    sides = [side for pair in parted.training for side in pair]
    assert held_out_left(sides, parted.guard) == 0
    assert held_out_left([leaks[0][0], leaks[1][1], leaks[2][0]], parted.guard) == 3


def test_plain_text_loses_the_sentences_of_the_probe(
    settings: DataSettings, text: Path, tmp_path: Path
) -> None:
    with (text / "zh.txt").open("a", encoding="utf-8") as file:
        file.write("".join(f"\n会议指出，{policy_pair(n)[0]}" for n in range(1000, 1400)))
    report = prepare(settings, tmp_path / "work").report

    assert report["dropped_probe"] == report["aligned"]["kept_aside"] >= 100
    assert report["probe_left"] == 0


def test_the_probe_has_one_right_translation_and_mixed_order() -> None:
    pairs = [policy_pair(n) for n in range(200)]
    doubled = [pair for pair in pairs for _ in range(2)]
    parted = part_pairs(doubled, PairCounts())

    assert len(set(parted.policy)) == len(parted.policy)
    assert part_pairs(doubled, PairCounts()).probe == parted.probe
    many = part_pairs([policy_pair(n) for n in range(1500)], PairCounts()).probe
    assert sorted(many) != many and len(many) == 30


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"length": 4}, "Rows of 4 tokens"),
        ({"vocabulary": 500, "tokenizer": ""}, "vocabulary of 500"),
        ({"vocabulary": 90_000, "tokenizer": ""}, "vocabulary of 90,000"),
        ({"limit": -1}, "limit of lines"),
        ({"weights": {"gov": 2.0}}, "not a share"),
        ({"tokenizer": "nowhere.json"}, "cannot be read"),
        ({"held_out": ("nowhere.jsonl",)}, "cannot be read"),
        ({"weights": dict.fromkeys(("gov", "other", "firm", "law"), 0.0)}, "too small"),
    ],
)
def test_settings_that_cannot_be_used_are_errors(
    settings: DataSettings, text: Path, tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    (text / "parallel.tsv").unlink()
    with pytest.raises(NqpError, match=message) as caught:
        prepare(replace(settings, **change), tmp_path / "work")
    assert caught.value.where and caught.value.fix
    assert not list(tmp_path.glob("work/*")), "nothing half-made is left"


@pytest.mark.parametrize("content", ["", "好。", "公司建设智算中心。\n" * 3])
@pytest.mark.parametrize("fitted", [False, True])
def test_a_text_too_small_is_an_error(
    settings: DataSettings, tmp_path: Path, content: str, fitted: bool
) -> None:
    file = tmp_path / "little.txt"
    file.write_text(content, encoding="utf-8")
    little = replace(settings, sources=(str(file),), length=128)

    with pytest.raises(SettingsError, match="too small"):
        prepare(replace(little, tokenizer="" if fitted else little.tokenizer), tmp_path / "work")


def test_a_file_that_is_no_tokenizer_or_another_one_is_an_error(
    tokenizer: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "tokenizer.json"
    bad.write_text('{"a": 1}', encoding="utf-8")
    with pytest.raises(SettingsError, match="not a tokenizer"):
        given_tokenizer(bad)

    pieces = json.loads(tokenizer.read_text(encoding="utf-8"))
    vocabulary = pieces["model"]["vocab"]
    vocabulary["[PAD]"], vocabulary["[MASK]"] = vocabulary["[MASK]"], vocabulary["[PAD]"]
    for piece in pieces["added_tokens"]:
        piece["id"] = vocabulary[piece["content"]]
    bad.write_text(json.dumps(pieces), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"\[MASK\]"):
        given_tokenizer(bad)


def test_a_folder_of_another_encoding_is_an_error(settings: DataSettings, tmp_path: Path) -> None:
    folder = tmp_path / "gbk"
    folder.mkdir()
    lines = "\n".join(policy_pair(n)[0] for n in range(50))
    (folder / "zh.txt").write_bytes(lines.encode("gb18030"))

    with pytest.raises(ResourceError, match="not UTF-8"):
        prepare(replace(settings, sources=(str(folder),)), tmp_path / "work")


def test_weights_come_from_the_command_line(settings: DataSettings, tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="needs the extra 'train'")
    from typer.testing import CliRunner

    from nqp_text.cli.app import build_app

    def nqp(*given: str) -> Any:
        words = ["pretrain", settings.sources[0], "--out", str(tmp_path / "out")]
        words += ["--work", str(tmp_path / "work"), "--tokenizer", settings.tokenizer]
        words += ["--length", "32", "--steps", "5", "--prepare-only", "--no-warm-start", *given]
        return CliRunner().invoke(build_app(words), words)

    found = nqp("--weight", "gov=0.5", "--weight", "law=0")
    assert found.exit_code == 0, found.output
    stored = next((tmp_path / "work").glob("data-*/report.json"))
    report = json.loads(stored.read_text(encoding="utf-8"))
    assert report["settings"]["weights"]["gov"] == 0.5
    assert report["settings"]["weights"]["law"] == 0.0
    assert report["kinds"]["gov"]["kept"] < 300 <= report["kinds"]["gov"]["read"]
    wrong = nqp("--weight", "sports=1")
    assert wrong.exit_code != 0
    assert isinstance(wrong.exception, SettingsError) or "Unknown kind" in wrong.output
