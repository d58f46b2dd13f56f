"""What the child processes of the server do: read a file, draw a page, tag a text.

Results cross the process boundary as bytes (``answers``). A file is looked at only if its bytes
have the hash that the run knows: a file that changed since would show the wrong words.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nqp_text.errors import DocumentError
from nqp_text.pipeline import Line as TextLine
from nqp_text.pipeline import tag_lines, tag_record
from nqp_text.records import Box, Kind, Line, Mention, PageStatus, Sentence
from nqp_text.settings import Settings

_PASTED = "pasted.txt"
MAX_PIXELS = 4_000_000
"""Largest page image: an absurd page size must not ask for gigabytes."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The order to read a file. ``kind`` decides how its sections are found."""

    path: str
    doc_id: str
    kind: Kind
    ocr: bool


@dataclass(frozen=True, slots=True)
class SheetOfPaper:
    """One page as it is shown. ``box`` is what is printed, in the coordinates of the lines.

    ``box`` is None where lines cannot be placed on the picture: there is none, or the text runs
    sideways.
    """

    number: int
    status: PageStatus
    width: float
    height: float
    box: Box | None


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document as it is shown: its text, sentences, pages, and where the lines stand."""

    doc_id: str
    format: str
    text: str
    pages: tuple[SheetOfPaper, ...]
    sentences: tuple[Sentence, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The order to draw page ``number`` (from 1) about ``width`` pixels wide."""

    path: str
    doc_id: str
    number: int
    width: int


@dataclass(frozen=True, slots=True)
class Pasted:
    """A text that somebody pasted, to be split and tagged. Without a kind, it is found out."""

    text: str
    kind: Kind | None
    settings: Settings


@dataclass(frozen=True, slots=True)
class TaggedText:
    """The sentences of a pasted text, and what they mention."""

    text: str
    kind: Kind
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Sentences to tag, each on its own."""

    lines: tuple[TextLine, ...]
    settings: Settings


def do(task: Reading | Drawing | Pasted | Lines) -> Any:
    """The one function that the processes run."""
    if isinstance(task, Lines):
        tagged = enumerate(tag_lines(task.lines, task.settings), 1)
        return [tag_record(number, line) for number, line in tagged]
    if isinstance(task, Reading):
        return read_for_view(task)
    if isinstance(task, Drawing):
        return draw_page(task)
    return tag_pasted(task)


def read_for_view(task: Reading) -> ReadDocument:
    """The document in the file. Raises ``DocumentError``, also if the file has changed."""
    from nqp_text import documents
    from nqp_text.pipeline import split_document

    document = documents.read(Path(task.path), ocr=task.ocr, lines=True)
    _check_hash(document.doc_id, task)
    sentences = split_document(document, task.kind)
    boxes = _page_boxes(Path(task.path)) if document.format == "pdf" else {}
    pages = tuple(
        SheetOfPaper(
            page.number,
            page.status,
            page.width,
            page.height,
            _upright(boxes.get(page.number), page.width, page.height),
        )
        for page in document.pages
    )
    return ReadDocument(
        document.doc_id, document.format, document.text, pages, sentences, document.lines
    )


def draw_page(task: Drawing) -> bytes:
    """A page as a PNG. Raises ``DocumentError`` if there is no such page."""
    import pypdfium2

    data = Path(task.path).read_bytes()
    _check_hash(hashlib.sha256(data).hexdigest(), task)
    try:
        document = pypdfium2.PdfDocument(data)
        page = document[task.number - 1]
        width, height = page.get_size()
        scale = min(task.width / width, (MAX_PIXELS / (width * height)) ** 0.5)
        picture = page.render(scale=scale).to_pil()
    except (pypdfium2.PdfiumError, IndexError, ZeroDivisionError) as error:
        raise DocumentError(
            "The page cannot be drawn.", where=f"page {task.number}", fix="Open it in a viewer."
        ) from error
    stream = io.BytesIO()
    picture.convert("RGB").save(stream, "PNG", compress_level=3)
    return stream.getvalue()


def tag_pasted(task: Pasted) -> TaggedText:
    """Split a text as a plain text file is split, and tag its sentences."""
    from nqp_text import documents
    from nqp_text.documents.assemble import Origin
    from nqp_text.documents.plain import read_plain
    from nqp_text.pipeline import Source, scan_document, split_document

    document = read_plain(task.text.encode("utf-8", "replace"), Origin("", _PASTED, "text"))
    kind = task.kind or documents.identify(document, _PASTED).kind
    source = Source(_PASTED, _PASTED, (("kind", kind),))
    mentions = scan_document(document, source, task.settings).mentions
    return TaggedText(document.text, kind, split_document(document, kind), mentions)


def _check_hash(found: str, task: Reading | Drawing) -> None:
    if found != task.doc_id:
        raise DocumentError(
            "The file has changed since it was scanned.",
            where=task.path,
            fix="Scan it again, or put the file back that was scanned.",
        )


def _page_boxes(path: Path) -> dict[int, tuple[Box, int]]:
    """What of every page is shown, in its own coordinates, and how it is turned."""
    import pypdfium2

    found: dict[int, tuple[Box, int]] = {}
    document = pypdfium2.PdfDocument(path.read_bytes())
    for index in range(len(document)):
        try:
            page = document[index]
            left, bottom, right, top = map(float, page.get_bbox())
            found[index + 1] = ((left, bottom, right, top), int(page.get_rotation()))
            page.close()
        except pypdfium2.PdfiumError:
            continue
    return found


def _upright(found: tuple[Box, int] | None, width: float, height: float) -> Box | None:
    """The box that lines are placed in, or None if they were read in another direction."""
    if found is None or width <= 0 or height <= 0:
        return None
    (left, bottom, right, top), turn = found
    if turn:  # lines of turned pages are given on the upright page
        return (0.0, 0.0, width, height)
    same = abs((right - left) - width) < 1.5 and abs((top - bottom) - height) < 1.5
    return (left, bottom, right, top) if same else None
