"""DOCX: paragraphs, tables, text boxes, notes and running lines in document order."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from nqp_text.documents.assemble import Origin, Piece, assemble
from nqp_text.documents.line_kinds import is_contents_line, is_heading, starts_bullet
from nqp_text.documents.tables import table_pieces
from nqp_text.errors import DocumentError
from nqp_text.records import BlockKind, Document

MAX_UNPACKED = 256 * 1024 * 1024
MAX_RATIO = 200
_RATIO_FROM = 16 * 1024 * 1024
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HIDDEN = frozenset(
    f"{_W}{name}" for name in ("instrText", "delText", "del", "moveFrom", "rPr", "pPr", "fldData")
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_BREAKS = frozenset({f"{_W}br", f"{_W}cr"})
_MOST_ANCESTORS = 10
_HEADING_STYLE = re.compile(r"(?:heading|标题|標題)\s*\d|title$|标题$|標題$")
_NOTES = ("footnotes", "endnotes")


def read_docx(data: bytes, origin: Origin) -> Document:
    """The document of a DOCX file. Raises ``DocumentError`` for damaged files and ZIP bombs."""
    _check_size(data, origin.path)
    import docx

    try:
        file = docx.Document(io.BytesIO(data))
        pieces = [*_running(file), *_body(file.element.body, _styles(file)), *_notes(file)]
        title = file.core_properties.title or ""
    except DocumentError:
        raise
    except Exception as error:
        raise DocumentError(
            f"The DOCX file is damaged ({type(error).__name__}).",
            where=origin.path,
            fix="Open it in a word processor and save it again.",
        ) from error
    return assemble(pieces, origin, title=title)


def _check_size(data: bytes, path: str) -> None:
    """Refuse archives whose contents would fill the memory, before anything is unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        unpacked = sum(member.file_size for member in members)
        if any(member.flag_bits & 1 for member in members):
            raise DocumentError(
                "The file is encrypted.",
                status="encrypted",
                where=path,
                fix="Save a copy without password.",
            )
    if unpacked > MAX_UNPACKED or (unpacked > _RATIO_FROM and unpacked > len(data) * MAX_RATIO):
        raise DocumentError(
            f"Unpacked, the file would take {unpacked / 1e6:.0f} MB; that is no normal document.",
            where=path,
            fix="Open it in a word processor and save the text alone as a new file.",
        )


def _styles(file: Any) -> dict[str, BlockKind]:
    """Kinds that paragraph styles stand for, by themselves or by inheritance."""
    kinds: dict[str, BlockKind] = {}
    for style in file.styles:
        ancestor = style
        for _ in range(_MOST_ANCESTORS):
            if ancestor is None or style.style_id in kinds:
                break
            name = (getattr(ancestor, "name", "") or "").lower()
            if _HEADING_STYLE.match(name) or _outline(ancestor.element):
                kinds[style.style_id] = "heading"
            elif ancestor.element.find(f"{_W}pPr/{_W}numPr") is not None:
                kinds[style.style_id] = "list"
            ancestor = getattr(ancestor, "base_style", None)
    return kinds


def _outline(element: Any) -> bool:
    level = element.find(f"{_W}pPr/{_W}outlineLvl")
    return level is not None and level.get(f"{_W}val", "9") < "9"


def _body(container: Any, styles: dict[str, BlockKind]) -> Iterator[Piece]:
    stack = [iter(container)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif element.tag == f"{_W}p":
            yield from _paragraph(element, styles)
        elif element.tag == f"{_W}tbl":
            yield from table_pieces(_rows(element))
        elif element.tag not in _HIDDEN:
            stack.append(iter(element))


def _paragraph(element: Any, styles: dict[str, BlockKind]) -> Iterator[Piece]:
    kind = _kind(element, styles)
    for line in _text(element).split("\n"):
        if line.strip():
            yield Piece(_sharpened(kind, line), line.strip())
    for box in element.iter(f"{_W}txbxContent"):
        if not any(parent.tag in _HIDDEN for parent in box.iterancestors()):
            yield from _body(box, styles)


def _sharpened(kind: BlockKind, line: str) -> BlockKind:
    """Kind of a line whose style says nothing: many writers format titles by hand."""
    if is_contents_line(line):
        return "toc"
    return "heading" if kind == "prose" and is_heading(line) else kind


def _kind(element: Any, styles: dict[str, BlockKind]) -> BlockKind:
    style = element.find(f"{_W}pPr/{_W}pStyle")
    name = style.get(f"{_W}val", "") if style is not None else ""
    if name.lower().startswith("toc"):
        return "toc"
    if _outline(element):
        return "heading"
    if name in styles:
        return styles[name]
    if element.find(f"{_W}pPr/{_W}numPr") is not None or starts_bullet(_text(element)):
        return "list"
    return "prose"


def _text(element: Any) -> str:
    """Text of the runs; text boxes, deleted text and field codes left out."""
    parts: list[str] = []
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag == f"{_W}tab":
            parts.append("\t")
        elif child.tag in _BREAKS:
            parts.append("\n")
        elif child.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif child.tag not in _HIDDEN and child.tag != f"{_W}txbxContent":
            stack.append(iter(child))
    return "".join(parts)


def _rows(table: Any) -> list[list[str]]:
    return [
        [
            "\n".join(_text(paragraph) for paragraph in cell.iter(f"{_W}p"))
            for cell in row.iter(f"{_W}tc")
        ]
        for row in table.iter(f"{_W}tr")
    ]


def _running(file: Any) -> Iterator[Piece]:
    """Each different header and footer once, at the start of the text."""
    seen: set[str] = set()
    for section in file.sections:
        for kind, part in (("header", section.header), ("footer", section.footer)):
            if part.is_linked_to_previous:
                continue
            text = " ".join(_text(p).strip() for p in part._element.iter(f"{_W}p")).strip()
            if text and text not in seen:
                seen.add(text)
                yield Piece("header" if kind == "header" else "footer", text)


def _notes(file: Any) -> Iterator[Piece]:
    """Footnotes and endnotes, behind the text."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from lxml import etree

    for name in _NOTES:
        for relation in file.part.rels.values():
            if relation.is_external or relation.reltype != getattr(RELATIONSHIP_TYPE, name.upper()):
                continue
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(relation.target_part.blob, parser)
            for note in root:
                if note.get(f"{_W}type") is None:
                    yield from _body(note, {})
