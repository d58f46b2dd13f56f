"""Patterns that are tried only where they can match: one automaton looks for all of them first.

A sentence with a hit is asked dozens of patterns about names, templates and boundary rules, and
nearly all of them are not there. ``Screen`` says for many sentences at once which can be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, count
from typing import Any

from nqp_text.normalize import match_key
from nqp_text.tagging.required import required_strings

EVERYTHING = -1
"""The mask of a text that was not looked at: every pattern may be there."""

_bits = count()


class Screened:
    """A compiled pattern with a bit of its own, and the strings one of which it needs.

    A mask is an ``int`` with the bits of the patterns that a text may hold. The empty pattern is
    always there.
    """

    __slots__ = ("bit", "finditer", "pattern", "search", "strings")

    def __init__(self, pattern: str) -> None:
        self.pattern = re.compile(pattern)
        self.search: Callable[..., re.Match[str] | None] = self.pattern.search
        self.finditer: Callable[..., Iterator[re.Match[str]]] = self.pattern.finditer
        self.strings = frozenset(map(match_key, required_strings(self.pattern)))
        self.bit = 1 << next(_bits)


class Screen:
    """Looks for the strings of a set of patterns."""

    def __init__(self, patterns: Iterable[Screened]) -> None:
        from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

        self._always = 0
        bits: dict[str, int] = {}
        for pattern in patterns:
            for string in pattern.strings:
                bits[string] = bits.get(string, 0) | pattern.bit
            if not pattern.strings:
                self._always |= pattern.bit
        self._bits = tuple(bits.values())
        self._automaton: Any = AhoCorasick(
            tuple(bits),
            matchkind=MatchKind.Standard,
            implementation=Implementation.DFA,
            store_patterns=False,
        )

    def masks(self, keys: Sequence[str]) -> list[int]:
        """For each matching key, the patterns that it may hold."""
        masks = [self._always] * len(keys)
        # A string across two keys sets a bit too many, which costs a search and changes nothing.
        bounds = list(accumulate(map(len, keys)))
        place = 0
        for index, start, _ in self._automaton.find_matches_as_indexes(
            "".join(keys), overlapping=True
        ):
            while start >= bounds[place]:
                place += 1
            masks[place] |= self._bits[index]
        return masks
