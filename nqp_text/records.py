"""The records that cross stages: frozen, slotted, without behaviour beyond derived values.

Offsets are Python string offsets (code points) into ``Document.text``; ``end`` is exclusive.
Pages are numbered from 1 as a PDF viewer shows them.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence that says something about a node, with the words that show it.

    ``start``/``end`` bound the sentence's content, ``evidence_start``/``evidence_end`` the words.
    ``list_size`` is the number of different paths that the sentence is about (the k of 1/k);
    ``hits`` the number of terms of this node in the sentence, of which ``evidence`` is one.
    ``matched`` are these terms as the lexicon writes them, one a hit, joined by ``|``; it is empty
    where no lexicon decided.
    """

    sentence_id: int
    page: int
    section: str
    block: BlockKind
    lang: Language
    start: int
    end: int
    text: str
    node: str
    score: float
    tagger: str
    evidence: str
    evidence_start: int
    evidence_end: int
    stance: Stance
    actor: Actor
    polarity: Polarity
    list_size: int
    hits: int = 1
    matched: str = ""


@dataclass(frozen=True, slots=True)
class Nomination:
    """An ambiguous term in a sentence: it counts zero, and asks a classifier to look.

    ``reason`` says why it did not count: ``ambiguous``, or the exclusion that voided a hit.
    """

    sentence_id: int
    node: str
    term: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Tagging:
    """What a tagger returns for the sentences of one document.

    ``expected`` holds ``(node, Σp, Σp(1 - p))``: the sums over the tagged sentences of the
    calibrated probability p that a sentence is about the node, and of its variance. It is empty
    where the method has no probabilities; a node that is missing from it is unknown, not 0.
    """

    mentions: tuple[Mention, ...] = ()
    nominations: tuple[Nomination, ...] = ()
    expected: tuple[tuple[str, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a document's counts are counted over: the denominators."""

    sentences: int = 0
    chars: int = 0
    words: int = 0


@dataclass(frozen=True, slots=True)
class ExposurePart:
    """The exposure of the counted sentences of one section in one kind of block."""

    section: str
    block: BlockKind
    sentences: int = 0
    chars: int = 0
    words: int = 0


@dataclass(frozen=True, slots=True)
class Count:
    """Counts of one node in one document, section scope and language-independent.

    ``hits`` counts sentences; ``weighted`` gives each list sentence 1/k; the four scopes follow
    the taxonomy's index families and are subsets of the affirmed sentences. ``expected`` and
    ``expected_variance`` are those of ``Tagging``; None where the method has no probabilities.
    """

    node: str
    attention: int = 0
    own: int = 0
    substantive: int = 0
    implementation: int = 0
    attention_weighted: float = 0.0
    own_weighted: float = 0.0
    substantive_weighted: float = 0.0
    implementation_weighted: float = 0.0
    terms: int = 0
    negated: int = 0
    risk: int = 0
    expected: float | None = None
    expected_variance: float | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A task that returned nothing: its reader refused, or its process was stopped or died."""

    status: str
    reason: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """Everything that one file contributes to a run: rows only, no text beyond the evidence."""

    doc_id: str
    path: str
    document: dict[str, object]
    exposure: Exposure = field(default_factory=Exposure)
    counts: tuple[Count, ...] = ()
    mentions: tuple[Mention, ...] = ()
    nominations: tuple[Nomination, ...] = ()
    exposure_parts: tuple[ExposurePart, ...] = ()


Estimate = tuple[float | None, float | None, float | None]
"""A value and the ends of its 95 % interval; None where it is not defined."""


@dataclass(frozen=True, slots=True)
class NodeErrors:
    """How often a classifier is right about a node: one cell of an evaluation.

    Of ``n`` sentences of this language and kind (or ``all``), ``n_eff`` effective ones by Kish;
    ``tp``, ``fp``, ``fn`` and ``tn`` are weighted sums of sentences.
    """

    node: str
    lang: str
    kind: str
    n: int
    n_eff: float
    tp: float
    fp: float
    fn: float
    tn: float
    precision: Estimate
    recall: Estimate
    f1: Estimate
