"""Rows of cells → pieces: data tables stay tables, tables used for layout become prose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nqp_text.documents.assemble import Piece
from nqp_text.documents.line_kinds import ends_sentence, kind_of

_PROSE_CELL = 60


def table_pieces(rows: Sequence[Sequence[str]], page: int = 1) -> Iterator[Piece]:
    """A piece per row, its cells joined by tabs, or a piece per paragraph of a layout table."""
    cells = [[cell for cell in row if cell.strip()] for row in rows]
    if is_layout(cells):
        for filled in cells:
            for cell in filled:
                yield from _paragraphs(cell, page)
        return
    for row in rows:
        text = "\t".join(" ".join(cell.split()) for cell in row).strip()
        if text:
            yield Piece("table", text, page)


def is_layout(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the cells hold running text.

    Most characters then stand in cells with whole sentences, and there are hardly any columns.
    """
    filled = [row for row in rows if row]
    if not filled:
        return False
    chars = sum(len(cell) for row in filled for cell in row)
    prose = sum(
        len(cell)
        for row in filled
        for cell in row
        if len(cell) >= _PROSE_CELL and any(map(ends_sentence, cell.splitlines()))
    )
    columns = sum(len(row) for row in filled) / len(filled)
    return prose * 10 >= chars * 7 and (columns <= 1.5 or len(filled) <= 2)


def _paragraphs(cell: str, page: int) -> Iterator[Piece]:
    for line in cell.splitlines():
        if line.strip():
            yield Piece(kind_of(line), line.strip(), page)
