"""The training loop: until the budget, the step or the time of this run is used up."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nqp_text.training.pretraining.checkpoint import load_checkpoint, save_checkpoint
from nqp_text.training.pretraining.schedule import Schedule
from nqp_text.training.pretraining.settings import MAY_CHANGE, LoopSettings, Say
from nqp_text.training.pretraining.trainer import Trainer

REPORT_EVERY = 50
MOST_RESERVE = 30.0
"""Seconds; a stop by the clock leaves at least a twentieth of the run, up to this, for saving."""


class Clock:
    """When this run has to stop: ``minutes`` (0: never) after ``began`` (``time.monotonic``).

    The time for checkpoint, probe and export is left: a twentieth of the run, at most
    ``MOST_RESERVE``, or what the last steps and saves say that it takes if that is more.
    ``steps_after``: how many steps the probe at the end takes as long as.
    """

    def __init__(self, minutes: float, began: float) -> None:
        self.seconds = 60 * minutes
        self.began = began
        self.steps_after = 0.0
        self.slowest_save = 0.0
        # Of the last steps only: the first one may have waited for a compiler.
        self.steps: deque[float] = deque(maxlen=20)

    def over(self) -> bool:
        """Whether it is time to save and stop."""
        if not self.seconds:
            return False
        own = max(self.steps, default=0.0) * (1 + self.steps_after) + 2 * self.slowest_save
        reserve = max(min(MOST_RESERVE, self.seconds / 20), own)
        return time.monotonic() - self.began >= self.seconds - reserve


def train(
    trainer: Trainer, work: Path, say: Say, facts: Mapping[str, Any], clock: Clock
) -> dict[str, Any]:
    """Trains to the end of the budget or of this run's share of it; resumes from ``work``.

    ``facts``: what else than the settings must be the same when a run goes on (data, tokenizer).
    Returns the progress: steps, tokens, seconds, whether the schedule is finished, the loss curve.
    """
    settings = trainer.settings
    made_with = {**facts, **trainer.fixed()}
    saved = load_checkpoint(work, trainer.model, trainer.optimizer, made_with)
    schedule = Schedule(settings.steps, settings.minutes)
    curve: list[list[float]] = []
    changes: list[dict[str, Any]] = []
    sums = _no_sums()
    if saved:
        trainer.step, trainer.tokens, trainer.places = (
            saved["step"], saved["tokens"], saved["places"])  # fmt: skip
        schedule.spent, curve, sums = saved["spent"], saved["curve"], saved["sums"]
        changes = saved["changes"] + _changed(saved, settings)
        say({"resumed_step": trainer.step, "spent_seconds": round(schedule.spent)})
        if changes != saved["changes"]:
            say({"changed": changes[len(saved["changes"]) :]})
    last_save = schedule.elapsed()

    def progress() -> dict[str, Any]:
        return {
            "step": trainer.step,
            "tokens": trainer.tokens,
            "places": trainer.places,
            "spent": schedule.elapsed(),
            "finished": schedule.share(trainer.step) >= 1.0,
            "curve": curve,
            "sums": sums,
            "changes": changes,
            "settings": asdict(settings),
        }

    def save() -> dict[str, Any]:
        result, began = progress(), time.monotonic()
        save_checkpoint(work, trainer.model, trainer.optimizer, result, made_with)
        clock.slowest_save = max(clock.slowest_save, time.monotonic() - began)
        return result

    def stopped() -> bool:
        return (
            schedule.share(trainer.step) >= 1.0
            or bool(settings.stop_step and trainer.step >= settings.stop_step)
            or clock.over()
        )

    while not stopped():
        began = time.monotonic()
        kind, loss = trainer.take_step(schedule, say)
        sums[kind][0] += loss
        sums[kind][1] += 1
        if trainer.step % REPORT_EVERY == 0:
            masked, pair = (total / count if count else 0.0 for total, count in sums.values())
            sums = _no_sums()
            curve.append([trainer.step, trainer.tokens, round(masked, 4), round(pair, 4)])
            speed = trainer.tokens / max(1e-9, schedule.elapsed())
            say({"step": trainer.step, "loss": round(masked, 4), "pair_loss": round(pair, 4),
                 "tokens": trainer.tokens, "tokens_per_second": int(speed),
                 "share": round(schedule.share(trainer.step), 4)})  # fmt: skip
        clock.steps.append(time.monotonic() - began)
        if schedule.elapsed() - last_save > settings.save_every_seconds:
            last_save = schedule.elapsed()
            save()
    return save()


def _no_sums() -> dict[str, list[float]]:
    """Loss and number of steps since the last report, by kind of step."""
    return {"masked": [0.0, 0], "pair": [0.0, 0]}


def _changed(saved: Mapping[str, Any], settings: LoopSettings) -> list[dict[str, Any]]:
    """What may change between two runs and did: part of how the weights came about."""
    before, now = saved["settings"], asdict(settings)
    return [
        {"step": saved["step"], "setting": name, "from": before[name], "to": now[name]}
        for name in MAY_CHANGE
        if before[name] != now[name]
    ]
