"""HTML: the text that a reader of the page sees, by headings, paragraphs, lists and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from nqp_text.documents.assemble import Origin, Piece, assemble
from nqp_text.documents.encoding import decode
from nqp_text.documents.line_kinds import ends_sentence, is_contents_line, kind_of
from nqp_text.documents.tables import table_pieces
from nqp_text.documents.text_lines import TextLine
from nqp_text.documents.wrap_width import edge, usual_width
from nqp_text.documents.wrapped import joined
from nqp_text.errors import DocumentError
from nqp_text.records import BlockKind, Document

_META_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", re.I
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "canvas",
        "iframe",
        "object",
        "embed",
        "applet",
        "audio",
        "video",
        "select",
        "option",
        "button",
        "input",
        "textarea",
        "nav",
        "head",
        "menu",
    ]
)
_BLOCKS = frozenset(
    [
        "html",
        "body",
        "p",
        "div",
        "section",
        "article",
        "main",
        "aside",
        "header",
        "footer",
        "address",
        "blockquote",
        "pre",
        "center",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "h",
        "figure",
        "figcaption",
        "form",
        "fieldset",
        "details",
        "summary",
        "hr",
        "caption",
    ]
)
_KINDS: dict[str, BlockKind] = {
    **{f"h{level}": "heading" for level in range(1, 7)},
    "li": "list",
}
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")
_HAN_GAP = re.compile(
    r"(?<=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef”’“‘])\s*\n\s*(?=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef”’“‘\d])"
)
_LONG = 40
_LEAST_UNFINISHED = 20
_LINE_BREAK = "\ue000"


def read_html(data: bytes, origin: Origin) -> Document:
    """The document of an HTML file. Nothing that it links to is fetched."""
    declared = _META_CHARSET.search(data[:4096])
    decoded = decode(data, origin.path, declared.group(1).decode("ascii") if declared else "")
    root = _parsed(decoded.text, origin.path)
    title = " ".join((root.findtext(".//title") or "").split())
    pieces = list(_pieces(root))
    lines = [_as_line(piece) for piece in pieces]
    if _broken_by_conversion(lines):
        return assemble(joined(lines, usual_width(lines)), origin, title=title)
    return assemble(pieces, origin, title=title)


def _as_line(piece: Piece) -> TextLine:
    role = piece.kind if piece.kind in ("table", "toc", "list") else None
    return TextLine(piece.text, piece.page, role)


def _broken_by_conversion(lines: Sequence[TextLine]) -> bool:
    """Whether elements end inside sentences, as in pages that were converted from PDF."""
    long = [line.text for line in lines if line.role is None and edge(line.text) >= _LONG]
    unfinished = sum(not ends_sentence(text) for text in long)
    return unfinished >= _LEAST_UNFINISHED and unfinished * 20 >= len(long)


def _parsed(text: str, path: str) -> Any:
    from lxml import etree, html

    text = _XML_DECLARATION.sub("", text, count=1).replace("\x00", "")
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
        if any("depth" in error.message for error in parser.error_log.filter_from_fatals()):
            raise ValueError("its elements are nested too deep")
        return root
    except (etree.LxmlError, ValueError) as error:
        # A parser's message may quote the page; ours are fixed.
        why = str(error) if type(error) is ValueError else type(error).__name__
        raise DocumentError(
            f"The HTML cannot be parsed: {why}",
            where=path,
            fix="Open it in a browser and save it as text or PDF.",
        ) from error


def _pieces(root: Any) -> Iterator[Piece]:
    """Walk without recursion, because converted pages nest deeper than Python allows."""
    buffer: list[str] = []
    kinds: list[BlockKind] = []
    stack: list[tuple[Any, Iterator[Any]]] = [(root, iter(root))]
    while stack:
        element, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if element.tag in _BLOCKS:
                yield from _flushed(buffer, kinds[-1] if kinds else None)
            if element.tag in _KINDS:
                kinds.pop()
            buffer.append(element.tail or "")
            continue
        if not isinstance(child.tag, str) or child.tag in _DROPPED or _hidden(child):
            buffer.append(child.tail or "")
        elif child.tag == "br":
            buffer.append(_LINE_BREAK + (child.tail or ""))
        elif child.tag == "table":
            yield from _flushed(buffer, kinds[-1] if kinds else None)
            yield from _table(child)
            buffer.append(child.tail or "")
        else:
            if child.tag in _BLOCKS:
                yield from _flushed(buffer, kinds[-1] if kinds else None)
            if child.tag in _KINDS:
                kinds.append(_KINDS[child.tag])
            buffer.append(child.text or "")
            stack.append((child, iter(child)))
    yield from _flushed(buffer, None)


def _hidden(element: Any) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN_STYLE.search(element.get("style") or ""))
    )


def _flushed(buffer: list[str], kind: BlockKind | None) -> Iterator[Piece]:
    text = "".join(buffer)
    buffer.clear()
    for part in text.split(_LINE_BREAK):
        line = collapsed(part)
        if line:
            yield Piece(_sharpened(line, kind), line)


def _sharpened(line: str, kind: BlockKind | None) -> BlockKind:
    if is_contents_line(line):
        return "toc"
    if kind == "heading" and not ends_sentence(line):
        return "heading"
    if kind == "list":
        return "list"
    return kind_of(line)


def collapsed(text: str) -> str:
    """White space as a browser shows it, but no space where a Chinese line was wrapped."""
    return _SPACES.sub(" ", _HAN_GAP.sub("", text)).strip(" ")


def _table(element: Any) -> Iterator[Piece]:
    """A table without tables inside it; nested ones mean layout, which is walked as text."""
    if next(element.iterdescendants("table"), None) is not None:
        for cell in _outer_cells(element):
            yield from _pieces(cell)
        return
    rows = [
        [_cell_text(cell) for cell in row if cell.tag in ("td", "th")]
        for row in element.iter("tr")
        if not _hidden(row)
    ]
    yield from table_pieces(rows)


def _outer_cells(table: Any) -> Iterator[Any]:
    for cell in table.iter("td", "th", "caption"):
        if next(cell.iterancestors("table")) is table:
            yield cell


def _cell_text(cell: Any) -> str:
    for dropped in list(cell.iter(*_DROPPED)):
        dropped.text = ""
    for br in cell.iter("br", "p", "div", "li"):
        br.tail = _LINE_BREAK + (br.tail or "")
    text = "".join(cell.itertext())
    return "\n".join(line for part in text.split(_LINE_BREAK) if (line := collapsed(part)))
