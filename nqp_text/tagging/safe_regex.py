"""Regular expressions that a lexicon may hold: short, and unable to hang on any sentence.

Python's matcher goes back and tries again; a repetition inside a repetition makes that
exponential. Such patterns are refused when the lexicon is loaded, not when they hang.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

MAX_LENGTH = 120
"""Characters of a pattern."""

MAX_OPEN_REPEATS = 2
"""Repetitions without a limit (``*``, ``+``, ``{2,}``): each multiplies the time by the length."""

MAX_REPEAT = 60
"""Times that a repetition with a limit may repeat; a longer one counts as one without limit."""


@cache
def compile_safe(pattern: str) -> re.Pattern[str]:
    """Compile a pattern, or raise ``ValueError`` saying why it is refused.

    >>> compile_safe("信创业(?!务)").search("诚信创业者").group()
    '信创业'
    >>> compile_safe("(a+)+b")
    Traceback (most recent call last):
    ValueError: a repetition inside a repetition can take forever
    """
    if len(pattern) > MAX_LENGTH:
        raise ValueError(f"a pattern has at most {MAX_LENGTH} characters")
    try:
        tree = _parser.parse(pattern)
        compiled = re.compile(pattern, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"not a regular expression ({error})") from error
    if _open_repeats(tree, inside=False) > MAX_OPEN_REPEATS:
        raise ValueError(f"at most {MAX_OPEN_REPEATS} repetitions may be without a limit")
    if compiled.search("") is not None:
        raise ValueError("it matches the empty text, so it would void everything")
    return compiled


_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
_REFERENCES = (_constants.GROUPREF, _constants.GROUPREF_EXISTS)


def _open_repeats(tree: Iterable[Any], *, inside: bool) -> int:
    count = 0
    for operation, argument in tree:
        if operation in _REFERENCES:
            raise ValueError("references to groups are not allowed")
        if operation in _REPEATS:
            _, high, body = argument
            if inside and high > 1:
                raise ValueError("a repetition inside a repetition can take forever")
            count += high > MAX_REPEAT
            count += _open_repeats(body, inside=inside or high > 1)
        else:
            for part in _parts(argument):
                count += _open_repeats(part, inside=inside)
    return count


def _parts(argument: Any) -> list[Any]:
    """The patterns inside a group, a look-around or an alternative."""
    if isinstance(argument, _parser.SubPattern):
        return [argument]
    if isinstance(argument, tuple | list):
        return [part for item in argument for part in _parts(item)]
    return []
