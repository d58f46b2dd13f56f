"""The training loop: one step is a function of the seed, the step number and the weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nqp_text.training.pretraining.checkpoint import load_checkpoint, save_checkpoint
from nqp_text.training.pretraining.contrast import contrastive_loss, two_sides
from nqp_text.training.pretraining.masking import mask_words
from nqp_text.training.pretraining.packing import AlignedSides, Rows
from nqp_text.training.pretraining.schedule import Schedule

if TYPE_CHECKING:
    from torch import Tensor

NEIGHBOURS = 16
"""Pairs of one document in a batch that aligns pairs: the hardest translations to tell apart."""

Say = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class LoopSettings:
    """How the weights are found. ``learning_rate`` 0 takes the default of the device.

    ``contrastive_share``: the last part of the budget in which every other step aligns pairs.
    ``contrastive_batch``: pairs in such a step, 0 for twice ``batch``: a translation is harder to
    find among many.
    ``stop_step``, ``stop_after_minutes``: stop there and keep the schedule (0: no), to continue in
    a later run. ``mixed``: bfloat16 on a CPU too, which is twice as fast where the processor has
    instructions for it and slow where it has none. ``warm_start``: token vectors start from
    co-occurrence counts.
    """

    size: str = "small"
    seed: int = 0
    batch: int = 0
    learning_rate: float = 0.0
    steps: int = 0
    minutes: float = 0.0
    stop_after_minutes: float = 0.0
    stop_step: int = 0
    contrastive_share: float = 0.25
    contrastive_batch: int = 0
    save_every_seconds: float = 300.0
    compile: bool = True
    mixed: bool = False
    warm_start: bool = True


class PassOrder:
    """Row numbers step by step: one permutation per pass, drawn from the seed and the pass.

    ``block``: so many neighbouring rows stay together.
    """

    def __init__(self, rows: int, batch: int, seed: int, salt: int, block: int = 1) -> None:
        self.rows = rows
        self.batch = min(batch, rows)
        self.block = block
        self.key = (seed, salt)
        self.drawn = -1
        self.permutation: np.ndarray[Any, Any] = np.zeros(0, dtype=np.int64)

    def at(self, step: int) -> np.ndarray[Any, Any]:
        """The rows of ``step``, sorted for sequential reading."""
        per_pass = max(1, self.rows // self.batch)
        number, position = divmod(step, per_pass)
        if number != self.drawn:
            generator = np.random.default_rng((*self.key, number))
            blocks = generator.permutation(-(-self.rows // self.block))
            order = (blocks[:, None] * self.block + np.arange(self.block)).ravel()
            self.permutation, self.drawn = order[order < self.rows], number
        begin = position * self.batch
        return np.sort(self.permutation[begin : begin + self.batch])


class Trainer:
    """Model, optimizer and data of one run; ``step`` counts from the first run on."""

    def __init__(
        self, model: Any, vocabulary: int, rows: Rows, pairs: AlignedSides, settings: LoopSettings
    ) -> None:
        import torch

        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.model = model.to(self.device)
        self.vocabulary = vocabulary
        self.settings = settings
        self.rows, self.pairs = rows, pairs
        batch = settings.batch or (1024 if self.device == "cuda" else 32)
        self.row_order = PassOrder(len(rows), batch, settings.seed, 0)
        self.pair_order = PassOrder(
            len(pairs), settings.contrastive_batch or 2 * batch, settings.seed, 1, NEIGHBOURS
        )
        self.peak = settings.learning_rate or (1.2e-3 if self.device == "cuda" else 6e-4)
        decayed = [p for p in model.parameters() if p.ndim > 1]
        plain = [p for p in model.parameters() if p.ndim <= 1]
        self.optimizer = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": 0.02}, {"params": plain, "weight_decay": 0.0}],
            lr=self.peak,
            betas=(0.9, 0.98),
            fused=self.device == "cuda",
        )
        self.mixed = self.device == "cuda" or settings.mixed
        self.step = 0
        self.tokens = 0
        if self.device == "cuda" and settings.compile:
            self.model.bert.compile()

    def masked_loss(self) -> Tensor:
        """Loss of one batch of masked spans."""
        import torch

        index = self.row_order.at(self.step)
        ids = torch.from_numpy(self.rows.ids[index].astype(np.int64)).to(self.device)
        starts = torch.from_numpy(np.array(self.rows.starts[index])).to(self.device)
        generator = torch.Generator(device=self.device)
        generator.manual_seed(self.settings.seed * 1_000_003 + self.step)
        inputs, hidden = mask_words(ids, starts, self.vocabulary, generator)
        where = hidden.flatten().nonzero().squeeze(1)
        self.tokens += int(ids.numel())
        loss: Tensor = self.model(inputs, where, ids.flatten()[where])
        return loss

    def pair_loss(self) -> Tensor:
        """Loss of one batch of aligned pairs."""
        left, right = two_sides(np.array(self.pairs.ids[self.pair_order.at(self.step)]))
        self.tokens += int(left.numel() + right.numel())
        return contrastive_loss(self.model, left.to(self.device), right.to(self.device))

    def take_step(self, schedule: Schedule) -> tuple[str, float]:
        """One update; returns which loss it was and its value."""
        import torch

        share = schedule.share(self.step)
        aligned = bool(len(self.pairs)) and share > 1 - self.settings.contrastive_share
        use_pairs = aligned and self.step % 2 == 1
        for group in self.optimizer.param_groups:
            group["lr"] = self.peak * schedule.rate(self.step)
        with torch.autocast(self.device, dtype=torch.bfloat16, enabled=self.mixed):
            loss = self.pair_loss() if use_pairs else self.masked_loss()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        return ("pair" if use_pairs else "masked"), float(loss.detach())


def train(trainer: Trainer, work: Path, say: Say) -> dict[str, Any]:
    """Trains to the end of the budget or of this run's share of it; resumes from ``work``.

    Returns the progress: steps, tokens, seconds, whether the schedule is finished, the loss curve.
    """
    settings = trainer.settings
    saved = load_checkpoint(work, trainer.model, trainer.optimizer)
    schedule = Schedule(settings.steps, settings.minutes)
    curve: list[list[float]] = []
    if saved:
        trainer.step, trainer.tokens = saved["step"], saved["tokens"]
        schedule.spent, curve = saved["spent"], saved["curve"]
        say({"resumed_step": trainer.step, "spent_seconds": round(schedule.spent)})
    own_start = last_save = schedule.elapsed()
    sums = {"masked": [0.0, 0], "pair": [0.0, 0]}

    def progress() -> dict[str, Any]:
        return {
            "step": trainer.step,
            "tokens": trainer.tokens,
            "spent": schedule.elapsed(),
            "finished": schedule.share(trainer.step) >= 1.0,
            "curve": curve,
            "settings": asdict(settings),
        }

    def stopped() -> bool:
        mine = schedule.elapsed() - own_start
        return (
            schedule.share(trainer.step) >= 1.0
            or bool(settings.stop_step and trainer.step >= settings.stop_step)
            or bool(settings.stop_after_minutes and mine >= 60 * settings.stop_after_minutes)
        )

    while not stopped():
        kind, loss = trainer.take_step(schedule)
        sums[kind][0] += loss
        sums[kind][1] += 1
        if trainer.step % 50 == 0:
            masked, pair = (total / count if count else 0.0 for total, count in sums.values())
            sums = {"masked": [0.0, 0], "pair": [0.0, 0]}
            curve.append([trainer.step, trainer.tokens, round(masked, 4), round(pair, 4)])
            speed = trainer.tokens / max(1e-9, schedule.elapsed())
            say({"step": trainer.step, "loss": round(masked, 4), "pair_loss": round(pair, 4),
                 "tokens": trainer.tokens, "tokens_per_second": int(speed),
                 "share": round(schedule.share(trainer.step), 4)})  # fmt: skip
        if schedule.elapsed() - last_save > settings.save_every_seconds:
            last_save = schedule.elapsed()
            save_checkpoint(work, trainer.model, trainer.optimizer, progress())
    result = progress()
    save_checkpoint(work, trainer.model, trainer.optimizer, result)
    return result
