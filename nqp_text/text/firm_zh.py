"""Finds the sections of Chinese company reports by their chapter numbers, or by their titles.

Three outlines are tried, the surest first: chapters (``第四节``, ``第三章``), numbered titles
(``八、董事会报告``, ``7.讨论与分析``), and bare titles that only a chapter can have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from nqp_text.records import Document, Section
from nqp_text.text import nested
from nqp_text.text import sections_zh_firm as titles
from nqp_text.text.entries import Entry, checked, sections_of
from nqp_text.text.headings import (
    Heading,
    Lines,
    compact,
    ends_with_page,
    looks_like_contents,
    number_of,
    without_leaders,
)
from nqp_text.text.outline import dense, first_of_each, outline

_CHAPTER = re.compile(
    r"(?m)^[^\S\n]*+第[^\S\n]*([一二三四五六七八九十百\d]{1,4})[^\S\n]*([节節章])[^\S\n]*([^\n]{0,160})$"
)
_ITEM = re.compile(r"(?:([一二三四五六七八九十]{1,3})[、.．\s]|(\d{1,2})[、.．](?!\d))\s*")
_NO_TITLE = re.compile(r"[。；;！“”\"《]|^[之的中所、，,及和与：:(（]|[，,、：:]$")
_LONGEST_KEY = 34
_FEWEST = {"节": 3, "、": 4, ".": 5, "": 3}


def find(document: Document) -> list[Section]:
    """Sections of a Chinese report; empty if no outline is clearly there."""
    lines = Lines(document)
    entries = _by_number(_chapters(document, lines), 0.85)
    if not any(entry.name for entry in entries):
        entries = _by_title(lines)
    length = len(document.text)
    sections = checked(sections_of(_with_discussion(entries), length), length)
    return [part for section in sections for part in _parts(document, section)]


def name_of(key: str) -> str | None:
    """Section name of a folded title; empty for one that only ends a section, else None."""
    return next((name for name, pattern in titles.PATTERNS if pattern.fullmatch(key)), None)


def _chapters(document: Document, lines: Lines) -> list[Heading]:
    found: list[Heading] = []
    for match in _CHAPTER.finditer(document.text):
        title = without_leaders(match.group(3))
        start = match.start() + match.group().index("第")
        end = match.start(3) + len(title)
        if not match.group(3).strip():  # the number on a line of its own, the title on the next
            below, end = lines.after(match.end())
            title = without_leaders(document.text[below:end])
        heading = lines.heading(start, end, compact(title), number_of(match.group(1)), "节")
        contents = heading.in_contents or looks_like_contents(document.text[start : match.end()])
        found.append(replace(heading, in_contents=contents))
    return _without_contents(found)


def _without_contents(headings: Sequence[Heading]) -> list[Heading]:
    crowded = dense(headings)
    return [replace(h, in_contents=h.in_contents or h.start in crowded) for h in headings]


def _by_number(headings: Sequence[Heading], sure: float) -> list[Entry]:
    """Entries for the best chain of rising numbers; none if the chain is short."""
    listed = {h.number: h.key for h in headings if h.in_contents}
    chain = outline(headings, lambda heading: heading.number, _score(listed))
    if len(chain) < _FEWEST[headings[0].style if headings else ""]:
        return []
    entries: list[Entry] = []
    for position, heading in enumerate(chain):
        following = chain[position + 1].number if position + 1 < len(chain) else 0
        # A missing number is a heading that was not seen: this section may hold two.
        whole = following in (0, heading.number + 1)
        confirmed = _agree(listed.get(heading.number, ""), heading.key)
        name = name_of(heading.key) or ""
        name = "" if name == "mdna" and not whole else name
        method = "toc_confirmed" if confirmed else "heading_numbered"
        entries.append(Entry(heading, name, method, sure + 0.1 * confirmed if whole else 0.4))
    return entries


def _score(listed: dict[int, str]) -> Callable[[Heading], float]:
    def score(heading: Heading) -> float:
        key = heading.key
        if not heading.number or len(key) > _LONGEST_KEY or _NO_TITLE.search(key):
            return 0.0
        agrees = bool(key) and _agree(listed.get(heading.number, ""), key)
        return 1.0 + (name_of(key) is not None) + 1.5 * agrees

    return score


def _agree(listed: str, key: str) -> bool:
    return bool(listed) and (listed.startswith(key) or key.startswith(listed))


def _by_title(lines: Lines) -> list[Entry]:
    headings = [_titled(lines, heading) for heading in lines.with_words(titles.KEYWORDS)]
    known = _without_contents([h for h in headings if name_of(h.key) is not None])
    numbered = [_by_number([h for h in known if h.style == style], 0.8) for style in ("、", ".")]
    longest = max(numbered, key=len)
    if longest:
        return longest
    listed = {h.key for h in known if h.in_contents}
    bare = first_of_each([h for h in known if not h.in_contents and not h.style])
    if len({name_of(h.key) for h in bare} - {"", "toc"}) < _FEWEST[""]:
        return []
    return [
        Entry(
            heading,
            name_of(heading.key) or "",
            "toc_confirmed" if heading.key in listed else "keyword_heading",
            0.6 if heading.key in listed else 0.5,
        )
        for heading in bare
    ]


def _titled(lines: Lines, heading: Heading) -> Heading:
    """The heading with its item number split off and its place in the contents judged."""
    match = _ITEM.match(heading.title)
    title = heading.title[match.end() :] if match else heading.title
    early = heading.start < 0.06 * len(lines.document.text)
    style, number = "", 0
    if match:
        style = "、" if match.group(1) else "."
        number = number_of(match.group(1) or match.group(2))
    return replace(
        heading,
        key=compact(without_leaders(title)),
        number=number,
        style=style,
        in_contents=heading.in_contents or (early and ends_with_page(heading.title)),
    )


def _with_discussion(entries: Sequence[Entry]) -> list[Entry]:
    """The board's report is management's discussion if no other chapter is, on the mainland."""
    if any(entry.name == "mdna" for entry in entries):
        return list(entries)
    return [
        replace(entry, name="mdna")
        if titles.BOARD_REPORT.fullmatch(entry.heading.key) and "會" not in entry.heading.title
        else entry
        for entry in entries
    ]


def _parts(document: Document, section: Section) -> list[Section]:
    if section.name == "mdna":
        return nested.carve(document, section, titles.IN_DISCUSSION)
    if section.name == "statements":
        return nested.split_at(document, section, titles.IN_STATEMENTS)
    if section.name == "cover":
        return nested.split_at(document, section, titles.IN_COVER)
    return [section]
