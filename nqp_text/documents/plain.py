"""Plain text and Markdown: the decoded text as it stands, with a block per line.

Text that a PDF tool wrote, one printed line a line, is repaired in ``wrapped``.
"""

from __future__ import annotations

import re

from nqp_text.documents.assemble import Origin, assemble, pages_of
from nqp_text.documents.encoding import decode
from nqp_text.documents.json_lines import parsed_json_lines
from nqp_text.documents.line_kinds import kind_of
from nqp_text.documents.running_lines import mark_edges, mark_pages
from nqp_text.documents.text_lines import TextLine
from nqp_text.documents.wrap_width import usual_width, wrap_width
from nqp_text.documents.wrapped import joined
from nqp_text.records import Block, BlockKind, Document

_LINE = re.compile(r"[^\r\n\f]*(?:\r\n|[\r\n\f]|$)")
_BREAKS = "\r\n\f"
_JOINED: frozenset[BlockKind] = frozenset({"table", "toc"})


def read_plain(data: bytes, origin: Origin) -> Document:
    """The document of a text file.

    Its text is the decoded text, character for character, unless printed lines have to be joined
    to paragraphs (hard-wrapped text) or the text is inside JSON lines.
    """
    decoded = decode(data, origin.path)
    reason = f"{decoded.replaced} damaged characters" if decoded.replaced else ""
    rows = parsed_json_lines(decoded.text)
    if rows is not None:
        rows = mark_edges(rows)
        return assemble(joined(rows, usual_width(rows)), origin, reason=reason)
    lines = _lines(decoded.text)
    full = wrap_width(lines)
    if not full:
        return verbatim(decoded.text, origin, reason=reason)
    lines = mark_edges(lines) if "\f" in decoded.text else mark_pages(lines)
    return assemble(joined(lines, full), origin, reason=reason)


def _lines(text: str) -> list[TextLine]:
    return [
        TextLine(line, page)
        for page, content in enumerate(text.split("\f"), 1)
        for line in content.splitlines()
    ]


def verbatim(text: str, origin: Origin, *, reason: str = "") -> Document:
    """The document whose text is exactly ``text``; form feeds count as page ends."""
    blocks: list[Block] = []
    starts: list[tuple[int, int]] = [(0, 1)]
    page = 1
    for match in _LINE.finditer(text):
        line = match.group()
        if line.strip():
            _add(blocks, kind_of(line.rstrip(_BREAKS)), page, match.start(), match.end())
        if line.endswith("\f"):
            page += 1
            starts.append((match.end(), page))
    return Document(
        doc_id=origin.doc_id,
        path=origin.path,
        format=origin.format,
        text=text,
        blocks=_without_gaps(blocks, text),
        pages=pages_of(text, starts),
        page_starts=tuple(starts),
        status="ok" if blocks else "empty",
        reason=reason if blocks else "No text was found in the file.",
    )


def _add(blocks: list[Block], kind: BlockKind, page: int, start: int, end: int) -> None:
    last = blocks[-1] if blocks else None
    if last and kind in _JOINED and (last.kind, last.page) == (kind, page):
        blocks[-1] = Block(kind, page, last.start, end)
    else:
        blocks.append(Block(kind, page, start, end))


def _without_gaps(blocks: list[Block], text: str) -> tuple[Block, ...]:
    """Blocks that reach to each other: between two of them lie line breaks only."""
    reached: list[Block] = []
    for index, block in enumerate(blocks):
        start = block.start if index else 0
        limit = blocks[index + 1].start if index + 1 < len(blocks) else len(text)
        end = start + len(text[start:limit].rstrip(_BREAKS))
        reached.append(Block(block.kind, block.page, start, end))
    return tuple(reached)
