"""Picks the headings that form a document's outline from all lines that look like one.

A section title occurs in the contents, in cross-references and on top of every page. What sets
the outline apart is its order: numbers that rise. The best rising chain is found by dynamic
programming; of equally good ones, the earliest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nqp_text.text.headings import Heading

_REPEATS = 4
"""Occurrences of a title that are tried; running headers repeat it on every page."""

_DENSE_RUN = 5
_DENSE_GAP = 260


def outline(
    headings: Sequence[Heading], rank: Callable[[Heading], int], score: Callable[[Heading], float]
) -> list[Heading]:
    """The chain of headings with rising rank and the highest sum of scores.

    Headings in the contents and those with a score of zero or less take no part.
    """
    tried = _first_occurrences([h for h in headings if not h.in_contents], rank, score)
    best: list[float] = []
    before: list[int] = []
    for position, heading in enumerate(tried):
        total, previous = 0.0, -1
        for earlier in range(position):
            if rank(tried[earlier]) < rank(heading) and best[earlier] > total:
                total, previous = best[earlier], earlier
        best.append(total + score(heading))
        before.append(previous)
    return _chain(tried, best, before)


def _first_occurrences(
    headings: Sequence[Heading], rank: Callable[[Heading], int], score: Callable[[Heading], float]
) -> list[Heading]:
    seen: dict[tuple[int, str], int] = {}
    kept: list[Heading] = []
    for heading in sorted(headings, key=lambda heading: heading.start):
        place = (rank(heading), heading.key)
        seen[place] = seen.get(place, 0) + 1
        if seen[place] <= _REPEATS and score(heading) > 0:
            kept.append(heading)
    return kept


def _chain(tried: list[Heading], best: list[float], before: list[int]) -> list[Heading]:
    position = best.index(max(best)) if best else -1
    chain: list[Heading] = []
    while position >= 0:
        chain.append(tried[position])
        position = before[position]
    return chain[::-1]


def first_of_each(headings: Sequence[Heading]) -> list[Heading]:
    """The first heading with each title: running headers repeat it on every page."""
    firsts: dict[str, Heading] = {}
    for heading in sorted(headings, key=lambda heading: heading.start):
        firsts.setdefault(heading.key, heading)
    return list(firsts.values())


def dense(headings: Sequence[Heading], gap: int = _DENSE_GAP) -> set[int]:
    """Starts of headings that follow each other closely: a list of contents without dots."""
    found: set[int] = set()
    run: list[Heading] = []
    for heading in sorted(headings, key=lambda heading: heading.start):
        if run and (heading.start - run[-1].end > gap or heading.number < run[-1].number):
            run = []
        run.append(heading)
        if len({(h.number, h.key) for h in run}) >= _DENSE_RUN:
            found.update(h.start for h in run)
    return found
