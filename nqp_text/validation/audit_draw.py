"""A stratified random sample of sentences, with the probability of each known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nqp_text.errors import ValidationError
from nqp_text.validation.audit_frame import (
    FACETS,
    NOMINATED,
    REST,
    Frame,
    FrameDocument,
    stratum_name,
)

SHARES = {"found": 0.5, NOMINATED: 0.15, REST: 0.35}
"""Shares of the sample: sentences with mentions, with terms that did not count, with nothing."""


LEAST = 2
"""Sentences drawn from a stratum that has as many: one says nothing of its spread."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn from one document.

    ``named`` are sentences by id with their stratum. Of the other sentences, ``rest`` numbers say
    which ones, counted from 0 in the order of the document.
    """

    document: FrameDocument
    named: tuple[tuple[int, str], ...]
    rest: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Draw:
    """The sample by document, and per stratum its size and how many were drawn."""

    documents: tuple[Drawn, ...]
    strata: Mapping[str, tuple[int, int]]

    def probability(self, stratum: str) -> float:
        """Probability with which each sentence of the stratum was drawn."""
        size, drawn = self.strata[stratum]
        return drawn / size


def draw(frame: Frame, size: int, seed: int) -> Draw:
    """Draw ``size`` sentences without replacement, or all if there are not more.

    Within a stratum every sentence has the same probability. The strata of one share get equal
    numbers as far as they have sentences; what is left over goes to the others.
    """
    least = sum(min(LEAST, number) for number in frame.sizes.values())
    if size < min(least, sum(frame.sizes.values())):
        raise ValidationError(
            f"{size} sentences are too few for {len(frame.sizes)} strata.",
            where="size",
            fix=f"Draw at least {least}; some hundred give useful intervals.",
        )
    numbers = allocate(frame.sizes, size)
    rng = np.random.default_rng(seed)
    named: dict[str, list[tuple[int, str]]] = defaultdict(list)
    rest: dict[str, list[int]] = defaultdict(list)
    for stratum, number in numbers.items():
        if stratum.endswith(f" {REST}"):
            for doc_id, which in _draw_rest(frame, stratum, number, rng):
                rest[doc_id].append(which)
        else:
            members = [
                (document.doc_id, sentence_id)
                for document in frame.documents
                for sentence_id, part in sorted(document.strata.items())
                if stratum_name(document, part) == stratum
            ]
            for at in rng.choice(len(members), number, replace=False).tolist():
                named[members[at][0]].append((members[at][1], stratum))
    drawn = tuple(
        Drawn(d, tuple(sorted(named[d.doc_id])), tuple(sorted(rest[d.doc_id])))
        for d in frame.documents
        if named[d.doc_id] or rest[d.doc_id]
    )
    return Draw(drawn, {name: (frame.sizes[name], number) for name, number in numbers.items()})


def allocate(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """How many to draw from each stratum: at least two, at most all of it."""
    size = min(size, sum(sizes.values()))
    groups: dict[str, list[str]] = defaultdict(list)
    for name in sizes:
        part = name.split(" ", 1)[1]
        groups[part if part in (NOMINATED, REST) else "found"].append(name)
    numbers = {name: min(LEAST, number) for name, number in sizes.items()}
    for group, names in groups.items():
        _fill(numbers, sizes, names, min(round(SHARES[group] * size), size))
    # Shares are rounded, absent groups and small strata leave something over.
    while sum(numbers.values()) > size:
        largest = max(numbers, key=lambda name: (numbers[name], name))
        numbers[largest] -= 1
    order = sorted(sizes, key=lambda name: (not name.endswith(REST), name))
    while (left := size - sum(numbers.values())) > 0:
        open_ = [name for name in order if numbers[name] < sizes[name]]
        for name in open_[:left]:
            numbers[name] += 1
    return numbers


def _fill(numbers: dict[str, int], sizes: Mapping[str, int], names: list[str], wanted: int) -> None:
    """Raise the numbers of these strata evenly up to ``wanted`` together."""
    facets = [name for name in names if name.endswith(FACETS)]
    while sum(numbers[name] for name in names) < wanted:
        open_ = [name for name in names if numbers[name] < sizes[name]]
        if not open_:
            return
        lowest = min(open_, key=lambda name: (numbers[name], name in facets, name))
        numbers[lowest] += 1


def _draw_rest(
    frame: Frame, stratum: str, number: int, rng: np.random.Generator
) -> list[tuple[str, int]]:
    """Documents and positions among their sentences without any finding."""
    documents = [d for d in frame.documents if stratum_name(d, REST) == stratum]
    ends = np.cumsum([d.sentences - len(d.strata) for d in documents])
    places = np.sort(rng.choice(int(ends[-1]), number, replace=False))
    owners = np.searchsorted(ends, places, side="right")
    starts = np.concatenate([[0], ends[:-1]])
    return [
        (documents[owner].doc_id, int(place - starts[owner]))
        for owner, place in zip(owners.tolist(), places.tolist(), strict=True)
    ]
