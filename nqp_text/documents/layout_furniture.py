"""Running headers, footers and page numbers: what repeats at the same height of the pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, Protocol

from nqp_text.documents.layout_lines import Line, median

Where = Literal["header", "footer"]

_TOP, _BOTTOM = 0.84, 0.13
_ROWS = 6
_LONGEST_RUNNING = 60
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


def masked(text: str) -> str:
    """The text with every number replaced by ``#`` and spaces dropped."""
    return _DIGITS_RE.sub("#", _SPACE_RE.sub("", text))


def find_furniture(pages: Sequence[PageLike]) -> list[dict[int, Where]]:
    """Per page, which lines (by ``id``) are running headers or footers.

    A line is one when its text, numbers aside, stands at the same height on several pages; or when
    it stands alone at a height where most pages have such a line, as chapter titles do.
    """
    zones = [_zone_lines(page) for page in pages]
    places: dict[tuple[Where, str], list[tuple[float, int]]] = {}
    for number, zone in enumerate(zones):
        for where, line, _ in zone:
            places.setdefault((where, masked(line.text)), []).append((line.middle, number))
    needed = 2 if len(pages) <= 8 else 3
    tolerance = 3.0 if len(pages) <= 8 else 9.0
    heights = {key: _common_heights(found, needed, tolerance) for key, found in places.items()}
    found: list[dict[int, Where]] = []
    for zone in zones:
        marked: dict[int, Where] = {}
        for where, line, _ in zone:
            key = masked(line.text)
            known = heights[where, key]
            if any(abs(line.middle - height) <= tolerance for height in known) or (
                len(pages) < needed and _PAGE_NUMBER_RE.match(key)
            ):
                marked[id(line)] = where
        found.append(marked)
    _add_outermost(pages, found)
    _add_lines_at_same_height(zones, found, len(pages))
    _drop_lines_below_text(zones, found)
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
    for where, lines in (("header", top), ("footer", bottom)):
        rank, last = -1, None
        for line in lines:
            if last is None or abs(line.middle - last) > 3:
                rank, last = rank + 1, line.middle
            if rank >= _ROWS:
                break
            zone.append((where, line, rank))  # type: ignore[arg-type]
    return zone


def _common_heights(
    found: Sequence[tuple[float, int]], needed: int, tolerance: float
) -> list[float]:
    """Heights at which a text stands on at least ``needed`` pages."""
    if len(found) < needed:
        return []
    heights: list[float] = []
    run: list[tuple[float, int]] = []
    for middle, page in [*sorted(found), (float("inf"), -1)]:
        if run and middle - run[-1][0] > tolerance:
            if len({number for _, number in run}) >= needed:
                heights.append(median(value for value, _ in run))
            run = []
        run.append((middle, page))
    return heights


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
            key = masked(line.text)
            if "#" in key and len(key) < _LONGEST_RUNNING:
                outermost.append((number, where, line, key))
                counts[where, key] = counts.get((where, key), 0) + 1
    needed = max(4, 0.25 * len(pages))
    for number, where, line, key in outermost:
        if counts[where, key] >= needed:
            found[number][id(line)] = where


def _height(line: Line) -> float:
    return line.middle


def _add_lines_at_same_height(
    zones: Sequence[Sequence[tuple[Where, Line, int]]],
    found: Sequence[dict[int, Where]],
    pages: int,
) -> None:
    """Chapter titles and the like: at a height that is furniture on a third of the pages."""
    counts: dict[tuple[Where, int], int] = {}
    for zone, marked in zip(zones, found, strict=True):
        seen = {(w, round(line.middle)) for w, line, _ in zone if id(line) in marked}
        for place in sorted(seen):
            counts[place] = counts.get(place, 0) + 1
    needed = max(3, pages * 0.3)
    for zone, marked in zip(zones, found, strict=True):
        for where, line, _ in zone:
            height = round(line.middle)
            near = sum(counts.get((where, height + step), 0) for step in (-1, 0, 1))
            if id(line) not in marked and near >= needed:
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
