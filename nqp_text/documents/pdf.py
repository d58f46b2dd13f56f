"""PDF → ``Document``: pages read one by one, laid out, repaired over page breaks, composed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from nqp_text.documents.layout_columns import flows_of
from nqp_text.documents.layout_compose import Composer
from nqp_text.documents.layout_furniture import find_furniture
from nqp_text.documents.layout_joining import style_of
from nqp_text.documents.layout_lines import Line, rows_of
from nqp_text.documents.layout_paragraphs import Flow, Paragraph, flow_of, paragraphs_of
from nqp_text.documents.layout_side_labels import set_labels_apart
from nqp_text.documents.layout_stitching import mark_notes, stitch
from nqp_text.documents.layout_tables import merged_rows
from nqp_text.documents.pdf_opening import is_repaired, opened
from nqp_text.documents.pdf_pages import PageReader, RawPage
from nqp_text.documents.pdf_status import ocr_lines, page_status
from nqp_text.executors.collector import collect_young, collector_at_rest
from nqp_text.executors.steps import tell_step
from nqp_text.records import Document, DocumentStatus, Page

_REPAIRED = "The file is damaged: pdfium put it together again, and parts may be missing."
_SAMPLE = 4000  # lines that tell the usual type size

OcrLine = tuple[str, tuple[float, float, float, float], float]
"""Text, box in pixels (left, top, right, bottom; origin at the upper left) and score of a line."""

Ocr = Callable[[Any], Sequence[OcrLine]]
"""Recognises the lines of a page image, an RGB array of height × width × 3."""


def read_pdf(
    data: bytes, path: str, *, doc_id: str, ocr: Ocr | None = None, lines: bool = False
) -> Document:
    """Reads a PDF.

    Raises ``DocumentError`` with the status ``encrypted`` or ``unreadable`` when pdfium cannot
    open it. Pages that have no usable text layer are recognised with ``ocr``, or reported as not
    read (``no_text``, ``garbled``).
    """
    with collector_at_rest():
        with opened(data, path) as opened_pdf:
            repaired = is_repaired(opened_pdf)
            raw_pages, pages = _read_pages(opened_pdf, ocr)
        document = _lay_out(raw_pages, pages, doc_id, path, lines=lines)
        del raw_pages  # a hundred thousand lines that the collector need not see
    if repaired and document.status in ("ok", "partial"):
        reason = f"{document.reason} {_REPAIRED}" if document.reason else _REPAIRED
        return replace(document, status="partial", reason=reason)
    return document


def _read_pages(document: Any, ocr: Ocr | None) -> tuple[list[RawPage], list[Page]]:
    import pypdfium2.raw as pdfium

    raw_pages: list[RawPage] = []
    pages: list[Page] = []
    reader = PageReader(document)
    count = pdfium.FPDF_GetPageCount(document)
    for index in range(count):
        with reader.opened(index) as (page, text_page):
            if not page:
                pages.append(Page(index + 1, "failed", 0))
                continue
            raw = reader.read(index, page, text_page) if text_page else RawPage(index + 1, 0, 0)
            status = page_status(raw, page) if text_page else "failed"
            if ocr is not None and status in ("no_text", "garbled"):
                found = ocr_lines(page, raw, ocr)
                status, raw.lines = ("ocr", found) if found else (status, [])
                collect_young()
            elif status in ("no_text", "garbled", "failed"):
                raw.lines = []
            share = min(raw.garbled / raw.chars, 1.0) if raw.chars else 0.0
            chars = (
                raw.chars
                if status in ("text", "garbled", "blank")
                else sum(len(line.text) for line in raw.lines)
            )
            pages.append(Page(index + 1, status, chars, share, raw.width, raw.height))
            raw_pages.append(raw)
        tell_step("pages", index + 1, count)
    return raw_pages, pages


def _lay_out(
    raw_pages: Sequence[RawPage], pages: Sequence[Page], doc_id: str, path: str, *, lines: bool
) -> Document:
    furniture = find_furniture(raw_pages)
    every = [line for page in raw_pages for line in page.lines]
    body = _body_size(every)
    tails: list[Paragraph] = []
    document: list[Paragraph] = []
    for page, marked in zip(raw_pages, furniture, strict=True):
        flows = []
        inner, running = page.lines, list[Line]()
        if marked:
            inner = [line for line in inner if id(line) not in marked]
            running = [line for line in page.lines if id(line) in marked]
        for flow in flows_of(inner):
            rows = merged_rows(flow)
            measures = flow_of(rows)
            rows = set_labels_apart(rows, measures.left, measures.right)
            paragraphs = paragraphs_of(rows, measures)
            mark_notes(paragraphs, body, page.height)
            flows.append(paragraphs)
        document.extend(_running(running, marked, "header"))
        here = stitch(flows, tails)
        tails = here or tails
        for paragraphs in flows:
            document.extend(paragraphs)
        document.extend(_running(running, marked, "footer"))
    composer = Composer(
        style_of([line.text for line in every], chinese=_has_chinese(raw_pages)), body, lines=lines
    )
    composer.add_all(document)
    return _document(composer, pages, doc_id, path)


def _running(running: list[Line], marked: dict[int, Any], where: Any) -> Iterable[Paragraph]:
    lines = [line for line in running if marked[id(line)] == where]
    if lines:
        rows = merged_rows(rows_of(lines))
        yield Paragraph(rows, where, _NO_FLOW)


_NO_FLOW = Flow(0.0, 0.0, 0.0)


def _has_chinese(pages: Sequence[RawPage]) -> bool:
    """Whether any page has Han characters; a page by OCR may have some too."""
    return any(page.classes.han or not page.text for page in pages)


def _body_size(lines: Sequence[Line]) -> float:
    """The type size (em) that most of the text is set in."""
    sizes: dict[float, int] = {}
    for line in lines[:: 1 + len(lines) // _SAMPLE]:
        size = int(line.em * 2 + 0.5) / 2
        sizes[size] = sizes.get(size, 0) + len(line.text)
    return max(sorted(sizes), key=lambda size: sizes[size], default=0.0)


def _document(composer: Composer, pages: Sequence[Page], doc_id: str, path: str) -> Document:
    unread = [page.number for page in pages if page.status not in ("text", "ocr", "blank")]
    text = composer.text
    status: DocumentStatus = "ok"
    reason = ""
    if unread:
        status = "partial" if text.strip() else "unreadable"
        kinds = sorted({page.status for page in pages if page.number in set(unread)})
        reason = f"{len(unread)} of {len(pages)} pages were not read ({', '.join(kinds)})."
    elif not text.strip():
        status, reason = "empty", "No page has text."
    return Document(
        doc_id=doc_id,
        path=path,
        format="pdf",
        text=text,
        blocks=tuple(composer.blocks),
        pages=tuple(pages),
        page_starts=tuple(composer.page_starts) or ((0, 1),),
        lines=tuple(composer.lines),
        status=status,
        reason=reason,
    )
