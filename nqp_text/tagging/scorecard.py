"""Stance, actor and risk by points: each cue found in a sentence adds to its labels.

The cues and their points are data (``lexicons/cues.csv``: attribute, lang, cue, label, points). The
label with most points wins; ties go to the first in ``LABELS``. A cue counts once per sentence, and
``kind:firm`` is what a sentence of a firm's document starts with. The points were fitted on the
training labels and rounded to whole numbers (``benchmarks/fit_cues.py``).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from nqp_text.errors import LexiconError
from nqp_text.normalize import match_key
from nqp_text.records import Actor, Kind, Language, Stance
from nqp_text.resources import data_path

Attribute = Literal["stance", "actor", "polarity"]

LABELS: dict[Attribute, tuple[str, ...]] = {
    "stance": ("background", "plan", "action", "achievement"),
    "actor": ("own", "macro", "government", "other"),
    "polarity": ("affirmed", "risk"),
}
_SLOTS = [(attribute, label) for attribute, labels in LABELS.items() for label in labels]
_SLOTS_OF = {
    attribute: [slot for slot, (own, _) in enumerate(_SLOTS) if own == attribute]
    for attribute in LABELS
}
_COLUMNS = ["attribute", "lang", "cue", "label", "points"]
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


@dataclass(frozen=True, slots=True)
class Cue:
    """A string of the matching key and what it adds: (slot, points)."""

    text: str
    points: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the cues of one sentence say about all that it mentions."""

    stance: Stance
    actor: Actor
    risk: bool


class Scorecard:
    """The cues of one language."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

        every = tuple(cues)
        self._starts = {cue.text: cue.points for cue in every if cue.text.startswith("kind:")}
        self._cues = tuple(cue for cue in every if cue.text not in self._starts)
        # A cue whose first or last sign is Latin must not go on in a longer word there.
        self._heads = [cue.text[:1] in _LATIN for cue in self._cues]
        self._tails = [cue.text[-1:] in _LATIN for cue in self._cues]
        self._automaton = AhoCorasick(
            tuple(cue.text for cue in self._cues),
            matchkind=MatchKind.Standard,
            implementation=Implementation.DFA,
            store_patterns=False,
        )

    def read(self, key: str, kind: Kind) -> Reading:
        """Stance, actor and risk of the sentence with this matching key."""
        points = self.points(key, kind)
        return Reading(
            stance=cast(Stance, _best("stance", points)),
            actor=cast(Actor, _best("actor", points)),
            risk=_best("polarity", points) == "risk",
        )

    def points(self, key: str, kind: Kind) -> list[int]:
        """Points per (attribute, label) in the order of ``LABELS``: why a sentence reads so."""
        points = [0] * len(_SLOTS)
        for slot, value in self._starts.get(f"kind:{kind}", ()):
            points[slot] += value
        seen: set[int] = set()
        heads, tails, size = self._heads, self._tails, len(key)
        for index, start, end in self._automaton.find_matches_as_indexes(key, overlapping=True):
            # Most are parts of longer words, so what is asked of each is asked here.
            if heads[index] and start and key[start - 1] in _LATIN:
                continue
            if (tails[index] and end < size and key[end] in _LATIN) or index in seen:
                continue
            seen.add(index)
            for slot, value in self._cues[index].points:
                points[slot] += value
        return points


def load_scorecards(path: Path | None = None) -> dict[Language, Scorecard]:
    """The scorecards of both languages from a cue file; the shipped one by default."""
    path = path or data_path("lexicons", "cues.csv")
    points: dict[tuple[str, str], list[tuple[int, int]]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != _COLUMNS:
            raise LexiconError(
                f"A cue file has the columns {', '.join(_COLUMNS)}.",
                where=str(path),
                fix="Start from the shipped lexicons/cues.csv.",
            )
        for number, row in enumerate(reader, start=2):
            slot, value = _parse(row, f"{path}, row {number}")
            cue = row["cue"] if row["cue"].startswith("kind:") else match_key(row["cue"])
            points.setdefault((row["lang"], cue), []).append((slot, value))
    return {lang: Scorecard(_cues(points, lang)) for lang in ("zh", "en")}


def _cues(points: dict[tuple[str, str], list[tuple[int, int]]], lang: str) -> list[Cue]:
    return [Cue(text, tuple(value)) for (own, text), value in points.items() if own == lang]


def _parse(row: dict[str, str], where: str) -> tuple[int, int]:
    try:
        return _SLOTS.index((row["attribute"], row["label"])), int(row["points"])  # type: ignore[arg-type]
    except ValueError:
        raise LexiconError(
            f"Unknown attribute, label or points: {row['attribute']}, {row['label']}, "
            f"{row['points']}.",
            where=where,
            fix=f"Attributes and their labels are {LABELS}; points are whole numbers.",
        ) from None


def _best(attribute: Attribute, points: list[int]) -> str:
    return _SLOTS[max(_SLOTS_OF[attribute], key=points.__getitem__)][1]
