"""Spellings of one English term: hyphens, plurals, British and American forms.

They are written into the automaton when it is built, so the lexicon holds each term once and
matching stays one pass. Chinese terms have one spelling: their key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

SPELLINGS = (
    ("center", "centre"),
    ("fiber", "fibre"),
    ("labor", "labour"),
    ("program", "programme"),
    ("izat", "isat"),
    ("izing", "ising"),
    ("ize", "ise"),
    ("catalog", "catalogue"),
)
"""American and British forms: a term with the one is also looked for with the other."""

_PLURAL = re.compile(r"[a-z]{3,}")
_NO_PLURAL = ("s", "ing", "ed", "ly", "ware", "ment of", "ic", "al", "ive", "ous")


def variants(key: str) -> tuple[str, ...]:
    """All spellings of the term with this matching key, itself first.

    >>> variants("data center")[:4]
    ('data center', 'data-center', 'data centers', 'data-centers')
    >>> variants("算力")
    ('算力',)
    """
    if not key.isascii():
        return (key,)
    found = dict.fromkeys(
        joined
        for numbered in _numbers(key)
        for spelled in _spellings(numbered)
        for joined in _joints(spelled)
    )
    return tuple(found)


def _numbers(key: str) -> Iterator[str]:
    yield key
    last = re.split(r"[ -]", key)[-1]
    if not _PLURAL.fullmatch(last) or last.endswith(_NO_PLURAL):
        return
    if last.endswith("y") and last[-2] not in "aeiou":
        yield key[:-1] + "ies"
    elif last.endswith(("x", "ch", "sh")):
        yield key + "es"
    else:
        yield key + "s"


def _spellings(key: str) -> Iterator[str]:
    yield key
    for american, british in SPELLINGS:
        if british in key:
            yield key.replace(british, american)
        elif american in key:
            yield key.replace(american, british)


def _joints(key: str) -> Iterator[str]:
    yield key
    for joint, other in ((" ", "-"), ("-", " ")):
        if key.count(joint) == 1:
            yield key.replace(joint, other)
    if key.count("-") > 1:
        yield key.replace("-", " ")
