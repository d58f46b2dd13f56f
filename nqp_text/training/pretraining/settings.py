"""How the weights are found, and which of that may change when a run goes on."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nqp_text.errors import ResourceError, SettingsError
from nqp_text.training.pretraining.encoder import SIZES

Say = Callable[[dict[str, Any]], None]

MAY_CHANGE = ("steps", "minutes", "mixed")
"""Settings that another run of the same training may change; the card says that they did."""


@dataclass(frozen=True, slots=True)
class LoopSettings:
    """How the weights are found. ``learning_rate`` 0 takes the default of the device.

    ``batch``: rows a step, 0 for the default of the device. ``contrastive_share``: the last part of
    the budget in which every other step aligns pairs. ``contrastive_batch``: pairs in such a step,
    0 for twice ``batch`` (on a GPU at most what its memory holds): a translation is harder to find
    among many.
    ``stop_step``, ``stop_after_minutes``: stop there and keep the schedule (0: no), to continue in
    a later run. ``mixed``: bfloat16 on a CPU too, which is twice as fast where the processor has
    instructions for it and slow where it has none. ``warm_start``: token vectors start from
    co-occurrence counts. ``compile``: compile the network on a GPU.
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


def check_settings(loop: LoopSettings) -> None:
    """Raises ``SettingsError`` for the first option that no run can have."""
    if loop.size not in SIZES:
        raise SettingsError(
            f"Unknown size {loop.size!r}.",
            where="--size",
            fix=f"Choose one of: {', '.join(SIZES)}.",
        )
    check_number("--steps", loop.steps, 0, math.inf, "0 for a budget in minutes, or more")
    check_number("--minutes", loop.minutes, 0, math.inf, "the minutes of the whole schedule")
    if not loop.steps and not loop.minutes:
        raise SettingsError(
            "There is no budget to train with.",
            where="--minutes, --steps",
            fix="Give the minutes or the steps of the whole schedule, such as --minutes 60.",
        )
    check_number("--stop-after", loop.stop_after_minutes, 0, math.inf, "0 for no stop, or minutes")
    check_number("--batch", loop.batch, 0, math.inf, "0 for the default, or rows a step")
    check_number(
        "--contrastive-batch", loop.contrastive_batch, 0, math.inf, "0 or at least 2 pairs"
    )
    if loop.contrastive_batch == 1:
        raise SettingsError(
            "One pair has no other to be told from.",
            where="--contrastive-batch",
            fix="Give at least 2 pairs, or 0 for twice --batch.",
        )
    check_number("--contrastive-share", loop.contrastive_share, 0, 1, "a share, such as 0.25")
    check_number("--learning-rate", loop.learning_rate, 0, 1, "0 for the default, or such as 1e-3")
    check_number("--seed", loop.seed, 0, 2**32 - 1, "a number that is not negative")


def check_number(option: str, value: float, low: float, high: float, meaning: str) -> None:
    """Raises ``SettingsError`` unless ``value`` is a finite number from ``low`` to ``high``."""
    # "not in between" also finds what is no number at all.
    if not low <= value <= high or value == math.inf:
        bounds = f"from {low:g} to {high:g}" if high < math.inf else f"of at least {low:g}"
        raise SettingsError(
            f"{value} is not possible here.",
            where=option,
            fix=f"Give a number {bounds}: {meaning}.",
        )


def writable(folder: Path, option: str) -> None:
    """Makes ``folder``; raises ``ResourceError`` if nothing can be written into it.

    Asked before the hours of training, not after them.
    """
    probe = folder / f".nqp-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise ResourceError(
            f"The folder cannot be written to: {error.strerror or error}",
            where=f"{option} {folder}",
            fix="Give a folder that you may write to.",
        ) from error
