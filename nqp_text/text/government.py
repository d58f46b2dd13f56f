"""Finds the review and the tasks of a government work report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nqp_text.records import Document, Section
from nqp_text.text import sections_gov as titles
from nqp_text.text.headings import compact, number_of, words
from nqp_text.text.language import known_language

_SMALLEST = 0.04
_LARGEST = 0.85
"""Shares of the report between which a part is plausible."""

_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_ROMAN = {numeral: n for n, numeral in enumerate(("I", "II", "III", "IV", "V", "VI", "VII"), 1)}


@dataclass(frozen=True, slots=True)
class _Title:
    start: int
    title: str
    number: int
    part: str  # review, tasks, both, annex, or empty for other numbered headings


def find(document: Document) -> list[Section]:
    """``review`` and ``tasks``, as far as titles separate them; otherwise nothing."""
    text = document.text
    found = _english(text) if known_language(text[:4000]) == "en" else _chinese(text)
    sections: list[Section] = []
    for position, title in enumerate(found):
        taken = {section.name for section in sections}
        if title.part not in {"review", "tasks"} - taken:
            continue
        if sections and title.start < sections[-1].end:
            continue
        end = _end(found, position, len(text))
        if _SMALLEST <= (end - title.start) / len(text) <= _LARGEST:
            method, sure = ("heading_numbered", 0.95) if title.number else ("keyword_heading", 0.8)
            sections.append(Section(title.part, title.start, end, title.title, method, sure))
    return sections


def _end(found: Sequence[_Title], position: int, length: int) -> int:
    """Start of the title that ends a part: another part, or the next number behind a review."""
    opened = found[position]
    for title in found[position + 1 :]:
        following = opened.number and title.number == opened.number + 1
        other = title.part not in ("", opened.part)
        if other or (opened.part == "review" and following):
            return title.start
    return length


def _chinese(text: str) -> list[_Title]:
    found: list[_Title] = []
    for match in titles.HEADING.finditer(text):
        number = number_of((match.group(1) or "").strip("第部分"))
        part = _part(compact(match.group(2)))
        if part or number:
            whole = match.group()
            start = match.start() + len(whole) - len(whole.lstrip())
            found.append(_Title(start, whole.strip(), number, part))
    return _by_year(_of_one_level(found))


def _part(key: str) -> str:
    if titles.ANNEX.fullmatch(key):
        return "annex"
    if titles.REVIEW.fullmatch(key):
        return "both" if titles.PLANS.search(key) else "review"
    if titles.TASKS.fullmatch(key):
        return "both" if titles.RETROSPECT.search(key) else "tasks"
    return ""


def _of_one_level(found: Sequence[_Title]) -> list[_Title]:
    """Without bare titles if numbered ones name a part: those are lines inside of the parts."""
    if not any(title.number and title.part in ("review", "tasks") for title in found):
        return [t for t in found if t.part != "tasks" or titles.AHEAD.search(t.title)]
    return [title for title in found if title.number or title.part == "annex"]


def _by_year(found: Sequence[_Title]) -> list[_Title]:
    """``2023年主要工作`` in front of ``2024年主要任务`` is the review."""
    years = [int(y.group()) for t in found if t.part == "tasks" and (y := _YEAR.search(t.title))]
    latest = max(years, default=0)
    return [
        replace(title, part="review")
        if title.part == "tasks" and (y := _YEAR.search(title.title)) and int(y.group()) < latest
        else title
        for title in found
    ]


def _english(text: str) -> list[_Title]:
    found: list[_Title] = []
    for match in titles.EN_HEADING.finditer(text):
        key = words(match.group(2)).rstrip(".")
        review, tasks = titles.EN_REVIEW.fullmatch(key), titles.EN_TASKS.fullmatch(key)
        numeral = match.group(1) or ""
        number = _ROMAN.get(numeral, int(numeral) if numeral.isdecimal() else 0)
        if review or tasks or number:
            part = "review" if review else "tasks" if tasks else ""
            found.append(_Title(match.start(), match.group().strip(), number, part))
    return _of_one_level(found)
