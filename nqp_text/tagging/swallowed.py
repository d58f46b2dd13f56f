"""Which terms lie inside longer terms of other nodes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from nqp_text.tagging.boundaries import latin_edges_free
from nqp_text.tagging.lexicon import Term


def swallowed(terms: Sequence[Term]) -> Iterator[tuple[Term, Term]]:
    """(short, long): the short term's node is lost wherever the long term stands.

    Only terms without exclusions are compared: those with conditions give way to others when
    their conditions fail. A node is not lost when the longer words stand under it too.
    """
    by_key: dict[tuple[str, str], list[Term]] = defaultdict(list)
    for term in terms:
        by_key[term.lang, term.key].append(term)
    lengths = {
        lang: sorted({len(key) for other, key in by_key if other == lang}) for lang in ("zh", "en")
    }
    for (lang, key), long_terms in by_key.items():
        nodes = {term.node for term in long_terms}
        plain = [term for term in long_terms if not term.rules]
        if not plain:
            continue
        for part in _parts(key, lengths[lang]):
            for short in by_key.get((lang, part), ()):
                if short.node not in nodes and not short.rules:
                    yield short, min(plain, key=lambda term: term.status != "ambiguous")


def _parts(key: str, lengths: Sequence[int]) -> set[str]:
    return {
        key[start : start + length]
        for length in lengths
        if length < len(key)
        for start in range(len(key) - length + 1)
        if latin_edges_free(key, start, start + length)
    }
