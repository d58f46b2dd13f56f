"""Boxes of single characters of a page, on the page as a reader holds it."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from nqp_text.records import Box

_four_floats = struct.Struct("4f").unpack_from
_six_floats = struct.Struct("6f").unpack_from
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


class CharCalls:
    """The pdfium functions that are called per character, bound without ctypes' argument checks.

    A box costs 0.3 µs this way instead of 0.7 µs, and there are tens of thousands in a report.
    The calls keep the interpreter lock: pdfium is not made for threads anyway.
    """

    __slots__ = ("box", "generated", "index", "matrix", "place", "rect", "size")

    def __init__(self, pdfium: Any) -> None:
        pointer, number = ctypes.c_void_p, ctypes.c_int
        self.box = _bound(pdfium.FPDFText_GetLooseCharBox, number, pointer, number, pointer)
        self.matrix = _bound(pdfium.FPDFText_GetMatrix, number, pointer, number, pointer)
        self.size = _bound(pdfium.FPDFText_GetFontSize, ctypes.c_double, pointer, number)
        self.generated = _bound(pdfium.FPDFText_IsGenerated, number, pointer, number)
        self.index = _bound(pdfium.FPDFText_GetCharIndexFromTextIndex, number, pointer, number)
        self.rect = (ctypes.c_float * 6)()
        self.place = ctypes.addressof(self.rect)


def _bound(function: Any, *shape: Any) -> Callable[..., Any]:
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    bound: Callable[..., Any] = ctypes.PYFUNCTYPE(*shape)(address)
    return bound


class CharBoxes:
    """Boxes of single characters of a text page, by their offset in the page's text."""

    __slots__ = ("box_of", "calls", "page", "place", "rect", "same")

    def __init__(self, calls: CharCalls, text_page: Any, *, same: bool) -> None:
        self.calls = calls
        self.box_of = calls.box
        self.rect = calls.rect
        self.place = calls.place
        self.page = ctypes.cast(text_page, ctypes.c_void_p).value
        self.same = same

    def _index(self, offset: int) -> int:
        return offset if self.same else max(self.calls.index(self.page, offset), 0)

    def __call__(self, offset: int) -> Box:
        """Left, bottom, right, top of the character at ``offset``."""
        if not self.box_of(self.page, offset if self.same else self._index(offset), self.place):
            return _NOWHERE
        left, top, right, bottom = _four_floats(self.rect)
        return (left, bottom, right, top)

    def ends(self, first: int, last: int) -> tuple[Box, Box, float]:
        """Boxes of the first and the last character of a line, and its type size, in one call."""
        if not self.same:
            return (self(first), self(last), self.em(first))
        page, rect, place, box_of = self.page, self.rect, self.place, self.box_of
        if not box_of(page, first, place):
            return (_NOWHERE, self(last), 1.0)
        left, top, right, bottom = _four_floats(rect)
        box = closing = (left, bottom, right, top)
        if last > first and box_of(page, last, place):
            left, top, right, bottom = _four_floats(rect)
            closing = (left, bottom, right, top)
        calls = self.calls
        calls.matrix(page, first, place)
        _, _, across, up, _, _ = _six_floats(rect)
        across, up = abs(across), abs(up)
        return (box, closing, calls.size(page, first) * (across if across > up else up))

    def em(self, offset: int) -> float:
        """Type size in points of the character at ``offset``: the font's, scaled as drawn."""
        index = self._index(offset)
        self.calls.matrix(self.page, index, self.place)
        _, _, across, up, _, _ = _six_floats(self.rect)
        size = float(self.calls.size(self.page, index))
        return size * float(max(abs(across), abs(up)))

    def is_generated(self, offset: int) -> bool:
        """Whether pdfium put the character in where the page only has a blank."""
        return bool(self.calls.generated(self.page, self._index(offset)) == 1)


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
