"""One file → everything that it contributes to a run: the pure function that workers run."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from nqp_text import documents, text
from nqp_text.errors import DocumentError
from nqp_text.index.counting import count
from nqp_text.pipeline.counted import counted_sentences
from nqp_text.pipeline.document import uses_ocr
from nqp_text.pipeline.rows import (
    early_terms,
    failed_result,
    identity_of,
    identity_row,
    reading_row,
    text_row,
)
from nqp_text.pipeline.sources import Source
from nqp_text.pipeline.tools import load_tools
from nqp_text.records import Document, DocumentResult, Failure, Mention
from nqp_text.settings import Settings

_NAMED_EARLY_TERMS = 3


def scan_file(source: Source, settings: Settings) -> DocumentResult:
    """Read, split, tag and count one file. Raises ``DocumentError`` if it cannot be read."""
    began = time.perf_counter()
    try:
        document = documents.read(Path(source.file), ocr=uses_ocr(settings))
    except DocumentError as error:
        failure = Failure(error.status, error.what, error.fix)
        return failed_result(source, "", failure, time.perf_counter() - began)
    result = scan_document(document, source, settings)
    seconds = round(time.perf_counter() - began, 3)
    return replace(result, document={**result.document, "seconds": seconds})


def scan_document(document: Document, source: Source, settings: Settings) -> DocumentResult:
    """The rows of a document that was read; without text it has no exposure and no counts."""
    identity = identity_of(document, source)
    sections = text.find_sections(document, identity.kind)
    sentences = text.split(document, sections)
    row: dict[str, object] = {
        "doc_id": document.doc_id,
        "path": source.path,
        **identity_row(identity),
        **reading_row(document),
        **text_row(sentences, sections),
        "section": settings.section,
    }
    if row["status"] not in ("ok", "partial") or (
        settings.section == "mdna" and not row["mdna_found"]
    ):
        return DocumentResult(document.doc_id, source.path, row)
    tools = load_tools(settings)
    counted = counted_sentences(sentences, settings)
    found = tools.tagger.tag(counted, identity.kind)
    total = count(
        counted,
        found.mentions,
        tools.taxonomy.ids,
        text.count_words,
        kind=identity.kind,
        paths=tools.taxonomy.paths,
        expected=found.expected,
    )
    early = early_terms(found.mentions, identity, tools.since)
    row["early_terms"] = len(early)
    row["reason"] = _with_note(str(row["reason"]), early, identity.year)
    return DocumentResult(
        document.doc_id,
        source.path,
        row,
        total.exposure,
        total.counts,
        found.mentions,
        found.nominations,
        total.parts,
    )


def _with_note(reason: str, early: Sequence[Mention], year: int | None) -> str:
    """The reason, and a warning where words are younger than the year: one of the two is wrong."""
    if not early:
        return reason
    words = ", ".join(
        list(dict.fromkeys(mention.evidence for mention in early))[:_NAMED_EARLY_TERMS]
    )
    note = f"{len(early)} mentions use words that came up after {year} ({words}): check the year"
    return f"{reason}; {note}" if reason else note
