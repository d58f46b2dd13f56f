"""The printed line: the unit that layout repair works on.

Coordinates are PDF points on the upright page (rotation removed), origin at the lower left.
Layout objects are mutable and slotted: a report has some twenty thousand lines, and each passes
through every step once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from operator import attrgetter

HAN = "\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WIDE = HAN + "\u3000-\u303f\uff01-\uff60\u2014\u2018-\u201d\u2026"
_HAN_RE = re.compile(f"[{HAN}]")
_LATIN_RE = re.compile(r"[A-Za-z\u00c0-\u024f]")


class Line:
    """Text of one printed line (or one cell of a table row) and where it stands.

    ``y0``/``y1`` are bottom and top by the font's ascent and descent, ``middle`` lies between
    them; ``em`` is the type size; ``pieces`` are the parts that were joined into it, as (offset in
    text, part); ``cells`` counts the cells of a table row; ``hyphen`` says that pdfium took the
    hyphen at its end for a word break; ``free`` that it is known to be no part of a table.
    """

    __slots__ = (
        "cells",
        "em",
        "free",
        "height",
        "hyphen",
        "middle",
        "page",
        "pieces",
        "text",
        "x0",
        "x1",
        "y0",
        "y1",
    )

    def __init__(
        self,
        text: str,
        page: int,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        em: float,
        hyphen: bool = False,
    ) -> None:
        self.text = text
        self.page = page
        self.x0 = x0
        self.y0 = y0
        self.x1 = x1
        self.y1 = y1
        self.middle = (y0 + y1) / 2
        self.height = y1 - y0
        self.em = em
        self.hyphen = hyphen
        self.cells = 1
        self.free = False
        self.pieces: tuple[tuple[int, Line], ...] = ()

    def __repr__(self) -> str:
        return (
            f"Line(p{self.page} x{self.x0:.0f}-{self.x1:.0f} y{self.y0:.0f}-{self.y1:.0f} "
            f"{self.text[:40]!r})"
        )


def han_share(text: str) -> float:
    """Share of Han characters among the letters of a text; 0 when it has no letters."""
    han = len(_HAN_RE.findall(text))
    latin = len(_LATIN_RE.findall(text))
    return han / (han + latin / 3) if han or latin else 0.0


def is_chinese(text: str) -> bool:
    """Whether the text reads as Chinese rather than as a Latin script."""
    return han_share(text) > 0.5


def rows_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines grouped into rows from the top down, each row from left to right.

    Two lines stand in one row when the middle of one lies within the other's inner half.
    """
    rows: list[list[Line]] = []
    bottom = top = 0.0
    for line in sorted(sorted(lines, key=_left), key=_middle, reverse=True):
        middle = line.middle
        if rows and bottom < middle < top:
            rows[-1].append(line)
            continue
        rows.append([line])
        quarter = line.height * 0.2
        bottom, top = line.y0 + quarter, line.y1 - quarter
    for row in rows:
        if len(row) > 1:
            row.sort(key=_from_the_left)
    return rows


_left = attrgetter("x0")
_middle = attrgetter("middle")


def _from_the_left(line: Line) -> tuple[float, float]:
    return (line.x0, -line.y0)


def joined(parts: Sequence[Line], gap_sign: str = "") -> Line:
    """One line from parts of a row; ``gap_sign`` separates cells, a real space stays a space."""
    if len(parts) == 1:
        return parts[0]
    before = parts[0]
    text = before.text
    pieces: list[tuple[int, Line]] = [(0, before)]
    size = len(text)
    x0, y0, x1, y1, em = before.x0, before.y0, before.x1, before.y1, before.em
    for part in parts[1:]:
        if gap_sign:
            text += gap_sign
            size += 1
        elif part.x0 - before.x1 > 0.12 * part.em and text[-1:] != " ":
            text += " "
            size += 1
        pieces.append((size, part))
        text += part.text
        size += len(part.text)
        before = part
        x0, y0 = part.x0 if part.x0 < x0 else x0, part.y0 if part.y0 < y0 else y0
        x1, y1 = part.x1 if part.x1 > x1 else x1, part.y1 if part.y1 > y1 else y1
        em = part.em if part.em > em else em
    line = Line(text, before.page, x0, y0, x1, y1, em, before.hyphen)
    line.pieces = tuple(pieces)
    line.cells = len(parts) if gap_sign else 1
    return line


def median(values: Iterable[float]) -> float:
    """Upper median; 0 for no values."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2] if ordered else 0.0
