"""What pdfium calls a line → the lines and cells that are printed.

pdfium ends a line where the height changes, with two exceptions that are undone here: a line that
ends with a hyphen runs on into the next one, and cells of a row (or lines of two columns) at the
same height follow each other with one space.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from nqp_text.documents.layout_lines import Line
from nqp_text.records import Box

_BREAK_SIGN_RE = re.compile("[\ufffe\x02]")
_SPACE_RE = re.compile(" +")
_WIDE_FROM = "\u2e80"


class BoxOf(Protocol):
    """Box of the character at an offset of the page's text."""

    def __call__(self, offset: int) -> Box: ...


def split_line(
    text: str, start: int, end: int, reach: Sequence[float], box_of: BoxOf, page: int
) -> list[Line]:
    """The printed lines and cells of ``text[start:end]``.

    ``reach[i]`` is the estimated width, in ems, of the page's text up to and including ``i``.
    """
    x0, y0, x1, y1 = box_of(start)
    if end - start == 1:
        return [Line(text[start:end], page, x0, y0, x1, y1, max(x1 - x0, (y1 - y0) * 0.85))]
    v0, w0, v1, w1 = box_of(end - 1)
    em = _em(text, start, end - 1, x1 - x0, v1 - v0, y1 - y0)
    quarter = (y1 - y0) * 0.25
    wrapped = w0 > y1 - quarter or w1 < y0 + quarter
    tall = y1 - y0 < w1 - w0
    if wrapped and abs(v1 - x0) > 3 * em:
        return _at_height_changes(text, start, end, reach, box_of, page)
    if not wrapped:
        expected = reach[end - 1] - (reach[start - 1] if start else 0.0)
        slack = (v1 - x0) - expected * em
        if slack > 1.2 * em + 0.08 * expected * em:
            return _at_gaps(text, start, end, em, box_of, page)
    if tall:
        y0, y1 = (min(y0, w0), max(y1, w1)) if not wrapped else (y0, y1)
    left, right = (x0, v1) if x0 <= v1 else (v0, x1)
    bottom, top = (y0, y1) if not wrapped else (min(y0, w0), max(y1, w1))
    return [Line(text[start:end], page, left, bottom, right, top, em)]


def _em(
    text: str, first: int, last: int, first_width: float, last_width: float, height: float
) -> float:
    """Width of a full-width character of the line."""
    if text[first] >= _WIDE_FROM and first_width > 0:
        return first_width
    if text[last] >= _WIDE_FROM and last_width > 0.6 * height:
        return last_width
    return height * 0.85 or 1.0


def _at_height_changes(
    text: str, start: int, end: int, reach: Sequence[float], box_of: BoxOf, page: int
) -> list[Line]:
    """Cuts where a line that pdfium ran on drops to the next printed line."""
    cuts: list[int] = []
    _, bottom, _, top = box_of(start)
    for place in _places(text, start, end):
        _, low, _, high = box_of(place)
        middle = (low + high) / 2
        if not bottom - 0.1 * (top - bottom) < middle < top + 0.1 * (top - bottom) and high > low:
            cuts.append(place)
            bottom, top = low, high
    if not cuts:
        left, low, right, high = box_of(start)
        other = box_of(end - 1)
        return [
            Line(
                text[start:end],
                page,
                min(left, other[0]),
                min(low, other[1]),
                max(right, other[2]),
                max(high, other[3]),
                (high - low) * 0.85 or 1.0,
            )
        ]
    lines: list[Line] = []
    for first, last in zip([start, *cuts], [*cuts, end], strict=True):
        hyphen = text[last - 1] in "\ufffe\x02"
        stop = last
        while stop > first and text[stop - 1] == " ":
            stop -= 1
        if stop == first:
            continue
        part = split_line(text, first, stop, reach, box_of, page)
        if hyphen and part:
            part[-1].hyphen = True
        lines.extend(part)
    return lines


def _places(text: str, start: int, end: int) -> list[int]:
    """Offsets behind spaces and hyphens: where a new printed line may begin."""
    places = [match.end() for match in _SPACE_RE.finditer(text, start, end)]
    places += [match.end() for match in _BREAK_SIGN_RE.finditer(text, start, end)]
    return sorted(place for place in set(places) if place < end)


def _at_gaps(text: str, start: int, end: int, em: float, box_of: BoxOf, page: int) -> list[Line]:
    """Cuts a row into cells where more than a wide space is left blank."""
    parts: list[Line] = []
    left, bottom, right, top = box_of(start)
    first = start
    for match in _SPACE_RE.finditer(text, start, end):
        before, after = match.start() - 1, match.end()
        if after >= end:
            break
        b = box_of(before)
        a = box_of(after)
        gap = a[0] - b[2]
        if gap < 1.0 * em or (gap < 4.5 * em and _is_spread(text, before, after)):
            continue
        parts.append(Line(text[first : before + 1], page, left, bottom, b[2], top, em))
        first = after
        left, bottom, _, top = a
    last = box_of(end - 1)
    parts.append(
        Line(text[first:end], page, left, min(bottom, last[1]), last[2], max(top, last[3]), em)
    )
    return [part for part in parts if part.text.strip()]


def _is_spread(text: str, before: int, after: int) -> bool:
    """Whether the gap lies inside a word of two Han characters set apart, such as 项　目."""
    lone_before = before == 0 or text[before - 1] in " \n"
    lone_after = after + 1 >= len(text) or text[after + 1] in " \r"
    return (
        lone_before
        and lone_after
        and "\u4e00" <= text[before] <= "\u9fff"
        and "\u4e00" <= text[after] <= "\u9fff"
    )
