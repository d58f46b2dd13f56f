"""All terms of one language in one automaton, run once over all sentences of a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nqp_text.tagging.variants import variants

if TYPE_CHECKING:
    from nqp_text.tagging.lexicon import Term

SEPARATOR = "\0"
"""Stands between two sentences. No term contains it, so no hit crosses a sentence."""


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A place where a term's key stands in a sentence's key, with all terms of this key.

    The order is that of leftmost-longest: first by start, then the longer one first.
    """

    start: int
    minus_length: int
    terms: tuple[Term, ...]

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.start - self.minus_length


class TermAutomaton:
    """Finds every occurrence of every term, overlapping ones too.

    Leftmost-longest is decided by the caller, after the hits that are no words are gone: an
    automaton that decides it alone lets a wrong hit hide a right one (数据集 in 数据集成电路).
    """

    def __init__(self, terms: Sequence[Term]) -> None:
        by_key: dict[str, list[Term]] = {}
        for term in terms:
            for key in variants(term.key):
                by_key.setdefault(key, []).append(term)
        self._terms = tuple(tuple(bucket) for bucket in by_key.values())
        self._automaton = _build(tuple(by_key))

    def find(self, keys: Sequence[str]) -> Iterator[tuple[int, list[Hit]]]:
        """Positions in ``keys`` that have hits, with the hits in leftmost-longest order."""
        position, start, end = -1, 0, -1
        hits: list[Hit] = []
        for index, left, right in self.find_in(SEPARATOR.join(keys)):
            if left >= end:
                if hits:
                    yield position, sorted(hits, key=_order)
                    hits = []
                while left >= end:
                    position += 1
                    start, end = end + 1, end + 1 + len(keys[position])
            hits.append(Hit(left - start, left - right, self._terms[index]))
        if hits:
            yield position, sorted(hits, key=_order)

    def find_in(self, key: str) -> list[tuple[int, int, int]]:
        """(pattern, start, end) of every occurrence, by end."""
        if not self._terms:
            return []
        found: list[tuple[int, int, int]] = self._automaton.find_matches_as_indexes(
            key, overlapping=True
        )
        return found


def _order(hit: Hit) -> tuple[int, int]:
    return hit.start, hit.minus_length


def _build(patterns: tuple[str, ...]) -> Any:
    from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

    return AhoCorasick(
        patterns,
        matchkind=MatchKind.Standard,
        implementation=Implementation.ContiguousNFA,
        store_patterns=False,
    )
