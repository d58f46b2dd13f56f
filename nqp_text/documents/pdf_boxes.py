"""Boxes of single characters of a page, on the page as a reader holds it."""

from __future__ import annotations

import ctypes
from typing import Any, NamedTuple, Protocol

from nqp_text.records import Box

_NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)


class BoxOf(Protocol):
    """What can be asked about the character at an offset of the page's text."""

    def __call__(self, offset: int) -> Box:
        """Left, bottom, right, top."""
        ...

    def ends(self, first: int, last: int) -> tuple[Box, Box, float]:
        """Boxes of the first and the last character of a line, and its type size, in one call."""
        ...

    def em(self, offset: int) -> float:
        """Type size in points."""
        ...

    def is_generated(self, offset: int) -> bool:
        """Whether pdfium put the character in where the page only has a blank."""
        ...


class Span(NamedTuple):
    """One of pdfium's lines: offsets, boxes of its first and last character, sizes.

    ``em`` is the type size in points, ``ems`` the estimated width of its characters in ems.
    """

    start: int
    end: int
    box: Box
    closing: Box
    em: float
    ems: float


def roomy(box: Box, em: float) -> Box:
    """A box that is at least as high as the type: some fonts only give the ink of a sign."""
    left, bottom, right, top = box
    if top - bottom >= 0.8 * em:
        return box
    middle = (bottom + top) / 2
    return (left, middle - em / 2, right, middle + em / 2)


class CharBoxes:
    """Boxes of single characters of a text page, by their offset in the page's text."""

    __slots__ = (
        "box_of",
        "generated",
        "matrix",
        "matrix_of",
        "matrix_reference",
        "rect",
        "reference",
        "same",
        "size_of",
        "text_page",
        "to_index",
    )

    def __init__(self, pdfium: Any, text_page: Any, *, same: bool) -> None:
        self.box_of = pdfium.FPDFText_GetLooseCharBox
        self.to_index = pdfium.FPDFText_GetCharIndexFromTextIndex
        self.rect = pdfium.FS_RECTF()
        self.reference = ctypes.byref(self.rect)
        self.generated = pdfium.FPDFText_IsGenerated
        self.size_of = pdfium.FPDFText_GetFontSize
        self.matrix_of = pdfium.FPDFText_GetMatrix
        self.matrix = pdfium.FS_MATRIX()
        self.matrix_reference = ctypes.byref(self.matrix)
        self.text_page = text_page
        self.same = same

    def __call__(self, offset: int) -> Box:
        """Left, bottom, right, top of the character at ``offset``."""
        index = offset if self.same else max(self.to_index(self.text_page, offset), 0)
        rect = self.rect
        if not self.box_of(self.text_page, index, self.reference):
            return _NOWHERE
        return (rect.left, rect.bottom, rect.right, rect.top)

    def ends(self, first: int, last: int) -> tuple[Box, Box, float]:
        """Boxes of the first and the last character of a line, and its type size, in one call."""
        if not self.same:
            return (self(first), self(last), self.em(first))
        text_page, rect, reference, matrix = (
            self.text_page,
            self.rect,
            self.reference,
            self.matrix,
        )
        if not self.box_of(text_page, first, reference):
            return (_NOWHERE, self(last), 1.0)
        box = (rect.left, rect.bottom, rect.right, rect.top)
        if last == first or not self.box_of(text_page, last, reference):
            closing = box
        else:
            closing = (rect.left, rect.bottom, rect.right, rect.top)
        self.matrix_of(text_page, first, self.matrix_reference)
        across, up = abs(matrix.c), abs(matrix.d)
        em = self.size_of(text_page, first) * (across if across > up else up)
        return (box, closing, em)

    def em(self, offset: int) -> float:
        """Type size in points of the character at ``offset``: the font's, scaled as drawn."""
        index = offset if self.same else max(self.to_index(self.text_page, offset), 0)
        size: float = self.size_of(self.text_page, index)
        self.matrix_of(self.text_page, index, self.matrix_reference)
        across, up = self.matrix.c, self.matrix.d
        return size * float(max(abs(across), abs(up)))

    def is_generated(self, offset: int) -> bool:
        """Whether pdfium put the character in where the page only has a blank."""
        index = offset if self.same else max(self.to_index(self.text_page, offset), 0)
        return bool(self.generated(self.text_page, index) == 1)


class TurnedCharBoxes:
    """Boxes as the reader of a turned page sees them; ``turn`` counts quarter turns clockwise."""

    __slots__ = ("boxes", "height", "turn", "width")

    def __init__(self, boxes: BoxOf, turn: int, width: float, height: float) -> None:
        self.boxes = boxes
        self.turn = turn
        self.width = width
        self.height = height

    def __call__(self, offset: int) -> Box:
        """Left, bottom, right, top of the character at ``offset`` on the upright page."""
        left, bottom, right, top = self.boxes(offset)
        if self.turn == 1:
            return (bottom, self.height - right, top, self.height - left)
        if self.turn == 2:
            return (self.width - right, self.height - top, self.width - left, self.height - bottom)
        return (self.width - top, left, self.width - bottom, right)

    def ends(self, first: int, last: int) -> tuple[Box, Box, float]:
        """Boxes of the first and the last character of a line, and its type size."""
        return (self(first), self(last), self.em(first))

    def em(self, offset: int) -> float:
        """Type size in points of the character at ``offset``."""
        return self.boxes.em(offset)

    def is_generated(self, offset: int) -> bool:
        """Whether pdfium put the character in where the page only has a blank."""
        return self.boxes.is_generated(offset)
