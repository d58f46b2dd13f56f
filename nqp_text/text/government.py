"""Finds the review and the tasks of a government work report."""

from __future__ import annotations

from dataclasses import dataclass

from nqp_text.records import Document, Section
from nqp_text.text import sections_gov as titles
from nqp_text.text.headings import compact, number_of, words
from nqp_text.text.language import known_language

_SMALLEST_SHARE = 0.04
_SURE_NUMBERED = 0.95
_SURE_BARE = 0.8


@dataclass(frozen=True, slots=True)
class _Title:
    start: int
    end: int
    title: str
    number: int
    part: str  # review, tasks, both, annex or empty


def find(document: Document) -> list[Section]:
    """``review`` and ``tasks``, as far as titles separate them; otherwise nothing."""
    english = known_language(document.text[:4000]) == "en"
    found = _english(document.text) if english else _chinese(document.text)
    sections: list[Section] = []
    for position, title in enumerate(found):
        if title.part not in ("review", "tasks") or any(s.name == title.part for s in sections):
            continue
        end = _end(found, position, len(document.text))
        if end - title.start < _SMALLEST_SHARE * len(document.text):
            continue
        if sections and sections[-1].end > title.start:
            continue
        sure = _SURE_NUMBERED if title.number else _SURE_BARE
        method = "heading_numbered" if title.number else "keyword_heading"
        sections.append(Section(title.part, title.start, end, title.title, method, sure))
    return sections


def _end(found: list[_Title], position: int, length: int) -> int:
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
        number = number_of((match.group(1) or "").strip("()（）第部分"))
        key = compact(match.group(2))
        part = _part(key, titles)
        if part or number:
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            found.append(_Title(start, match.end(), match.group().strip(), number, part))
    return found


def _part(key: str, table: object) -> str:
    del table
    if titles.ANNEX.fullmatch(key):
        return "annex"
    review, tasks = titles.REVIEW.fullmatch(key), titles.TASKS.fullmatch(key)
    if tasks and titles.RETROSPECT.search(key) and not (review and not _plans(key)):
        return "both"
    return "review" if review else "tasks" if tasks else ""


def _plans(key: str) -> bool:
    return any(word in key for word in ("任务", "部署", "要求", "目标", "安排"))


def _english(text: str) -> list[_Title]:
    found: list[_Title] = []
    for match in titles.EN_HEADING.finditer(text):
        key = words(match.group(2)).rstrip(".")
        review, tasks = titles.EN_REVIEW.fullmatch(key), titles.EN_TASKS.fullmatch(key)
        numeral = match.group(1) or ""
        if review or tasks or numeral:
            part = "review" if review else "tasks" if tasks else ""
            number = _ROMAN.get(numeral, int(numeral) if numeral.isdecimal() else 0)
            found.append(_Title(match.start(), match.end(), match.group().strip(), number, part))
    return found


_ROMAN = {numeral: n for n, numeral in enumerate("I II III IV V VI VII VIII IX X".split(), 1)}
