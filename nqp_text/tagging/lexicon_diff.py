"""What changed from one lexicon to another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nqp_text.tagging.lexicon import Lexicon, Term

FIELDS = ("status", "weight", "exclude_context", "since_year")
"""What is compared; provenance is not, because it decides nothing."""


@dataclass(frozen=True, slots=True)
class Change:
    """A term in both lexicons, with the fields that differ as (field, old, new)."""

    old: Term
    new: Term
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class LexiconDiff:
    """Added, removed and changed terms, in the order of their files."""

    added: tuple[Term, ...]
    removed: tuple[Term, ...]
    changed: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def diff(old: Lexicon, new: Lexicon) -> LexiconDiff:
    """Compare by node, language and matching key; a term's rows are compared in their order."""
    before, after = _rows(old.terms), _rows(new.terms)
    added: list[Term] = []
    removed: list[Term] = []
    changed: list[Change] = []
    for place in dict.fromkeys((*before, *after)):
        left, right = before.get(place, []), after.get(place, [])
        removed += left[len(right) :]
        added += right[len(left) :]
        for one, other in zip(left, right, strict=False):
            fields = tuple(_differences(one, other))
            if fields:
                changed.append(Change(one, other, fields))
    return LexiconDiff(tuple(added), tuple(removed), tuple(changed))


def _rows(terms: Sequence[Term]) -> dict[tuple[str, str, str], list[Term]]:
    rows: dict[tuple[str, str, str], list[Term]] = defaultdict(list)
    for term in terms:
        rows[term.node, term.lang, term.key].append(term)
    return rows


def _differences(old: Term, new: Term) -> Iterator[tuple[str, str, str]]:
    for field in FIELDS:
        before, after = field_text(old, field), field_text(new, field)
        if before != after:
            yield field, before, after


def field_text(term: Term, field: str) -> str:
    """A field of a term as its CSV cell shows it."""
    if field == "exclude_context":
        return "|".join(str(rule) for rule in term.rules)
    if field == "weight":
        return f"{term.weight:g}"
    value = getattr(term, "node" if field == "id" else field)
    return "" if value is None else str(value)
