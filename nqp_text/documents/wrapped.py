"""Text whose printed lines became text lines: paragraphs are joined again, cells are told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from nqp_text.documents.assemble import Piece
from nqp_text.documents.line_kinds import (
    ends_sentence,
    is_contents_line,
    is_heading,
    is_numbered,
    is_table_row,
    starts_bullet,
    width,
)
from nqp_text.documents.text_lines import TextLine
from nqp_text.documents.wrap_width import edge, local_widths
from nqp_text.records import BlockKind

_FULL = 0.9
_INDENT = 4
_TWIN = 56
_LEAST_CELLS = 4
_CELL_SENTENCE = 24
_OPEN_END = re.compile(r"[，、（(〈《“‘,-]\s*$")
_CLOSING_START = re.compile(r"\s*[，。、；：？！）》」』”’,.;:)%％]")
_FIRST_TOKEN = re.compile(r"\s*([A-Za-z0-9.,%/&+'’-]+[，。；、）)]*|.[，。；：、）》”]*)")
_GAP = re.compile(r" {3,}|\u3000{2,}")
_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2014\u2018-\u201d\u2026]")


def joined(lines: Sequence[TextLine], full: float) -> Iterator[Piece]:
    """Pieces of a wrapped text; running lines follow the paragraph that they interrupt."""
    widths = local_widths(lines, full)
    lines = _with_cells(_with_tables(lines), widths)
    open_paragraph: _Paragraph | None = None
    aside: list[Piece] = []
    crossed = False
    for line, full in zip(lines, widths, strict=True):
        if line.role in ("header", "footer"):
            aside.append(Piece(line.role, line.text.strip(), line.page))
            crossed = True
            continue
        if line.blank:
            if open_paragraph and not crossed:
                open_paragraph.gap = True
            continue
        if open_paragraph and open_paragraph.continues(line, full, crossed):
            open_paragraph.add(line)
        else:
            if open_paragraph:
                yield open_paragraph.piece()
            yield from aside
            aside.clear()
            open_paragraph = _Paragraph(line)
        crossed = False
    if open_paragraph:
        yield open_paragraph.piece()
    yield from aside


@dataclass(slots=True)
class _Paragraph:
    """The paragraph that is being put together."""

    first: TextLine
    parts: list[TextLine] = field(default_factory=list)
    gap: bool = False

    def __post_init__(self) -> None:
        self.parts = [self.first]

    def continues(self, line: TextLine, full: float, crossed: bool) -> bool:
        """Whether the line goes on with the sentence that the paragraph ends in."""
        last = self.parts[-1]
        if last.role is not None or line.role is not None or _closed(last.text, full):
            return False
        if self.gap and not (crossed or line.page != last.page):
            return False
        if _CLOSING_START.match(line.text):
            return True
        open_end = bool(_OPEN_END.search(last.text)) and edge(last.text) * 2 >= full
        if starts_bullet(line.text) or (is_numbered(line.text) and not open_end):
            return False
        token = _FIRST_TOKEN.match(line.text)
        needed = width(token.group(1)) if token else 2
        indent = _INDENT if len(self.parts) == 1 and _HAN.match(last.text) else 0
        reach = edge(last.text) + indent
        return (
            open_end or reach >= full * _FULL or (2 * reach >= full and reach + needed > full + 2)
        )

    def add(self, line: TextLine) -> None:
        """Append a line that continues the paragraph."""
        self.parts.append(line)
        self.gap = False

    def piece(self) -> Piece:
        """The joined text with the places where pages change."""
        text = ""
        breaks: list[tuple[int, int]] = []
        page = self.first.page
        for line in self.parts:
            text = glued(text, line.text.strip())
            if line.page != page:
                page = line.page
                breaks.append((len(text) - len(line.text.strip()), page))
        return Piece(self._kind(text), text, self.first.page, tuple(breaks))

    def _kind(self, text: str) -> BlockKind:
        if self.first.role is not None:
            return self.first.role
        if is_contents_line(text):
            return "toc"
        if starts_bullet(text):
            return "list"
        return "heading" if is_heading(text) else "prose"


def _closed(text: str, full: float) -> bool:
    """Whether the line ends a sentence; a semicolon does so only in a line that is not full."""
    if text.rstrip()[-1:] in ";；":
        return edge(text) < full * _FULL
    return ends_sentence(text)


def glued(left: str, right: str) -> str:
    """Two parts of a paragraph as one: no space beside Chinese, none in a hyphenated word."""
    if not left or not right or _HAN.match(left[-1]) or _HAN.match(right[0]):
        return left + right
    if left[-1] == "-" and left[-2:-1].isalpha() and right[0].islower():
        return left[:-1] + right
    return f"{left} {right}"


def _with_tables(lines: Sequence[TextLine]) -> list[TextLine]:
    return [
        line if line.role is not None or line.blank else replace(line, role=_role(line.text))
        for line in lines
    ]


def _role(text: str) -> BlockKind | None:
    if is_contents_line(text):
        return "toc"
    return "table" if is_table_row(text) else None


def _with_cells(lines: Sequence[TextLine], widths: Sequence[float]) -> list[TextLine]:
    """Mark runs of short lines as the cells of a table that was read cell by cell."""
    marked = list(lines)
    run: list[int] = []
    for position, line in enumerate(marked):
        if line.blank or line.role in ("header", "footer"):
            continue
        if line.role == "table" or _cell_like(line, run, widths[position]):
            run.append(position)
            continue
        _mark(marked, run)
        run = []
    _mark(marked, run)
    return marked


def _cell_like(line: TextLine, run: list[int], full: float) -> bool:
    if line.role is not None:
        return False
    segments = _GAP.split(line.text.strip()) if run else [line.text.strip()]
    if any(width(segment) > full * 0.5 for segment in segments):
        return False
    if is_numbered(line.text) or is_contents_line(line.text):
        return False
    # The short last line of a paragraph ends a sentence; inside a run a shorter one ends a cell.
    return not ends_sentence(line.text) or (bool(run) and edge(line.text) < _CELL_SENTENCE)


def _mark(lines: list[TextLine], run: list[int]) -> None:
    rows = sum(lines[position].role == "table" for position in run)
    if len(run) >= _LEAST_CELLS or rows * 2 >= max(2, len(run)):
        for position in run:
            lines[position] = replace(lines[position], role="table")
