"""What is read of a file: the document, who it is from, its sections and sentences.

Offsets are Python string offsets (code points) into ``Document.text``; ``end`` is exclusive.
Pages are numbered from 1 as a PDF viewer shows them.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en", "other"]
Kind = Literal["firm", "gov", "news", "other"]
BlockKind = Literal["prose", "table", "heading", "list", "toc", "header", "footer"]
PageStatus = Literal["text", "ocr", "garbled", "no_text", "blank", "failed"]
Stance = Literal["background", "plan", "action", "achievement"]
Actor = Literal["own", "government", "other", "macro"]
Polarity = Literal["affirmed", "negated", "risk"]
FailedStatus = Literal[
    "empty", "unreadable", "encrypted", "timeout", "out_of_memory", "unsupported"
]
DocumentStatus = Literal["ok", "partial", "duplicate"] | FailedStatus

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in PDF points, origin at the lower left corner of the page."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page and how it was read.

    ``blank`` is a page with nothing to read on it; ``no_text`` is a page that shows something but
    has no text layer; ``garbled`` has a text layer that does not say what the page shows. The last
    two count as not read unless OCR read them (``ocr``).
    """

    number: int
    status: PageStatus
    chars: int
    garbled_share: float = 0.0
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Block:
    """A run of ``Document.text`` that belongs together on the page. ``page`` is its first page."""

    kind: BlockKind
    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line and where it stands: used to highlight a mention on the page image."""

    page: int
    start: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True)
class Document:
    """What was read from one file.

    ``blocks`` cover the text in reading order without overlap; what lies between two blocks is
    line breaks only. Running headers and footers stay in the text as their own blocks, behind the
    block that they interrupted, so that a sentence that crosses a page is whole.
    ``page_starts`` are ``(offset, page number)`` pairs sorted by offset: the text from this offset
    to the next pair's stands on that page.
    """

    doc_id: str
    path: str
    format: str
    text: str
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...]
    page_starts: tuple[tuple[int, int], ...]
    lines: tuple[Line, ...] = ()
    title: str = ""
    status: DocumentStatus = "ok"
    reason: str = ""

    def page_at(self, offset: int) -> int:
        """Page number of the character at ``offset`` (1 for formats without pages)."""
        position = bisect_right(self.page_starts, (offset, 1 << 30)) - 1
        return self.page_starts[position][1] if position >= 0 else 1

    @property
    def pages_read(self) -> int:
        """Pages whose content was read, blank ones included."""
        return sum(page.status in ("text", "ocr", "blank") for page in self.pages)

    @property
    def pages_ocr(self) -> int:
        """Pages recognised by OCR."""
        return sum(page.status == "ocr" for page in self.pages)

    @property
    def garbled_share(self) -> float:
        """Share of characters that are garbled, over all pages with a text layer."""
        chars = sum(page.chars for page in self.pages)
        if not chars:
            return 0.0
        return sum(page.garbled_share * page.chars for page in self.pages) / chars


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a document is from and when, and where that was learnt.

    ``meta_source`` lists a source per field, for instance ``firm_code=filename;year=cover``.
    ``year`` is the fiscal year for firms and the year of the report for governments.
    ``published`` is an ISO date or empty.
    """

    kind: Kind = "other"
    report_type: str = "other"
    firm_code: str = ""
    firm_name: str = ""
    year: int | None = None
    published: str = ""
    meta_source: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A named part of a document, how it was found and how sure that is (0 to 1)."""

    name: str
    start: int
    end: int
    title: str
    method: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: the partition of the text that everything is counted over.

    The sentences of a document follow each other without gap: joined, they are the text. A
    sentence therefore ends with the white space behind it; ``content_end`` leaves that out.
    """

    sentence_id: int
    page: int
    section: str
    block: BlockKind
    lang: Language
    start: int
    end: int
    text: str

    @property
    def content_end(self) -> int:
        """Offset behind the last character that is not white space."""
        return self.start + len(self.text.rstrip())

    @property
    def content_start(self) -> int:
        """Offset of the first character that is not white space."""
        return self.start + len(self.text) - len(self.text.lstrip())
