"""A ``Document`` as bytes: what the reader found in a file, without the file's name.

One frame ``NQT1``. The head holds what describes the document, the body ``{"text": ...}``; blocks,
pages, page starts and printed lines (where the reader was asked for them) are columns in the head.
"""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import Any

from nqp_text.records import Block, Document, Line, Page
from nqp_text.storage.frames import DamagedFrame, frame_bytes, packed, parse_frame, unpacked

MAGIC = b"NQT1"

_COLUMNS: dict[str, tuple[Any, list[str]]] = {
    "blocks": (Block, [field.name for field in fields(Block)]),
    "pages": (Page, [field.name for field in fields(Page)]),
    "lines": (Line, [field.name for field in fields(Line)]),
}
_PLAIN = ("doc_id", "format", "title", "status", "reason")


def encode_document(document: Document) -> bytes:
    """The document's bytes; its path is left out."""
    head: dict[str, Any] = {name: getattr(document, name) for name in _PLAIN}
    head["page_starts"] = document.page_starts
    for part, (_, names) in _COLUMNS.items():
        rows = getattr(document, part)
        head[part] = {name: list(map(attrgetter(name), rows)) for name in names}
    return frame_bytes(MAGIC, packed(head), packed({"text": document.text}))


def decode_document(data: bytes, path: str) -> Document:
    """The document as read from ``path``; raises ``DamagedFrame``."""
    frame = parse_frame(MAGIC, data)
    values, body = unpacked(frame.head), unpacked(frame.body)
    try:
        for part, (record, names) in _COLUMNS.items():
            columns = values[part]
            values[part] = tuple(map(record, *(_tupled(columns[name]) for name in names)))
        values["page_starts"] = tuple(_tupled(values["page_starts"]))
        return Document(path=path, text=body["text"], **values)
    except (KeyError, TypeError) as error:
        raise DamagedFrame(f"a document without {error}") from error


def _tupled(column: list[Any]) -> list[Any]:
    """JSON knows lists only; records hold tuples."""
    return [tuple(value) if isinstance(value, list) else value for value in column]
