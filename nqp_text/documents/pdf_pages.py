"""PDF page → printed lines, through pdfium's C interface.

One text call a page and two box calls a line: a text call per line would cost four times as much as
the whole page's text. Positions inside a line are asked for only where the line is wider than its
characters, which is where cells and columns hide (``pdf_splitting``).
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from nqp_text.documents.layout_lines import Line
from nqp_text.documents.pdf_boxes import BoxOf, CharBoxes, CharCalls, TurnedCharBoxes
from nqp_text.documents.pdf_characters import cleaned, garbled_characters
from nqp_text.documents.pdf_classes import Classes, count_classes
from nqp_text.documents.pdf_splitting import LineSplitter

_BREAK = "\r\n"


@dataclass(slots=True)
class RawPage:
    """What pdfium says about a page, before layout.

    ``width``/``height`` are of the upright page; ``garbled`` counts characters that do not say
    what the page shows.
    """

    number: int
    width: float
    height: float
    chars: int = 0
    garbled: int = 0
    text: str = ""
    classes: Classes = field(default_factory=Classes)
    lines: list[Line] = field(default_factory=list)


class PageReader:
    """Reads pages of one open document with buffers that are made once."""

    def __init__(self, document: Any) -> None:
        import pypdfium2.raw as pdfium

        self.pdfium = pdfium
        self.calls = CharCalls(pdfium)
        self.document = document
        self.room = 1 << 14
        self.buffer = (ctypes.c_ushort * self.room)()

    @contextmanager
    def opened(self, index: int) -> Iterator[tuple[Any, Any]]:
        """The page and its text page (None where pdfium cannot load them), closed afterwards."""
        page = self.pdfium.FPDF_LoadPage(self.document, index)
        text_page = self.pdfium.FPDFText_LoadPage(page) if page else None
        try:
            yield page, text_page
        finally:
            if text_page:
                self.pdfium.FPDFText_ClosePage(text_page)
            if page:
                self.pdfium.FPDF_ClosePage(page)

    def read(self, index: int, page: Any, text_page: Any) -> RawPage:
        """The lines of an opened page in pdfium's order."""
        pdfium = self.pdfium
        width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        result = RawPage(index + 1, width, height)
        units = self._units(text_page)
        if not units:
            return result
        text = result.text = units.decode("utf-16-le", "replace")
        result.chars = len(text) - 2 * text.count(_BREAK)
        result.classes = count_classes(units)
        if result.classes.odd:
            result.garbled = garbled_characters(text)
        boxes: BoxOf = CharBoxes(self.calls, text_page, same=self._is_even(text_page, text, units))
        turn = pdfium.FPDFPage_GetRotation(page)
        if turn:
            boxes = TurnedCharBoxes(boxes, turn, width, height)
        splitter = LineSplitter(text, units, boxes, index + 1, chinese=result.classes.han > 0)
        result.lines = splitter.lines()
        turn = 0 if turn else _sideways(text, result.lines, boxes)
        if turn:
            # A table printed across on an upright page: read as if the page were turned.
            result.width, result.height = height, width
            splitter.box_of = TurnedCharBoxes(boxes, turn, height, width)
            result.lines = splitter.lines()
        if result.classes.odd or "  " in text or "\t" in text:
            for line in result.lines:
                line.text = cleaned(line.text)
            result.lines = [line for line in result.lines if line.text]
        return result

    def _is_even(self, text_page: Any, text: str, units: bytes) -> bool:
        """Whether offsets in the text are pdfium's character indices, as on nearly every page."""
        count: int = self.pdfium.FPDFText_CountChars(text_page)
        return count == len(text) == len(units) // 2

    def _units(self, text_page: Any) -> bytes:
        count = self.pdfium.FPDFText_CountChars(text_page)
        if count <= 0:
            return b""
        if 2 * count + 2 > self.room:
            self.room = 2 * count + 2
            self.buffer = (ctypes.c_ushort * self.room)()
        written = self.pdfium.FPDFText_GetText(text_page, 0, count, self.buffer)
        return ctypes.string_at(self.buffer, 2 * max(written - 1, 0))


def _sideways(text: str, lines: list[Line], boxes: BoxOf) -> int:
    """1 or 3 when most lines run up or down the page, else 0."""
    tall = [line for line in lines if line.y1 - line.y0 > 2 * (line.x1 - line.x0)]
    if not tall or 2 * sum(len(line.text) for line in tall) <= sum(
        len(line.text) for line in lines
    ):
        return 0
    longest = max(tall, key=lambda line: line.y1 - line.y0)
    place = text.find(longest.text[:4])
    if place < 0:
        return 1
    return 1 if boxes(place + 3)[1] > boxes(place)[1] else 3
