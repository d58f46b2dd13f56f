"""Where the characters of a document stand on its pages, and which of them to mark.

A line knows its box but not the boxes of its characters: a part of a line is placed by the share
of its width, where a Chinese character is twice as wide as a Latin one.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nqp_text.records import Line
from nqp_text.web.child_tasks import ReadDocument, SheetOfPaper


@dataclass(frozen=True, slots=True)
class Mark:
    """A rectangle on the page image: points from its upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a sentence, and whether it is evidence."""

    text: str
    evidence: bool


def marks_of(document: ReadDocument, sheet: SheetOfPaper, start: int, end: int) -> list[Mark]:
    """The rectangles of ``document.text[start:end]`` on this page, a rectangle a line."""
    if sheet.box is None:
        return []
    left, _, _, top = sheet.box
    marks = []
    for line in _lines_between(document.lines, start, end):
        if line.page != sheet.number:
            continue
        x0, y0, x1, y1 = line.box
        first, last = max(start, line.start), min(end, line.end)
        printed = document.text[line.start : line.end]
        whole = _width(printed) or 1
        begin = _width(printed[: first - line.start]) / whole
        finish = _width(printed[: last - line.start]) / whole
        span = x1 - x0
        marks.append(
            Mark(
                round(x0 + begin * span - left, 1),
                round(top - y1, 1),
                round(max((finish - begin) * span, 1.0), 1),
                round(y1 - y0, 1),
            )
        )
    return marks


def _lines_between(lines: Sequence[Line], start: int, end: int) -> Iterator[Line]:
    """Lines stand in the order of their offsets."""
    position = max(bisect_left(lines, start, key=lambda line: line.start) - 1, 0)
    for line in lines[position:]:
        if line.start >= end:
            return
        if line.end > start:
            yield line


def _width(text: str) -> float:
    return sum(2.0 if unicodedata.east_asian_width(c) in "WF" else 1.0 for c in text)


def pieces_of(text: str, offset: int, evidence: Iterable[tuple[int, int]]) -> list[Piece]:
    """The text in pieces: what is evidence and what is not.

    ``evidence`` are offsets in the document, where the text starts at
    ``offset``. Overlapping evidence is joined.
    """
    inside = sorted(
        (max(start - offset, 0), min(end - offset, len(text)))
        for start, end in evidence
        if end > offset and start < offset + len(text)
    )
    pieces: list[Piece] = []
    at = 0
    for start, end in inside:
        if end <= at:
            continue
        start = max(start, at)
        if start > at:
            pieces.append(Piece(text[at:start], False))
        pieces.append(Piece(text[start:end], True))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:], False))
    return pieces


def shortened(pieces: Sequence[Piece], around: int = 400) -> list[Piece]:
    """Long stretches without evidence are cut, so that a line of megabytes stays readable."""
    short = []
    for piece in pieces:
        text = piece.text
        if len(text) > 2 * around:
            text = f"{text[:around]} […] {text[-around:]}"
        short.append(Piece(text, piece.evidence))
    return short
