"""How often a paragraph is used, by what kind of text it is.

Laws, technology articles (operating systems, programming, gadgets) and general news are not the
language of reports: they are thinned out.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from nqp_text.errors import SettingsError
from nqp_text.training.pretraining.kinds import KINDS, NEIGHBOURS, kinds_of_lines, kinds_of_pairs

WEIGHTS: Mapping[str, float] = {
    "law": 0.3,
    "technology": 0.3,
    "news": 0.3,
    "firm": 1.0,
    "gov": 1.0,
    "other": 0.6,
}
"""Share of the paragraphs of a kind that is used."""
PAIR_PASSES = {"firm": 4, "gov": 4}
"""How often a pass over the aligned pairs meets a pair of this kind; the others once."""


def checked_weights(given: Mapping[str, float]) -> dict[str, float]:
    """The default weights with the given ones in their place; ``SettingsError`` for a wrong one."""
    for kind, weight in given.items():
        if kind not in WEIGHTS:
            raise SettingsError(
                f"Unknown kind of text {kind!r}.",
                where="--weight",
                fix=f"Choose one of: {', '.join(KINDS)}.",
            )
        if not (math.isfinite(weight) and 0 <= weight <= 1):
            raise SettingsError(
                f"The weight of {kind} is {weight}, not a share.",
                where="--weight",
                fix="Give a number from 0 (left out) to 1 (all of it).",
            )
    return {**WEIGHTS, **given}


def weights_from(texts: Iterable[str]) -> dict[str, float]:
    """``KIND=WEIGHT`` as written on the command line. Raises ``SettingsError``."""
    given: dict[str, float] = {}
    for text in texts:
        kind, _, number = text.partition("=")
        try:
            given[kind.strip()] = float(number)
        except ValueError as error:
            raise SettingsError(
                f"Cannot read the weight {text!r}.",
                where="--weight",
                fix="Write KIND=WEIGHT, for example law=0.3.",
            ) from error
    checked_weights(given)
    return given


@dataclass(slots=True)
class Mixture:
    """Decides which paragraphs are used, and counts by kind what was read and what is left."""

    weights: Mapping[str, float] = field(default_factory=lambda: dict(WEIGHTS))
    seed: int = 0
    read: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    thinned: int = 0

    def thin(self, lines: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Kind and text of the paragraphs that are used.

        Decided by a hash of the paragraph: the same one is in or out wherever it stands.
        """
        rest = iter(lines)
        while part := list(islice(rest, NEIGHBOURS)):
            for kind, line in zip(kinds_of_lines(part), part, strict=True):
                self.read[kind] += 1
                if _share(f"{self.seed}:{line}") < self.weights[kind]:
                    yield kind, line
                else:
                    self.thinned += 1


def _share(text: str) -> float:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "big") / 2**32


def repeated_pairs(
    pairs: Sequence[tuple[str, str]], kinds: Sequence[str] | None = None
) -> list[tuple[str, str]]:
    """The pairs in order, and behind them those of the field again.

    Neighbours stay together: sentences of one document are the hardest to tell apart.
    """
    passes = [PAIR_PASSES.get(kind, 1) for kind in kinds or kinds_of_pairs(pairs)]
    found = list(pairs)
    for number in range(1, max(passes, default=1)):
        found += [pair for pair, times in zip(pairs, passes, strict=True) if times > number]
    return found
