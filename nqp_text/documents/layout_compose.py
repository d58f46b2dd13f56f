"""Paragraphs in reading order → text, blocks, page starts and lines of a ``Document``."""

from __future__ import annotations

from collections.abc import Iterable

from nqp_text.documents import layout_lines
from nqp_text.documents.layout_joining import Style, join_lines
from nqp_text.documents.layout_kinds import kind_of
from nqp_text.documents.layout_paragraphs import Paragraph
from nqp_text.records import Block, Line


class Composer:
    """Collects the parts of a document while its text grows."""

    def __init__(self, style: Style, body: float, *, lines: bool) -> None:
        self.style = style
        self.body = body
        self.with_lines = lines
        self.parts: list[str] = []
        self.blocks: list[Block] = []
        self.page_starts: list[tuple[int, int]] = []
        self.lines: list[Line] = []
        self.offset = 0

    def add_all(self, paragraphs: Iterable[Paragraph]) -> None:
        """Adds paragraphs, each on a line of its own; table rows each on a line too."""
        for paragraph in paragraphs:
            self.add(paragraph)

    def add(self, paragraph: Paragraph) -> None:
        """Adds one paragraph."""
        kind = paragraph.kind
        text, size = "", 0
        spans: list[tuple[int, int, layout_lines.Line]] = []
        rows = kind in ("table", "toc", "header", "footer")
        for line in paragraph.lines:
            own = line.text
            if rows:
                text += "\n" + own if text else own
            else:
                text = join_lines(text, own, self.style)
            start, before, size = len(text) - len(own), size, len(text)
            if before > start and spans:
                spans[-1] = (spans[-1][0], start, spans[-1][2])
            spans.append((start, size, line))
        if not text:
            return
        if kind == "prose":
            kind = kind_of(paragraph, text, self.body)
        for start, end, line in spans:
            if not self.page_starts or self.page_starts[-1][1] != line.page:
                self.page_starts.append((self.offset + start, line.page))
            if self.with_lines:
                self._add_line(self.offset + start, self.offset + end, line)
        end = self.offset + len(text)
        self.blocks.append(Block(kind, paragraph.lines[0].page, self.offset, end))
        self.parts.append(text)
        self.offset = end + 1

    def _add_line(self, start: int, end: int, line: layout_lines.Line) -> None:
        pieces = line.pieces or ((0, line),)
        for place, (offset, piece) in enumerate(pieces):
            stop = start + pieces[place + 1][0] if place + 1 < len(pieces) else end
            if piece.pieces and piece is not line:
                self._add_line(start + offset, min(stop, end), piece)
                continue
            box = (piece.x0, piece.y0, piece.x1, piece.y1)
            self.lines.append(Line(line.page, start + offset, min(stop, end), box))

    @property
    def text(self) -> str:
        """Everything that was added."""
        return "\n".join(self.parts)
