"""Pieces of text in reading order → the text, blocks and pages of a ``Document``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nqp_text.records import Block, BlockKind, Document, DocumentStatus, Page

_MERGED: frozenset[BlockKind] = frozenset({"table", "toc"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, heading, list item, table row or running line, before it has an offset.

    ``breaks`` are the places inside ``text`` where a new page starts: (offset, page number).
    """

    kind: BlockKind
    text: str
    page: int = 1
    breaks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from: what every reader has to pass on."""

    doc_id: str
    path: str
    format: str


def assemble(
    pieces: Iterable[Piece],
    origin: Origin,
    *,
    title: str = "",
    status: DocumentStatus = "ok",
    reason: str = "",
) -> Document:
    """The document whose text is the pieces, one a line.

    Consecutive table rows (and lines of contents) of one page become one block.
    """
    parts: list[str] = []
    blocks: list[Block] = []
    starts: list[tuple[int, int]] = []
    offset = 0
    for piece in pieces:
        if not piece.text.strip():
            continue
        end = offset + len(piece.text)
        _note_pages(starts, piece, offset)
        last = blocks[-1] if blocks else None
        if last and piece.kind in _MERGED and (last.kind, last.page) == (piece.kind, piece.page):
            blocks[-1] = Block(last.kind, last.page, last.start, end)
        else:
            blocks.append(Block(piece.kind, piece.page, offset, end))
        parts.append(piece.text)
        offset = end + 1
    text = "\n".join(parts)
    return Document(
        doc_id=origin.doc_id,
        path=origin.path,
        format=origin.format,
        text=text,
        blocks=tuple(blocks),
        pages=pages_of(text, starts or [(0, 1)]),
        page_starts=tuple(starts) or ((0, 1),),
        title=title,
        status=status if text else "empty",
        reason=reason if text else reason or "No text was found in the file.",
    )


def _note_pages(starts: list[tuple[int, int]], piece: Piece, offset: int) -> None:
    for place, page in ((0, piece.page), *piece.breaks):
        if not starts or starts[-1][1] != page:
            starts.append((offset + place, page))


def pages_of(text: str, starts: Sequence[tuple[int, int]]) -> tuple[Page, ...]:
    """A record per page with the number of characters that stand on it."""
    chars: dict[int, int] = {}
    for (start, page), (end, _) in zip(starts, (*starts[1:], (len(text), 0)), strict=True):
        chars[page] = chars.get(page, 0) + end - start
    return tuple(Page(number, "text", count) for number, count in sorted(chars.items()))
