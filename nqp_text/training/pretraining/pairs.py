"""Aligned pairs: read as they are or not at all, and some kept aside to measure retrieval with."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nqp_text.training.pretraining.dedup import Deduplicator
from nqp_text.training.pretraining.held_out import MIN_KEY, HeldOut, letters_of, sentences_of
from nqp_text.training.pretraining.kinds import kinds_of_pairs, policy_pairs

PROBE_EVERY = 50
POLICY_PROBE = 500
"""Policy pairs kept aside, where that is at most every third of them."""

Pair = tuple[str, str]


@dataclass(slots=True)
class PairCounts:
    """Lines of aligned files by what became of them; ``changed``: a side lost a sentence."""

    read: int = 0
    not_two_columns: int = 0
    changed: int = 0
    like_probe: int = 0
    kept_aside: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Pairs:
    """``training`` with ``kinds``; ``probe`` of all kinds and ``policy`` are trained on by none.

    ``guard``: the sentences of the pairs kept aside, to be left out of the plain text as well.
    """

    training: list[Pair]
    kinds: list[str]
    probe: list[Pair]
    policy: list[Pair]
    guard: HeldOut


def read_pairs(lines: Iterable[str], cleaner: Deduplicator, counts: PairCounts) -> list[Pair]:
    """The pairs of which nothing was taken: half a side is no translation of the other."""
    found: list[Pair] = []
    for line in lines:
        counts.read += 1
        sides = [side.strip() for side in line.split("\t")]
        if len(sides) != 2 or not all(sides):
            counts.not_two_columns += 1
            continue
        left, right = (cleaner.clean(side) for side in sides)
        if left.changed or right.changed:
            counts.changed += 1
        else:
            found.append((sides[0], sides[1]))
    return found


def part_pairs(pairs: Sequence[Pair], counts: PairCounts, seed: int = 0) -> Pairs:
    """Every fiftieth pair and enough policy pairs kept aside, and nothing like them trained on.

    A pair with a side too short to be recognised elsewhere is not chosen, nor one with a side that
    a chosen one has: its translation would not be the only right one.
    """
    kinds = kinds_of_pairs(pairs)
    policy = [number for number, yes in enumerate(policy_pairs(kinds)) if yes]
    step = max(3, len(policy) // POLICY_PROBE)
    general = list(range(0, len(pairs), PROBE_EVERY))
    chosen: set[int] = set()
    sides: set[str] = set()
    for number in sorted({*general, *policy[::step][:POLICY_PROBE]}):
        own = [letters_of(side) for side in pairs[number]]
        if all(len(letters) >= MIN_KEY for letters in own) and sides.isdisjoint(own):
            chosen.add(number)
            sides.update(own)
    guard = HeldOut().with_texts(side for number in sorted(chosen) for side in pairs[number])
    probe = [pairs[number] for number in general if number in chosen]
    random.Random(seed).shuffle(probe)
    kept: list[int] = []
    for number, pair in enumerate(pairs):
        if number in chosen:
            continue
        if any(any(guard.hits([letters_of(s) for s in sentences_of(side)])) for side in pair):
            counts.like_probe += 1
        else:
            kept.append(number)
    counts.kept_aside += len(chosen)
    counts.kept += len(kept)
    return Pairs(
        [pairs[number] for number in kept],
        [kinds[number] for number in kept],
        probe,
        [pairs[number] for number in policy if number in chosen],
        guard,
    )
