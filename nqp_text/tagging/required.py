"""Strings of which every match of a regular expression holds at least one.

``(?:历任|曾任).{0,9}(?:董事|监事)`` needs 历任 or 曾任 somewhere. One automaton looks for such
strings of all patterns at once; a pattern is tried only where one of its strings stands.
"""

from __future__ import annotations

import re
from typing import Any

_MOST = 400
"""Strings of one pattern; with more of them the automaton helps little."""

_LONG = 5
"""Characters from which a string is rare enough; a longer one helps no more."""

_LARGEST_SET = 12
"""Characters of a class ``[...]`` that are tried as so many strings."""


def required_strings(pattern: re.Pattern[str]) -> frozenset[str]:
    """The strings; empty if the pattern holds none, or is not understood."""
    if pattern.flags & (re.IGNORECASE | re.VERBOSE):
        return frozenset()
    try:
        from re import _parser  # type: ignore[attr-defined]

        tree = _parser.parse(pattern.pattern, pattern.flags)
    except (ImportError, AttributeError, re.error):
        return frozenset()
    return _required(tree) or frozenset()


def _required(tree: Any) -> frozenset[str] | None:
    """The best strings of a sequence: a run of fixed parts, or those that one part requires."""
    candidates: list[frozenset[str]] = []
    run: frozenset[str] = frozenset({""})
    for name, value in tree:
        fixed = _fixed(str(name), value)
        longer = _joined(run, fixed) if fixed is not None else None
        if longer is not None:
            run = longer
            continue
        candidates.append(run)
        run = fixed if fixed is not None else frozenset({""})
        inner = None if fixed is not None else _inner(str(name), value)
        if inner:
            candidates.append(inner)
    candidates.append(run)
    useful = [found for found in candidates if found and "" not in found and len(found) <= _MOST]
    return max(useful, key=_worth, default=None)


def _worth(strings: frozenset[str]) -> tuple[int, int, list[str]]:
    """Long strings are rarest; then few of them; then any fixed order.

    Words such as "own" and "plan" are common: "does not " is what tells a denial.
    """
    return min(min(map(len, strings)), _LONG), -len(strings), sorted(strings)


def _joined(first: frozenset[str], second: frozenset[str]) -> frozenset[str] | None:
    if len(first) * len(second) > _MOST:
        return None
    return frozenset(left + right for left in first for right in second)


def _fixed(name: str, value: Any) -> frozenset[str] | None:
    """All strings that a part can match, if they are few; the empty one for what has no width."""
    if name == "LITERAL":
        return frozenset({chr(value)})
    if name in ("AT", "ASSERT", "ASSERT_NOT"):
        return frozenset({""})
    if name == "IN":
        return _of_class(value)
    if name == "SUBPATTERN":
        return _fixed_sequence(value[3]) if not (value[1] or value[2]) else None
    if name == "BRANCH":
        found: frozenset[str] = frozenset()
        for branch in value[1]:
            strings = _fixed_sequence(branch)
            if strings is None or len(found) + len(strings) > _MOST:
                return None
            found |= strings
        return found
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and value[:2] == (0, 1):
        once = _fixed_sequence(value[2])
        return once | {""} if once is not None else None
    return None


def _fixed_sequence(tree: Any) -> frozenset[str] | None:
    found: frozenset[str] | None = frozenset({""})
    for name, value in tree:
        strings = _fixed(str(name), value)
        found = _joined(found, strings) if strings is not None and found is not None else None
        if found is None:
            return None
    return found


def _of_class(items: Any) -> frozenset[str] | None:
    signs: set[str] = set()
    for name, value in items:
        if str(name) == "LITERAL":
            signs.add(chr(value))
        elif str(name) == "RANGE" and value[1] - value[0] < _LARGEST_SET:
            signs.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return None
    return frozenset(signs) if len(signs) <= _LARGEST_SET else None


def _inner(name: str, value: Any) -> frozenset[str] | None:
    """What a part requires that matches too many strings to list."""
    if name == "SUBPATTERN":
        return _required(value[3]) if not (value[1] or value[2]) else None
    if name == "ATOMIC_GROUP":
        return _required(value)
    if name == "BRANCH":
        found: frozenset[str] = frozenset()
        for branch in value[1]:
            strings = _required(branch)
            if strings is None:
                return None
            found |= strings
        return found
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and value[0] >= 1:
        return _required(value[2])
    return None
