"""Blanks inside a line: those that divide cells or columns, and those that are only spaced type.

A box costs a call into pdfium, so blanks are measured only in lines that are wider than their
characters, and on a page whose sample lines show the gutter of two columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nqp_text.documents.layout_lines import WIDE, Line
from nqp_text.documents.pdf_boxes import BoxOf, Span
from nqp_text.records import Box

STRETCHED_RE = re.compile(f"[{WIDE}] [{WIDE}]")
_WIDE_FROM = "\u2018"  # curly quotes, dashes and everything East Asian behind them
_CLOSING = "，。、；：！？）」』》】”’"
_OPENING = "（「『《【“‘"
_SPACE_RE = re.compile(" +")
_CELL_SPACE_RE = re.compile(r" +(?=[^a-z ,.])")

_NUMBER_STARTS = frozenset("0123456789(-–—$")
_CELL_GAP = 1.0  # ems of blank that divide cells
_SPACING = 0.9  # ems that letters of a stretched line may stand apart
_SURELY_STRETCHED = 3  # blanks at Han characters of one line
_WIDEST_SPACE = 5.0  # ems of a word space in a line that is stretched to its width
_SPREAD_GAP = 4.5  # ems of blank that may stand inside a word of two Han characters
_LONG = 30.0  # ems of a line that may hold the lines of two columns


Gap = tuple[int, int, Box, Box, float]
"""A blank: offsets of the space and what is behind it, boxes on both sides, width."""


def cells_of(text: str, span: Span, slack: float, box_of: BoxOf, page: int) -> list[Line]:
    """The cells of a row, or nothing if the line is one run of words.

    ``slack`` is how much wider than its characters the line is: once that much is found at the
    likeliest places, the others are not asked.
    """
    first, last, (left, bottom, _, top), closing, em, _ems = span
    gaps = _gaps(text, first, last, em, _CELL_SPACE_RE, box_of)
    if sum([gap[4] for gap in gaps]) < 0.7 * slack:
        gaps = _gaps(text, first, last, em, _SPACE_RE, box_of)
    if not gaps or _is_justified(text, span, gaps, box_of):
        return []
    gaps.append((last, last, closing, closing, 0.0))
    cells: list[Line] = []
    for start, end, (_, low, right, high), behind, _width in gaps:
        low, high = low if low < bottom else bottom, high if high > top else top
        cells.append(Line(text[first:start], page, left, low, right, high, em))
        first, (left, bottom, _, top) = end, behind
    return cells


def _gaps(
    text: str, first: int, last: int, em: float, pattern: re.Pattern[str], box_of: BoxOf
) -> list[Gap]:
    """The blanks of a line of this type size that are wide enough to divide cells."""
    gaps: list[Gap] = []
    least, most, blank_of = _CELL_GAP * em, _SPREAD_GAP * em, box_of.blank
    for match in pattern.finditer(text, first, last):
        start, end = match.span()
        if start > first and end < last:
            blank = blank_of(start - 1, end, least)
            if blank and not (blank[2] < most and _is_spread(text, start - 1, end)):
                gaps.append((start, end, *blank))
    return gaps


def _is_spread(text: str, before: int, behind: int) -> bool:
    """Whether a gap lies inside a word of two Han characters set apart, such as 项　目."""
    return (
        "\u4e00" <= text[before] <= "\u9fff"
        and "\u4e00" <= text[behind] <= "\u9fff"
        and (before == 0 or text[before - 1] in " \n")
        and (behind + 1 >= len(text) or text[behind + 1] in " \r")
    )


def _is_justified(text: str, span: Span, gaps: Sequence[Gap], box_of: BoxOf) -> bool:
    """Whether the blanks are the even word spaces of a line that was stretched to its width."""
    start, end, _, _, em, _ = span
    widest = max([gap[4] for gap in gaps])
    if widest > _WIDEST_SPACE * em:
        return False
    words = text[start:end].split()
    numbers = sum([word[0] in _NUMBER_STARTS for word in words])
    if 2 * numbers >= len(words):
        return False
    factor, more = (1.2, 0.5) if widest < 2 * em else (1.0, 0.6)
    blanks: list[float] = []
    for match in _SPACE_RE.finditer(text, start, end):
        blank = box_of(match.end())[0] - box_of(match.start() - 1)[2]
        if widest >= factor * blank + more:  # already too uneven: the others need not be asked
            return False
        blanks.append(blank)
    return len(blanks) > 1 and max(blanks) < factor * min(blanks) + more


def gutter_of(text: str, spans: Sequence[Span], box_of: BoxOf) -> float | None:
    """The x of a gutter when pdfium ran the lines of two columns together, by two samples."""
    long = [span for span in spans if span[5] > _LONG]
    if len(long) < 3:
        return None
    found: list[Gap] = []
    for start, end, _, _, em, _ in (long[len(long) // 3], long[2 * len(long) // 3]):
        edge = (end - start) // 4
        gaps = _gaps(text, start + edge, end - edge, em, _SPACE_RE, box_of)
        if len(gaps) != 1:
            return None
        found += gaps
    left = max(before[2] for _, _, before, _, _ in found)
    right = min(behind[0] for _, _, _, behind, _ in found)
    return (left + right) / 2 if left < right else None


def closed_up(text: str, start: int, em: float, box_of: BoxOf, *, stretched: bool) -> str:
    """A line without the spaces that pdfium sees between characters that were set apart.

    ``start`` is the line's offset in the page's text; ``stretched`` says that the line is wider
    than its characters.
    """
    between, beside, dropped = [], [], set()
    for match in _SPACE_RE.finditer(text):
        place, behind = match.span()
        before, after = text[place - 1], text[behind]
        if behind - place > 1 or (before < _WIDE_FROM and after < _WIDE_FROM):
            continue
        if not box_of.is_generated(start + place):
            continue
        if box_of(start + behind)[0] - box_of(start + place - 1)[2] >= _SPACING * em:
            continue
        if after in _CLOSING or before in _OPENING:
            dropped.add(place)
        elif before >= _WIDE_FROM and after >= _WIDE_FROM:
            between.append(place)
        else:
            beside.append(place)
    if between and (stretched or len(between) + len(beside) >= _SURELY_STRETCHED):
        dropped.update(between)
        if len(between) > 1:
            dropped.update(beside)
    return "".join(sign for place, sign in enumerate(text) if place not in dropped)
