"""Builds small documents by hand: the text stage never sees a reader."""

from __future__ import annotations

from nqp_text.records import Block, BlockKind, Document, Page


def document(
    *blocks: tuple[BlockKind, str] | tuple[BlockKind, str, int], gap: str = "\n"
) -> Document:
    """A document from ``(kind, text)`` or ``(kind, text, page)`` in reading order."""
    records: list[Block] = []
    page_starts: list[tuple[int, int]] = []
    parts: list[str] = []
    offset, page = 0, 1
    for entry in blocks:
        kind, text = entry[0], entry[1]
        page = entry[2] if len(entry) > 2 else page
        if not page_starts or page_starts[-1][1] != page:
            page_starts.append((offset, page))
        records.append(Block(kind, page, offset, offset + len(text)))
        parts.append(text + gap)
        offset += len(text) + len(gap)
    pages = tuple(Page(number, "text", 1) for number in range(1, page + 1))
    text = "".join(parts)
    return Document("0" * 64, "x", "pdf", text, tuple(records), pages, tuple(page_starts))


def plain(text: str) -> Document:
    """A document as a text file gives it: one prose block a line, no headings known."""
    records: list[Block] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            records.append(Block("prose", 1, offset, offset + len(line.rstrip("\n"))))
        offset += len(line)
    page = Page(1, "text", len(text))
    return Document("0" * 64, "x.txt", "text", text, tuple(records), (page,), ((0, 1),))
