"""Messages about documents and run folders in Chinese, for readers of the report and the web page.

The tables and the log hold the English messages, so that the same run has the same bytes
everywhere; pages translate what they show.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

_MAX_CHARS = 2_000


@lru_cache
def _patterns() -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """Messages without places for values, and the others as expressions."""
    content = (Path(__file__).parent / "messages.toml").read_text(encoding="utf-8")
    messages: dict[str, str] = tomllib.loads(content)
    fixed = {english: chinese for english, chinese in messages.items() if "{" not in english}
    return fixed, [
        (re.compile(re.escape(english).replace(r"\{\}", "(.+?)"), re.S), chinese)
        for english, chinese in messages.items()
        if "{" in english
    ]


@lru_cache(maxsize=4096)
def in_chinese(text: str) -> str:
    """The message in Chinese; several behind each other, too. What is not known stays as it is."""
    if len(text) > _MAX_CHARS:
        return text
    reason, _, note = text.rpartition("; ")
    if reason and (said := _whole(note)):
        return f"{in_chinese(reason)}；{said}"
    return _several(text) or _whole(text) or text


def _several(text: str) -> str | None:
    """Messages behind each other, where all of them are known; else nothing."""
    if text in _patterns()[0]:
        return _patterns()[0][text]
    for end in re.finditer(r"(?<=[.?)\w]) +", text):
        first = _whole(text[: end.start()])
        rest = first and (_several(text[end.end() :]) or _whole(text[end.end() :]))
        if first and rest:
            return first + rest
    return None


def _whole(text: str) -> str | None:
    fixed, patterns = _patterns()
    if text in fixed:
        return fixed[text]
    for pattern, chinese in patterns:
        found = pattern.fullmatch(text)
        if found:
            return chinese.format(*map(_value, found.groups()))
    return None


def _value(text: str) -> str:
    """A word inside of a message, such as the kind of a file; several with commas between."""
    fixed, _ = _patterns()
    return "、".join(fixed.get(part, part) for part in text.split(", "))
