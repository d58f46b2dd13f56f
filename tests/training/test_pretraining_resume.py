"""A run goes on with what it was made with, stops in time, and counts what it read."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the extra 'train'")
pytest.importorskip("transformers", reason="needs the extra 'train'")

import torch

from nqp_text.errors import ResourceError, SettingsError
from nqp_text.training.pretraining.batches import PassOrder, default_pairs, default_rows
from nqp_text.training.pretraining.checkpoint import FILE, load_checkpoint, save_checkpoint
from nqp_text.training.pretraining.data import DataSettings, prepare
from nqp_text.training.pretraining.encoder import encoder_config, masked_language_model
from nqp_text.training.pretraining.loop import Clock
from nqp_text.training.pretraining.masking import mask_words
from nqp_text.training.pretraining.packing import AlignedSides, Rows
from nqp_text.training.pretraining.run import pretrain
from nqp_text.training.pretraining.schedule import Schedule
from nqp_text.training.pretraining.settings import LoopSettings
from nqp_text.training.pretraining.trainer import Trainer
from nqp_text.training.pretraining.vocabulary import MASK, PAD


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


def run(
    sources: Path, tokenizer: str, work: Path, *, limit: int = 0, **given: Any
) -> dict[str, Any]:
    extra = {name: given.pop(name) for name in ("prepare_only", "began") if name in given}
    data = DataSettings((str(sources),), length=48, cap=50, tokenizer=tokenizer, limit=limit)
    loop: dict[str, Any] = {"size": "toy", "batch": 16, "steps": 100, "warm_start": False}
    loop |= {"contrastive_share": 0.0, "contrastive_batch": 8}
    return pretrain(data, LoopSettings(**loop | given), work, work / "out", lambda _: None, **extra)


def test_pieces_are_counted_without_padding(sources: Path, tokenizer: str, work: Path) -> None:
    progress = run(sources, tokenizer, work, stop_step=3)["progress"]

    data = DataSettings((str(sources),), length=48, cap=50, tokenizer=tokenizer)
    rows = prepare(data, work).rows.ids
    order = PassOrder(len(rows), 16, 0, 0)
    read = np.concatenate([rows[order.at(step)] for step in range(3)])
    assert progress["tokens"] == int((read != PAD).sum())
    assert progress["tokens"] < progress["places"] == read.size


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"limit": 200}, "data: "),
        ({"learning_rate": 1e-4}, "--learning-rate: 0.0006 then, 0.0001 now"),
        ({"batch": 8}, "--batch: 16 then, 8 now"),
        ({"contrastive_share": 0.5}, "--contrastive-share"),
        ({"warm_start": True}, "--warm-start"),
    ],
)
def test_a_run_does_not_go_on_with_other_data_or_settings(
    sources: Path, tokenizer: str, work: Path, given: dict[str, Any], named: str
) -> None:
    run(sources, tokenizer, work, stop_step=3)

    with pytest.raises(SettingsError, match=named) as caught:
        run(sources, tokenizer, work, stop_step=5, **given)
    assert FILE in caught.value.where
    assert "--work" in caught.value.fix


def test_a_longer_schedule_is_taken_and_written_down(
    sources: Path, tokenizer: str, tmp_path: Path
) -> None:
    run(sources, tokenizer, tmp_path, stop_step=2)
    progress = run(sources, tokenizer, tmp_path, stop_step=4, steps=300)["progress"]

    assert progress["step"] == 4
    assert progress["changes"] == [{"step": 2, "setting": "steps", "from": 100, "to": 300}]


def test_a_checkpoint_of_another_tokenizer_or_of_an_earlier_version_is_refused(
    tmp_path: Path,
) -> None:
    from safetensors.torch import load_file, save_file

    model = torch.nn.Linear(2, 2)
    optimizer = torch.optim.AdamW(model.parameters())
    save_checkpoint(tmp_path, model, optimizer, {"step": 1}, {"tokenizer": "a", "data": "d"})

    assert load_checkpoint(tmp_path, model, optimizer, {"tokenizer": "a"}) == {"step": 1}
    with pytest.raises(SettingsError, match="tokenizer: a then, b now"):
        load_checkpoint(tmp_path, model, optimizer, {"tokenizer": "b", "data": "d"})

    file = tmp_path / FILE
    save_file(load_file(file), file, metadata={"progress": '{"step": 1}'})
    with pytest.raises(ResourceError, match="does not say which data"):
        load_checkpoint(tmp_path, model, optimizer, {})
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(ResourceError, match="cannot be read"):
        load_checkpoint(tmp_path, model, optimizer, {})


def test_a_stop_by_the_clock_counts_preparation_and_leaves_time_to_save() -> None:
    now = time.monotonic()
    clock = Clock(10, now - 540)
    assert not clock.over()
    clock.slowest_save = 50
    assert clock.over()
    slow = Clock(10, now - 540)
    slow.steps.append(20)
    assert not slow.over()
    slow.steps_after = 4
    assert slow.over(), "the probe takes as long as four steps"
    slow.steps.extend([0.1] * 20)
    assert not slow.over(), "the first step had waited for a compiler"
    assert Clock(10, now - 575).over()
    assert not Clock(0, now - 99_999).over()


def test_a_run_whose_time_went_into_preparation_saves_and_the_next_one_goes_on(
    sources: Path, tokenizer: str, tmp_path: Path
) -> None:
    late = time.monotonic() - 60
    assert run(sources, tokenizer, tmp_path, stop_after_minutes=1, began=late)["progress"][
        "step"
    ] == 0  # fmt: skip
    assert (tmp_path / "toy-0" / FILE).exists()
    assert not list((tmp_path / "out").iterdir()), "an encoder that has learnt nothing"
    assert run(sources, tokenizer, tmp_path, stop_step=1)["progress"]["step"] == 1


def test_preparation_alone_leaves_data_and_starting_vectors(
    sources: Path, tokenizer: str, tmp_path: Path
) -> None:
    run(sources, tokenizer, tmp_path, prepare_only=True, warm_start=True)

    assert list(tmp_path.glob("data-*/report.json"))
    assert [file.suffix for file in (tmp_path / "vectors").iterdir()] == [".npz"]
    assert not (tmp_path / "toy-0").exists()
    assert not list((tmp_path / "out").iterdir())


def test_the_share_of_hidden_pieces_is_what_it_says() -> None:
    generator = torch.Generator().manual_seed(0)
    ids = torch.randint(MASK + 1, 900, (400, 96), generator=generator)
    ids[:, 80:] = PAD
    starts = torch.rand(ids.shape, generator=generator) < 0.7
    for rate in (0.18, 0.4):
        inputs, hidden = mask_words(ids, starts, 900, generator, rate)
        text = ids > MASK
        assert abs(float(hidden[text].float().mean()) - rate) < 0.01
        assert not hidden[~text].any()
        assert abs(float((inputs == MASK)[hidden].float().mean()) - 0.8) < 0.02


def toy_trainer() -> Trainer:
    ids = np.random.default_rng(0).integers(MASK + 1, 120, (32, 16), dtype=np.uint16)
    rows = Rows(ids, np.ones(ids.shape, dtype=bool))
    sides = AlignedSides(np.stack([ids, ids[::-1]], axis=1))
    model = masked_language_model(encoder_config("toy", 128))
    return Trainer(model, 128, rows, sides, LoopSettings(size="toy", batch=4, steps=9))


def test_a_compiler_that_fails_is_left_out_with_a_message() -> None:
    def broken(graph: object, inputs: object) -> object:
        raise RuntimeError("no working compiler here")

    trainer, said = toy_trainer(), list[dict[str, Any]]()
    trainer.compile(backend=broken)
    trainer.take_step(Schedule(9), said.append)
    trainer.take_step(Schedule(9), said.append)

    assert ["compile_failed" in message for message in said] == [True]
    assert (trainer.step, trainer.tokens) == (2, 2 * 4 * 16)


def test_an_error_that_no_compiler_made_is_raised() -> None:
    trainer, said = toy_trainer(), list[dict[str, Any]]()
    trainer.rows.ids[:] = 5_000  # no such piece
    with pytest.raises(IndexError):
        trainer.take_step(Schedule(9), said.append)
    assert not said


@pytest.mark.parametrize("length", [16, 96, 128, 512])
def test_default_steps_of_a_base_encoder_fit_a_gpu_of_78_gib(length: int) -> None:
    rows = default_rows("cuda", length)
    kept_bytes_of_a_place = 127_000
    assert rows * length * kept_bytes_of_a_place < 25e9
    for batch in (rows, 4096):
        pairs = default_pairs("cuda", batch, length)
        assert 2 <= pairs <= 2 * batch
        assert 2 * pairs * length * kept_bytes_of_a_place < 40e9
    assert default_pairs("cpu", 48, length) == 96
