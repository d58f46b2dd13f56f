"""A document as it is shown page by page: its sentences, what they mention, and where that stands.

Files without pages (HTML, DOCX, text) are shown in parts of ``PART`` sentences.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from nqp_text.records import Sentence
from nqp_text.web.child_tasks import ReadDocument, SheetOfPaper
from nqp_text.web.highlights import Mark, Piece, marks_of, pieces_of, shortened
from nqp_text.web.opened_run import OpenedRun

PART = 150
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """A sentence with its labels; ``marks`` and ``evidence_marks`` are rectangles on the page."""

    sentence_id: int
    page: int
    block: str
    section: str
    pieces: tuple[Piece, ...]
    labels: tuple[tuple[str, float, str], ...]
    stance: str = ""
    actor: str = ""
    polarity: str = ""
    marks: tuple[Mark, ...] = ()
    evidence_marks: tuple[Mark, ...] = ()

    @property
    def text(self) -> str:
        """The sentence, shortened if it is endless."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page or part. ``density`` is the number of sentences with mentions of every one of them.

    ``sheet`` is None where there is no picture. ``note`` says what could not be shown.
    """

    number: int
    density: tuple[int, ...]
    sheet: SheetOfPaper | None
    sentences: tuple[ShownSentence, ...]
    note: str = ""

    @property
    def count(self) -> int:
        """Number of pages or parts."""
        return len(self.density)

    def next_with_mentions(self, step: int) -> int | None:
        """The nearest page after (or, with -1, before) this one that has mentions."""
        number = self.number + step
        while 1 <= number <= self.count:
            if self.density[number - 1]:
                return number
            number += step
        return None


def number_of(document_format: str, page: int, sentence_id: int) -> int:
    """The page or part on which a sentence is shown."""
    return page if document_format == "pdf" else sentence_id // PART + 1


def mentions_of(run: OpenedRun, doc_id: str) -> list[dict[str, Any]]:
    """All mentions of a document."""
    return run.mentions.filter(pl.col("doc_id") == doc_id).collect().to_dicts()


def show_page(document: ReadDocument, mentions: Rows, number: int) -> ShownPage:
    """The page with all its sentences; the number is brought into the range that there is."""
    read = document.format == "pdf"
    found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    strange = False
    for row in mentions:
        if document.text[row["start"] : row["end"]] == row["text"]:
            found[row["sentence_id"]].append(row)
        else:
            strange = True
    parts = max(1, -(-len(document.sentences) // PART))
    count = len(document.pages) if read else parts
    density = Counter(
        number_of(document.format, rows[0]["page"], sentence_id)
        for sentence_id, rows in found.items()
    )
    number = max(1, min(number or min(density, default=1), count))
    sheet = next((s for s in document.pages if read and s.number == number), None)
    sentences = tuple(
        _shown(document, sentence, found.get(sentence.sentence_id, ()), sheet)
        for sentence in _on_page(document, number, sheet)
        if sentence.text.strip()
    )
    note = "reads_differently" if strange else ""
    if sheet and sheet.box is None and any(s.labels for s in sentences):
        note = note or "sideways"
    return ShownPage(
        number, tuple(density.get(n, 0) for n in range(1, count + 1)), sheet, sentences, note
    )


def show_evidence_only(mentions: Rows, document_format: str, number: int, pages: int) -> ShownPage:
    """What the run itself knows of a document whose file is not here: the tagged sentences."""
    found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in mentions:
        found[row["sentence_id"]].append(row)
    places = {
        sentence_id: number_of(document_format, rows[0]["page"] or 1, sentence_id)
        for sentence_id, rows in found.items()
    }
    density = Counter(places.values())
    count = max(pages if document_format == "pdf" else 1, *places.values(), 1)
    number = max(1, min(number or min(density, default=1), count))
    sentences = tuple(
        _labelled(rows, rows[0]["text"], rows[0]["start"])
        for sentence_id, rows in sorted(found.items())
        if places[sentence_id] == number
    )
    return ShownPage(number, tuple(density.get(n, 0) for n in range(1, count + 1)), None, sentences)


def _on_page(document: ReadDocument, number: int, sheet: SheetOfPaper | None) -> Sequence[Sentence]:
    """The sentences that start here; on a page, also one that comes over from the page before."""
    if sheet is None:
        return document.sentences[(number - 1) * PART : number * PART]
    lines = [line for line in document.lines if line.page == number]
    places = [place for place, s in enumerate(document.sentences) if s.page == number]
    if not places:
        return ()
    # A footer stands behind the paragraph that it interrupts: others' sentences lie between.
    near = document.sentences[max(places[0] - 1, 0) : places[-1] + 1]
    return [
        s
        for s in near
        if s.page == number
        or any(line.start < s.content_end and line.end > s.start for line in lines)
    ]


def _shown(
    document: ReadDocument,
    sentence: Sentence,
    rows: Rows,
    sheet: SheetOfPaper | None,
) -> ShownSentence:
    start, end = sentence.content_start, sentence.content_end
    if not rows:
        pieces = shortened([Piece(document.text[start:end], False)])
        return ShownSentence(
            sentence.sentence_id, sentence.page, sentence.block, sentence.section, tuple(pieces), ()
        )
    shown = _labelled(rows, document.text[start:end], start)
    if sheet is None:
        return shown
    evidence = [
        mark
        for row in rows
        for mark in marks_of(document, sheet, row["evidence_start"], row["evidence_end"])
    ]
    return ShownSentence(
        shown.sentence_id,
        shown.page,
        shown.block,
        shown.section,
        shown.pieces,
        shown.labels,
        shown.stance,
        shown.actor,
        shown.polarity,
        tuple(marks_of(document, sheet, start, end)),
        tuple(dict.fromkeys(evidence)),
    )


def _labelled(rows: Rows, text: str, start: int) -> ShownSentence:
    leading = next((row for row in rows if row["polarity"] == "affirmed"), rows[0])
    evidence = [(row["evidence_start"], row["evidence_end"]) for row in rows]
    labels = {row["node"]: (row["node"], row["score"], row["tagger"]) for row in rows}
    return ShownSentence(
        leading["sentence_id"],
        leading["page"] or 1,
        leading["block"] or "",
        leading["section"] or "",
        tuple(shortened(pieces_of(text, start, evidence))),
        tuple(labels.values()),
        leading["stance"] or "",
        leading["actor"] or "",
        leading["polarity"] or "",
    )


def context_of(document: ReadDocument, sentence_id: int) -> tuple[str, str]:
    """The sentences before and after one; running headers and the like are passed over."""
    spoken = [
        s
        for s in document.sentences
        if (s.block in ("prose", "list", "heading") or s.sentence_id == sentence_id)
        and s.text.strip()
    ]
    at = next((n for n, s in enumerate(spoken) if s.sentence_id == sentence_id), None)
    if at is None:
        return "", ""
    before = spoken[at - 1].text.strip() if at else ""
    after = spoken[at + 1].text.strip() if at + 1 < len(spoken) else ""
    return before, after
