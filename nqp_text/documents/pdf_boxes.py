"""Boxes of single characters of a page, on the page as a reader holds it."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from typing import Any, Protocol

from nqp_text.records import Box

_four_floats = struct.Struct("4f").unpack_from
_eight_floats = struct.Struct("8f").unpack_from
_twelve_floats = struct.Struct("12f").unpack_from
_ROOM = 14  # floats: two boxes of four and a matrix of six
_BOX_BYTES = 16
_NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)

Blank = tuple[Box, Box, float]
"""What stands before a blank and behind it, and its width in points."""


class BoxOf(Protocol):
    """What can be asked about the character at an offset of the page's text."""

    def __call__(self, offset: int) -> Box:
        """Left, bottom, right, top."""
        ...

    def ends(self, first: int, last: int) -> tuple[Box, Box, float]:
        """Boxes of the first and the last character of a line, and its type size, in one call."""
        ...

    def blank(self, before: int, behind: int, least: float) -> Blank | None:
        """The blank between two characters of a line, if it is at least so wide."""
        ...

    def em(self, offset: int) -> float:
        """Type size in points."""
        ...

    def is_generated(self, offset: int) -> bool:
        """Whether pdfium put the character in where the page only has a blank."""
        ...


Span = tuple[int, int, Box, Box, float, float]
"""One of pdfium's lines: offsets, boxes of its first and last character, and its sizes: the type
size in points, and the estimated width of its characters in ems. A report has tens of thousands.
"""


def roomy(box: Box, em: float) -> Box:
    """A box that is at least as high as the type: some fonts only give the ink of a sign."""
    left, bottom, right, top = box
    if top - bottom >= 0.8 * em:
        return box
    middle = (bottom + top) / 2
    return (left, middle - em / 2, right, middle + em / 2)


class CharCalls:
    """The pdfium functions that are called per character, bound as cheaply as ctypes can.

    There are a hundred thousand calls in a report. ctypes converts a pointer for each call unless
    it comes from ``byref``, and checks types only where they are declared: a box costs 0.1 µs this
    way instead of 0.7 µs. The calls keep the interpreter lock: pdfium is not made for threads.
    """

    __slots__ = ("box", "generated", "index", "matrix", "places", "rect", "size")

    def __init__(self, pdfium: Any) -> None:
        self.box = _bound(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int)
        self.matrix = _bound(pdfium.FPDFText_GetMatrix, ctypes.c_int)
        self.size = _bound(pdfium.FPDFText_GetFontSize, ctypes.c_double)
        self.generated = _bound(pdfium.FPDFText_IsGenerated, ctypes.c_int)
        self.index = _bound(pdfium.FPDFText_GetCharIndexFromTextIndex, ctypes.c_int)
        self.rect = (ctypes.c_float * _ROOM)()
        self.places = tuple(ctypes.byref(self.rect, _BOX_BYTES * place) for place in range(3))


def _bound(function: Any, result: Any) -> Callable[..., Any]:
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    bound: Callable[..., Any] = ctypes.PYFUNCTYPE(result)(address)
    return bound


def _pointer(handle: Any) -> Any:
    """A pdfium handle as an argument that is passed on as it is."""
    return ctypes.byref(ctypes.c_char.from_address(ctypes.cast(handle, ctypes.c_void_p).value or 0))


class CharBoxes:
    """Boxes of single characters of a text page, by their offset in the page's text.

    pdfium writes into one array: a box, another box, a matrix. It is unpacked in one call.
    """

    __slots__ = ("box_of", "calls", "page", "places", "rect", "same")

    def __init__(self, calls: CharCalls, text_page: Any, *, same: bool) -> None:
        self.calls = calls
        self.box_of = calls.box
        self.rect = calls.rect
        self.places = calls.places
        self.page = _pointer(text_page)
        self.same = same

    def _index(self, offset: int) -> int:
        return offset if self.same else max(self.calls.index(self.page, offset), 0)

    def __call__(self, offset: int) -> Box:
        """Left, bottom, right, top of the character at ``offset``."""
        if not self.box_of(self.page, offset if self.same else self._index(offset), self.places[0]):
            return _NOWHERE
        left, top, right, bottom = _four_floats(self.rect)
        return (left, bottom, right, top)

    def ends(self, first: int, last: int) -> tuple[Box, Box, float]:
        """Boxes of the first and the last character of a line, and its type size, in one call."""
        if not self.same:
            return (self(first), self(last), self.em(first))
        page, box_of, calls = self.page, self.box_of, self.calls
        place, second, third = self.places
        if not box_of(page, first, place):
            return (_NOWHERE, self(last), 1.0)
        alone = last == first or not box_of(page, last, second)
        calls.matrix(page, first, third)
        left, top, right, bottom, x0, y1, x1, y0, _, _, across, up = _twelve_floats(self.rect)
        across, up = abs(across), abs(up)
        box = (left, bottom, right, top)
        em = calls.size(page, first) * (across if across > up else up)
        return (box, box if alone else (x0, y0, x1, y1), em)

    def blank(self, before: int, behind: int, least: float) -> Blank | None:
        """The blank between two characters of a line, if it is at least so wide."""
        if not self.same:
            return _blank(self, before, behind, least)
        place, second, _ = self.places
        page, box_of = self.page, self.box_of
        if not (box_of(page, before, place) and box_of(page, behind, second)):
            return _blank(self, before, behind, least)
        left, top, right, bottom, x0, y1, x1, y0 = _eight_floats(self.rect)
        width = x0 - right
        return ((left, bottom, right, top), (x0, y0, x1, y1), width) if width >= least else None

    def em(self, offset: int) -> float:
        """Type size in points of the character at ``offset``: the font's, scaled as drawn."""
        index = self._index(offset)
        self.calls.matrix(self.page, index, self.places[2])
        _, _, across, up = _four_floats(self.rect, 2 * _BOX_BYTES)
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

    def blank(self, before: int, behind: int, least: float) -> Blank | None:
        """The blank between two characters of a line, if it is at least so wide."""
        return _blank(self, before, behind, least)

    def em(self, offset: int) -> float:
        """Type size in points of the character at ``offset``."""
        return self.boxes.em(offset)

    def is_generated(self, offset: int) -> bool:
        """Whether pdfium put the character in where the page only has a blank."""
        return self.boxes.is_generated(offset)


def _blank(boxes: BoxOf, before: int, behind: int, least: float) -> Blank | None:
    box, next_box = boxes(before), boxes(behind)
    width = next_box[0] - box[2]
    return (box, next_box, width) if width >= least else None
