"""Sections inside sections: risks and outlook in the discussion, notes in the statements.

A part ends at the next heading of its own level or above, which its numbering tells:
``一、`` stands above ``（一）``, that above ``1、``, that above ``（1）``; ``3.8`` above ``3.8.1``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nqp_text.records import Document, Section
from nqp_text.text.headings import compact, ends_with_page, looks_like_contents

Wanted = Sequence[tuple[str, re.Pattern[str]]]
"""Names of parts and the folded titles (without spaces) that open them."""

_NUMBERED_LINE = re.compile(
    r"(?m)^[^\S\n]*+(?:(?P<a>[一二三四五六七八九十]{1,3})[、．.]"
    r"|[(（](?P<b>[一二三四五六七八九十]{1,3})[)）]、?"
    r"|(?P<d>\d{1,2}(?:\.\d{1,2}){1,3}+)(?![\d.])[、．\s]?|(?P<c>\d{1,2})[、．.](?!\d)"
    r"|[(（](?P<e>\d{1,2})[)）])[^\S\n]*(?P<title>[^\n]{2,60})$"
)
_LEVEL = {"a": 0, "b": 1, "c": 2, "e": 3}
_LARGEST_PART = 0.5
"""Share of the outer section over which a part has lost its end."""

_SENTENCE = re.compile("[。；！？]")
_NUMBER = re.compile(r"^[\s(（]*(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、．.\s]+")


@dataclass(frozen=True, slots=True)
class _Line:
    decimal: bool
    level: int
    start: int
    title: str

    def closes(self, opened: _Line) -> bool:
        """Decimal numbers close decimal ones only, the Chinese forms each other."""
        return self.decimal == opened.decimal and self.level <= opened.level


def carve(document: Document, outer: Section, wanted: Wanted) -> list[Section]:
    """The outer section with the wanted numbered parts cut out of it."""
    lines = _numbered_lines(document.text, outer)
    parts: list[Section] = []
    for position, line in enumerate(lines):
        name = _named(line.title, wanted)
        if not name:
            continue
        if parts and line.start < parts[-1].end:
            if parts[-1].name == name:
                continue
            # Risks are often the last item of the outlook, which then ends where they begin.
            parts[-1] = replace(parts[-1], end=line.start)
        end = next((o.start for o in lines[position + 1 :] if o.closes(line)), outer.end)
        sure = round(outer.confidence * 0.9, 2)
        parts.append(Section(name, line.start, end, line.title, "heading_numbered", sure))
    longest = _LARGEST_PART * (outer.end - outer.start)
    return _around(outer, [part for part in parts if 0 < part.end - part.start <= longest])


def split_at(document: Document, outer: Section, wanted: Wanted) -> list[Section]:
    """The outer section cut where the wanted titles first stand on a line, in their order."""
    parts: list[Section] = []
    reached = outer.start
    for name, pattern in wanted:
        found = _first_line(document.text, reached, outer.end, pattern)
        if not found:
            continue
        start, title = found
        if parts:
            parts[-1] = replace(parts[-1], end=start)
        sure = round(outer.confidence * 0.8, 2)
        parts.append(Section(name, start, outer.end, title, "keyword_heading", sure))
        reached = start + len(title)
    return _around(outer, [part for part in parts if part.end > part.start])


def _numbered_lines(text: str, outer: Section) -> list[_Line]:
    lines: list[_Line] = []
    for match in _NUMBERED_LINE.finditer(text, outer.start, outer.end):
        title = match.group("title").strip()
        if _SENTENCE.search(title) or looks_like_contents(title):
            continue
        form = next(group for group in "abcde" if match.group(group))
        number = match.group(form)
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        level = number.count(".") if form == "d" else _LEVEL[form]
        lines.append(_Line(form == "d", level, start, title))
    return lines


def _first_line(
    text: str, start: int, end: int, pattern: re.Pattern[str]
) -> tuple[int, str] | None:
    for match in re.compile(r"(?m)^[^\n]{2,90}$").finditer(text, start, end):
        line = match.group().strip()
        if pattern.fullmatch(compact(_NUMBER.sub("", line))) and not ends_with_page(line):
            return match.start() + match.group().index(line), line
    return None


def _named(title: str, wanted: Wanted) -> str:
    key = compact(title)
    return next((name for name, pattern in wanted if pattern.fullmatch(key)), "")


def _around(outer: Section, parts: Sequence[Section]) -> list[Section]:
    """The parts with what is left of the outer section between them."""
    pieces: list[Section] = []
    reached = outer.start
    for part in parts:
        pieces += [replace(outer, start=reached, end=part.start), part]
        reached = part.end
    pieces.append(replace(outer, start=reached))
    return [piece for piece in pieces if piece.end > piece.start]
