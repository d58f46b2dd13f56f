"""Running headers, footers and page numbers: what repeats at the same height of the pages."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Literal, Protocol

from nqp_text.documents.layout_lines import Line

Where = Literal["header", "footer"]

_TOP, _BOTTOM = 0.84, 0.13
_ROWS = 5
_MOST_PARTS = 4  # parts of a running line below the first; a row with more is a table's
_LONGEST_RUNNING = 60
_MOST_KEYS = 6
_FEW_PAGES = 8
_NEAR = 40.0  # points within which a line is next to a running line
_TOLERANCE = 3.0  # points that the same running line may move from page to page
_DIGITS_RE = re.compile(r"\d+")
_SPACE_RE = re.compile(r"\s+")
_PAGE_NUMBER_RE = re.compile(
    r"^(?:[-–—~·|\s]*(?:#|[ivxlc]{1,6})[-–—~·|\s]*|第#[页頁](?:[/,，]?共#[页頁])?|[Pp]age#(?:of#)?|[PpFfSs]-?#"
    r"|#/#|#of#)$"
)


class PageLike(Protocol):
    """What the detection needs to know of a page."""

    height: float
    lines: list[Line]


def keys_of(text: str, number: int) -> list[str]:
    """What a line has in common with the same running line of other pages.

    A number in it may count the pages: it is then given as its distance from ``number``. Other
    numbers stay, because sentences of a form may differ in their numbers alone.
    """
    squeezed = _SPACE_RE.sub("", text)
    keys = [squeezed]
    if _PAGE_NUMBER_RE.match(_DIGITS_RE.sub("#", squeezed)):
        keys.append("#")
    for match in _DIGITS_RE.finditer(squeezed):
        if len(match[0]) < 5 and len(keys) < _MOST_KEYS:
            start, end = match.span()
            keys.append(f"{squeezed[:start]}#{int(match[0]) - number}#{squeezed[end:]}")
    return keys


def find_furniture(pages: Sequence[PageLike]) -> list[dict[int, Where]]:
    """Per page, which lines (by ``id``) are running headers or footers.

    A line is one when its text stands at the same height on several pages, a page number in it
    aside; or when it stands alone at a height where most pages have such a line, as chapter titles
    do.
    """
    zones = [_zone_lines(page) for page in pages]
    keys = {
        id(line): keys_of(line.text, number)
        for number, zone in enumerate(zones)
        for _, line, _ in zone
    }
    places: dict[tuple[Where, str], list[tuple[float, int]]] = {}
    for number, zone in enumerate(zones):
        for where, line, _ in zone:
            for key in keys[id(line)]:
                places.setdefault((where, key), []).append((line.middle, number))
    short = len(pages) <= _FEW_PAGES
    needed = max(2, round(0.35 * len(pages))) if short else 3
    heights = {
        place: _common_heights(found, needed if place[1] != "#" else max(needed, len(pages) // 7))
        for place, found in places.items()
        if len(found) >= needed
    }
    alone = len(pages) < needed
    found: list[dict[int, Where]] = []
    for zone in zones:
        marked: dict[int, Where] = {}
        for where, line, _ in zone:
            if any(
                abs(line.middle - height) <= _TOLERANCE
                for key in keys[id(line)]
                for height in heights.get((where, key), ())
            ) or (alone and "#" in keys[id(line)]):
                marked[id(line)] = where
        found.append(marked)
    _add_outermost(pages, found)
    known = {number for marked in found for number in marked}
    _add_lines_at_same_height(zones, found, len(pages))
    _drop_lines_below_text(zones, found)
    for page, marked in zip(pages, found, strict=True):
        _drop_lines_of_paragraphs(page, marked, known)
    return found


def _zone_lines(page: PageLike) -> list[tuple[Where, Line, int]]:
    """Lines near the head and the foot, from the edge inwards, with their rank from the edge."""
    top = sorted(
        (line for line in page.lines if line.middle > _TOP * page.height),
        key=lambda line: -line.middle,
    )
    bottom = sorted(
        (line for line in page.lines if line.middle < _BOTTOM * page.height),
        key=lambda line: line.middle,
    )
    zone: list[tuple[Where, Line, int]] = []
    where: Where
    for where, lines in (("header", top), ("footer", bottom)):
        rank, last = -1, -100.0
        row: list[tuple[Where, Line, int]] = []
        for line in lines:
            if abs(line.middle - last) > 3:
                if rank == 0 or len(row) <= _MOST_PARTS:
                    zone += row
                row = []
                rank, last = rank + 1, line.middle
                if rank >= _ROWS:
                    break
            row.append((where, line, rank))
        if rank == 0 or (rank < _ROWS and len(row) <= _MOST_PARTS):
            zone += row
    return zone


def _common_heights(found: Sequence[tuple[float, int]], needed: int) -> list[float]:
    """Heights at which a text stands on at least ``needed`` pages."""
    pages: dict[int, set[int]] = {}
    for middle, page in found:
        for height in range(round(middle - _TOLERANCE / 2), round(middle + _TOLERANCE / 2) + 1):
            pages.setdefault(height, set()).add(page)
    return [float(height) for height in sorted(pages) if len(pages[height]) >= needed]


def _add_outermost(pages: Sequence[PageLike], found: Sequence[dict[int, Where]]) -> None:
    """Page numbers that follow the text at any height: the first or last line of most pages."""
    outermost: list[tuple[int, Where, Line, str]] = []
    counts: dict[tuple[Where, str], int] = {}
    for number, (page, marked) in enumerate(zip(pages, found, strict=True)):
        inner = [line for line in page.lines if id(line) not in marked]
        if len(inner) < 2:
            continue
        where: Where
        for where, line in (
            ("header", max(inner, key=_height)),
            ("footer", min(inner, key=_height)),
        ):
            if len(line.text) > _LONGEST_RUNNING:
                continue
            for key in keys_of(line.text, number)[1:]:
                outermost.append((number, where, line, key))
                counts[where, key] = counts.get((where, key), 0) + 1
    for number, where, line, key in outermost:
        if counts[where, key] >= max(4, (0.3 if key == "#" else 0.1) * len(pages)):
            found[number][id(line)] = where


_height = attrgetter("middle")


def _add_lines_at_same_height(
    zones: Sequence[Sequence[tuple[Where, Line, int]]],
    found: Sequence[dict[int, Where]],
    pages: int,
) -> None:
    """Chapter titles and the like: at a height that is furniture on a third of the pages."""
    counts: dict[tuple[Where, int, int], int] = {}
    for zone, marked in zip(zones, found, strict=True):
        seen = {
            (w, round(line.middle), round(line.em)) for w, line, _ in zone if id(line) in marked
        }
        for place in sorted(seen):
            counts[place] = counts.get(place, 0) + 1
    needed = max(3, pages * 0.3)
    for zone, marked in zip(zones, found, strict=True):
        for where, line, _ in zone:
            if id(line) in marked:
                continue
            height, size = round(line.middle), round(line.em)
            near = sum([counts.get((where, height + step, size), 0) for step in (-1, 0, 1)])
            if near >= needed:
                marked[id(line)] = where


def _drop_lines_below_text(
    zones: Sequence[Sequence[tuple[Where, Line, int]]], found: Sequence[dict[int, Where]]
) -> None:
    """Furniture is what lies outside the text: nothing of the text is nearer to the edge."""
    for zone, marked in zip(zones, found, strict=True):
        stopped: dict[Where, int] = {}
        for where, line, rank in zone:
            if id(line) not in marked:
                stopped.setdefault(where, rank)
            elif rank > stopped.get(where, rank):
                del marked[id(line)]


def _drop_lines_of_paragraphs(
    page: PageLike, marked: dict[int, Where], known: Collection[int]
) -> None:
    """What stands right above a line of the text, in its size and at its margin, belongs to it.

    Lines that are ``known`` by their text have to be as near as lines of a paragraph; others need
    a wider blank between them and the text to be taken for running lines.
    """
    if not marked:
        return
    lines = [line for line in page.lines if id(line) in marked]
    head = min((line.y0 for line in lines if marked[id(line)] == "header"), default=1e6) - _NEAR
    foot = max((line.y1 for line in lines if marked[id(line)] == "footer"), default=-1e6) + _NEAR
    inner = [
        line
        for line in page.lines
        if (line.middle > head or line.middle < foot) and id(line) not in marked
    ]
    changed = bool(inner and lines)
    pitch = 0.0 if all(id(line) in known for line in lines) else _pitch(page.lines)
    while changed:
        changed = False
        for line in lines:
            if id(line) not in marked:
                continue
            inward = 1 if marked[id(line)] == "header" else -1
            for other in inner:
                step = (line.middle - other.middle) * inward
                by_text = id(line) in known
                reach = 1.5 * line.height if by_text else max(1.5 * line.height, pitch + 2)
                if (
                    0 < step < reach
                    and abs(line.x0 - other.x0) < (1.5 if by_text else 2.5 * line.em)
                    and abs(line.em - other.em) < 0.3
                ):
                    del marked[id(line)]
                    inner.append(line)
                    changed = True
                    break


def _pitch(lines: Sequence[Line]) -> float:
    """The usual distance between lines of a page."""
    middles = sorted({round(line.middle) for line in lines})
    steps = sorted(above - below for below, above in pairwise(middles) if above - below > 4)
    return steps[len(steps) // 2] if steps else 0.0
