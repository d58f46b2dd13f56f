"""When the learning rate is what: warm-up, then half a cosine, over steps or over minutes."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class Schedule:
    """A budget of steps or of minutes (the other is 0), spent over one run or several.

    A budget in steps makes a resumed run repeat the uninterrupted one exactly; a budget in
    wall-clock minutes ends when the lease ends, whatever the machine manages.
    """

    steps: int = 0
    minutes: float = 0.0
    warm_up: int = 200
    spent: float = 0.0
    began: float = field(default_factory=time.monotonic)

    def elapsed(self) -> float:
        """Seconds spent so far, earlier runs included."""
        return self.spent + time.monotonic() - self.began

    def share(self, step: int) -> float:
        """Share of the budget that is used, 0 to 1."""
        used = step / self.steps if self.steps else self.elapsed() / (60 * self.minutes)
        return min(1.0, used)

    def rate(self, step: int) -> float:
        """Multiplier of the peak learning rate at ``step``."""
        warm = min(1.0, (step + 1) / max(1, self.warm_up))
        return warm * max(0.02, 0.5 * (1 + math.cos(math.pi * self.share(step))))
