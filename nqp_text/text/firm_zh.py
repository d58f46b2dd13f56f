"""Finds the sections of Chinese company reports by their chapter numbers, or by their titles.

Three outlines are tried, the surest first: chapters (``第四节``, ``第三章``), numbered titles
(``八、董事会报告``), and bare titles that the contents list or that only a chapter can have.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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
from nqp_text.text.outline import dense, outline

_CHAPTER = re.compile(
    r"(?m)^[^\S\n]*+第[^\S\n]*([一二三四五六七八九十百\d]{1,4})[^\S\n]*([节節章])[^\S\n]*([^\n]{0,160})$"
)
_ITEM = re.compile(r"[(（]?([一二三四五六七八九十]{1,3}|\d{1,2})[)）]?[、.．\s]\s*")
_NO_TITLE = re.compile(r"[。；;！“”\"《]|^[之的中所、，,及和与：:(（]|[，,、：:]$")
_LONGEST_KEY = 34
_FEWEST_CHAPTERS = 3
_FEWEST_ITEMS = 4


def find(document: Document) -> list[Section]:
    """Sections of a Chinese report; empty if no outline is clearly there."""
    lines = Lines(document)
    chapters = _chapters(document, lines)
    entries = _from_chapters(chapters)
    if len(entries) < _FEWEST_CHAPTERS or not any(entry.name for entry in entries):
        entries = _from_titles(lines, chapters)
    sections = checked(
        sections_of(_with_discussion(entries), len(document.text)), len(document.text)
    )
    return [part for section in sections for part in _parts(document, section)]


def name_of(key: str) -> str | None:
    """Section name of a folded title; empty for titles that only end a section, None for others."""
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
    crowded = dense(found)
    return [replace(h, in_contents=h.in_contents or h.start in crowded) for h in found]


def _from_chapters(chapters: Sequence[Heading]) -> list[Entry]:
    listed = {h.number: h.key for h in chapters if h.in_contents}

    def score(heading: Heading) -> float:
        key = heading.key
        if not heading.number or len(key) > _LONGEST_KEY or _NO_TITLE.search(key):
            return 0.0
        agrees = bool(key) and _agree(listed.get(heading.number, ""), key)
        return 1.0 + (name_of(key) is not None) + 1.5 * agrees

    chain = outline(chapters, lambda heading: heading.number, score)
    entries: list[Entry] = []
    for position, heading in enumerate(chain):
        confirmed = _agree(listed.get(heading.number, ""), heading.key)
        following = chain[position + 1].number if position + 1 < len(chain) else 0
        # A missing number means that a heading was not seen: this section may hold two.
        whole = following in (0, heading.number + 1)
        sure = (0.95 if confirmed else 0.85) if whole else 0.4
        name = name_of(heading.key) or ""
        if name == "mdna" and not whole:
            name = ""
        method = "toc_confirmed" if confirmed else "heading_numbered"
        entries.append(Entry(heading, name, method, sure))
    return entries


def _agree(listed: str, key: str) -> bool:
    return bool(listed) and (listed.startswith(key) or key.startswith(listed))


def _from_titles(lines: Lines, chapters: Sequence[Heading]) -> list[Entry]:
    del chapters
    headings = [_titled(lines, heading) for heading in lines.with_words(titles.KEYWORDS, 60)]
    known = [h for h in headings if name_of(h.key) is not None]
    listed = {h.key for h in known if h.in_contents}
    body = [h for h in known if not h.in_contents]
    chain = outline(
        [h for h in body if h.style], lambda h: h.number, lambda h: 1.0 + (h.key in listed)
    )
    if len(chain) >= _FEWEST_ITEMS:
        return [_entry(h, "heading_numbered", 0.8, listed) for h in chain]
    bare = [h for h in body if not h.style and (h.key in listed or not listed)]
    return [_entry(h, "keyword_heading", 0.5, listed) for h in bare] if len(bare) > 1 else []


def _titled(lines: Lines, heading: Heading) -> Heading:
    """The heading with its item number split off and its place in the contents judged."""
    raw = heading.title
    match = _ITEM.match(raw)
    title = raw[match.end() :] if match else raw
    line = lines.document.text[slice(*lines.around(heading.start))]
    early = heading.start < 0.06 * len(lines.document.text)
    return replace(
        heading,
        key=compact(title),
        number=number_of(match.group(1)) if match else 0,
        style="、" if match and not match.group(1).isdecimal() else "",
        in_contents=heading.in_contents or (early and ends_with_page(line)),
    )


def _entry(heading: Heading, method: str, sure: float, listed: set[str]) -> Entry:
    confirmed = heading.key in listed
    return Entry(
        heading,
        name_of(heading.key) or "",
        "toc_confirmed" if confirmed else method,
        sure + 0.1 * confirmed,
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
        wanted = [("mdna.risk", titles.RISK_INSIDE), ("mdna.outlook", titles.OUTLOOK_INSIDE)]
        return nested.carve(document, section, wanted)
    if section.name == "statements":
        wanted = [
            ("audit", titles.AUDIT_INSIDE),
            ("statements", titles.STATEMENTS_INSIDE),
            ("notes", titles.NOTES_INSIDE),
        ]
        return nested.split_at(document, section, wanted)
    if section.name == "cover":
        wanted = [("toc", re.compile("目录")), ("definitions", re.compile("释义"))]
        return nested.split_at(document, section, wanted)
    return [section]
