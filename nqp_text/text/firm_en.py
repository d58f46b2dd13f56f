"""Finds the sections of English company reports: by items (10-K, 20-F), or by their titles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nqp_text.records import Document, Section
from nqp_text.text import nested
from nqp_text.text import sections_en as titles
from nqp_text.text.entries import Entry, checked, sections_of
from nqp_text.text.headings import (
    Heading,
    Lines,
    ends_with_page,
    looks_like_contents,
    without_leaders,
    words,
)
from nqp_text.text.outline import dense, first_of_each, outline

_FEWEST_ITEMS = 5
_TITLE_NUMBER = re.compile(
    r"^(?:section )?(?:\d{1,3}|[ivx]+)[.:)]?\s+|\s+(?:\(?continued\)?|\d{1,3})$"
)
_LONGEST_TITLE = 90
_FEWEST_NAMES = 3
_FEWEST_PAGES = 5


@dataclass(frozen=True, slots=True)
class _Form:
    table: dict[str, tuple[str, re.Pattern[str]]]

    def expects(self, heading: Heading) -> bool:
        entry = self.table.get(heading.style)
        return bool(entry and entry[1].match(heading.key))


def find(document: Document) -> list[Section]:
    """Sections of an English report; empty if no outline is clearly there."""
    lines = Lines(document)
    entries = _from_items(lines)
    by_items = bool(entries)
    sections = checked(sections_of(entries, len(document.text)), len(document.text))
    if not any(section.name == "mdna" for section in sections):
        by_titles = checked(
            sections_of(_from_titles(lines), len(document.text)), len(document.text)
        )
        sections = _merged(sections, by_titles) if by_items else by_titles
    return [part for section in sections for part in _parts(document, section)]


def _from_items(lines: Lines) -> list[Entry]:
    headings = _items(lines)
    form = max(
        (_Form(table) for table in titles.FORMS),
        key=lambda form: sum(form.expects(heading) for heading in headings),
    )

    def score(heading: Heading) -> float:
        if form.expects(heading):
            return 2.0
        return 0.2 if not heading.key else 0.0

    chain = outline(headings, _rank, score)
    if sum(form.expects(heading) for heading in chain) < _FEWEST_ITEMS:
        return []
    listed = {h.style for h in headings if h.in_contents}
    return [_entry(form, heading, heading.style in listed) for heading in chain]


def _items(lines: Lines) -> list[Heading]:
    found: list[Heading] = []
    text = lines.document.text
    for match in titles.ITEM.finditer(text):
        item = match.group(1) + (match.group(2) or "").lower()
        title, end = match.group(3), match.end()
        if not title.strip():
            # Some files break a heading at every word, so the title is read across lines.
            below, end = lines.after(match.end())
            following = titles.ITEM.match(text, below)
            title = "" if following else text[below : below + _LONGEST_TITLE]
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        end = min(end, start + 160)
        heading = lines.heading(start, end, words(title), int(match.group(1)), item)
        contents = heading.in_contents or looks_like_contents(match.group())
        found.append(replace(heading, in_contents=contents))
    crowded = dense(found)
    return [replace(h, in_contents=h.in_contents or h.start in crowded) for h in found]


def _rank(heading: Heading) -> int:
    letter = heading.style.lstrip("0123456789")
    return heading.number * 10 + (ord(letter) - ord("a") + 1 if letter else 0)


def _entry(form: _Form, heading: Heading, listed: bool) -> Entry:
    name = form.table.get(heading.style, ("", None))[0]
    expected = form.expects(heading)
    sure = (0.95 if listed else 0.85) if expected else 0.6
    return Entry(heading, name, "toc_confirmed" if listed else "heading_numbered", sure)


def _from_titles(lines: Lines) -> list[Entry]:
    """Entries for whole lines that are known titles; none if too few kinds are there."""
    found = [_titled(lines, h) for h in lines.with_words(titles.KEYWORDS, _LONGEST_TITLE)]
    known = sorted((h for h in found if _name(h.key) is not None), key=lambda h: h.start)
    crowded = dense(known) | _beside_contents(known)
    listed = {h.key for h in known if h.in_contents or h.start in crowded}
    body = first_of_each([h for h in known if not h.in_contents and h.start not in crowded])
    if len({_name(heading.key) for heading in body} - {"", "toc"}) < _FEWEST_NAMES:
        return []
    return [
        Entry(
            heading,
            _name(heading.key) or "",
            "toc_confirmed" if heading.key in listed else "keyword_heading",
            0.65 if heading.key in listed else 0.5,
        )
        for heading in body
        if not _is_weak(heading, listed)
    ]


def _is_weak(heading: Heading, listed: set[str]) -> bool:
    return heading.key not in listed and bool(titles.WEAK.fullmatch(heading.key))


def _beside_contents(headings: Sequence[Heading]) -> set[int]:
    """Starts of the titles on a page that has a title of contents, where pages are known."""
    pages = {h.page for h in headings if h.key in ("contents", "table of contents")}
    if len({h.page for h in headings}) < _FEWEST_PAGES:
        return set()
    return {h.start for h in headings if h.page in pages and _name(h.key) != "toc"}


def _titled(lines: Lines, heading: Heading) -> Heading:
    early = heading.start < 0.06 * len(lines.document.text)
    contents = heading.in_contents or (early and ends_with_page(heading.title))
    key = _TITLE_NUMBER.sub("", words(without_leaders(heading.title)))
    return replace(heading, key=key, in_contents=contents)


def _name(key: str) -> str | None:
    return next((name for name, pattern in titles.PATTERNS if pattern.fullmatch(key)), None)


def _merged(items: Sequence[Section], by_titles: Sequence[Section]) -> list[Section]:
    """Items with management's discussion from its title, which lies outside of them or in one."""
    discussion = [section for section in by_titles if section.name == "mdna"]
    if not discussion:
        return list(items)
    chosen = max(discussion, key=lambda section: section.end - section.start)
    kept = [
        replace(s, end=min(s.end, chosen.start)) if s.start < chosen.start else s
        for s in items
        if s.start < chosen.start or s.start >= chosen.end
    ]
    return sorted([*kept, chosen], key=lambda section: section.start)


def _parts(document: Document, section: Section) -> list[Section]:
    if section.name != "statements":
        return [section]
    wanted = [("audit", titles.AUDIT_INSIDE), ("notes", titles.NOTES_INSIDE)]
    return nested.split_at(document, section, wanted)
