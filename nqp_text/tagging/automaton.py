"""All terms of one language in one automaton, run once over all sentences of a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, NamedTuple

from nqp_text.tagging.variants import variants

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nqp_text.tagging.lexicon import Term


class Hit(NamedTuple):
    """A place where a term's key stands in a sentence's key, with all terms of this key."""

    start: int
    end: int
    terms: tuple[Term, ...]


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
        bounds = list(accumulate(map(len, keys)))
        yield from self.find_in("".join(keys), bounds)

    def find_in(self, key: str, bounds: Sequence[int]) -> Iterator[tuple[int, list[Hit]]]:
        """The same for keys that were joined; ``bounds`` are the ends of the keys in it.

        An occurrence across two keys is none. Neither is one whose first or last letter or digit
        is continued by another: AI in MAIN. Most occurrences of short Latin terms are such.
        """
        places = self._places(key, bounds)
        last, start, hits = -1, 0, list[Hit]()
        for position, index, left, right in zip(*places, strict=True):
            if position != last:
                if hits:
                    yield last, hits
                    hits = []
                last, start = position, bounds[position - 1] if position else 0
            hits.append(Hit(left - start, right - start, self._terms[index]))
        if hits:
            yield last, hits

    def _places(self, key: str, bounds: Sequence[int]) -> tuple[list[int], ...]:
        """Position of the key, number of the term, start and end of the occurrences in order."""
        import numpy as np

        found = self._automaton.find_matches_as_indexes(key, overlapping=True) if bounds else []
        if not self._terms or not found:
            return [], [], [], []
        flat = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=3 * len(found))
        index, left, right = flat.reshape(-1, 3).T
        ends = np.array(bounds, dtype=np.int64)
        position = np.searchsorted(ends, left, side="right")
        begins = np.concatenate([[0], ends])[position]
        within = right <= ends[position]
        latin = _latin(key)
        within &= ~((left > begins) & latin[left] & latin[left - 1])
        within &= ~((right < ends[position]) & latin[right - 1] & latin[right % len(latin)])
        order = np.lexsort((-right[within], left[within]))
        columns = (position, index, left, right)
        return tuple(column[within][order].tolist() for column in columns)


def _latin(key: str) -> NDArray[np.bool_]:
    """Which characters are Latin letters or digits of a matching key."""
    import numpy as np

    codes = np.frombuffer(key.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    is_letter = (codes >= ord("a")) & (codes <= ord("z"))
    return np.asarray(is_letter | ((codes >= ord("0")) & (codes <= ord("9"))))


def _build(patterns: tuple[str, ...]) -> Any:
    from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

    return AhoCorasick(
        patterns,
        matchkind=MatchKind.Standard,
        implementation=Implementation.DFA,
        store_patterns=False,
    )
