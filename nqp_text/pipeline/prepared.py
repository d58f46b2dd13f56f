"""A document up to the point where a lexicon or a model comes in: what a text cache keeps.

``prepare`` is everything that depends on the file and its name alone; ``finish`` is what is done
again when the lexicon, the method or the section that counts has changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nqp_text import text
from nqp_text.index.counting import (
    count_mentions,
    exposure_parts,
    has_letter,
    total_exposure,
)
from nqp_text.pipeline.context import previous_texts
from nqp_text.pipeline.counted import counted_sentences
from nqp_text.pipeline.rows import (
    early_terms,
    identity_of,
    identity_row,
    noted,
    reading_row,
    text_row,
)
from nqp_text.pipeline.sources import Source
from nqp_text.pipeline.tools import load_tools
from nqp_text.records import (
    Document,
    DocumentResult,
    ExposurePart,
    Identity,
    Mention,
    with_note,
)
from nqp_text.sentence_columns import SentenceColumns
from nqp_text.settings import Settings

_NAMED_EARLY_TERMS = 3


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was read and where its sentences are; ``row`` holds the columns of ``documents``.

    ``exposures`` are by the ``scope_of`` settings: those that were asked for when it was made.
    """

    doc_id: str
    identity: Identity
    row: dict[str, object]
    sentences: SentenceColumns
    exposures: Mapping[str, tuple[ExposurePart, ...]]


def scope_of(settings: Settings) -> str:
    """The settings that decide which sentences count."""
    return f"{settings.section}{'+tables' if settings.tables else ''}"


def prepare(document: Document, source: Source, settings: Settings) -> Prepared:
    """Identity, sections and sentences of a document, and its exposure under these settings."""
    identity = identity_of(document, source)
    sections = text.find_sections(document, identity.kind)
    sentences = text.split_columns(document, sections)
    row: dict[str, object] = {
        **identity_row(identity),
        **reading_row(document),
        **text_row(sentences, sections),
    }
    exposures: dict[str, tuple[ExposurePart, ...]] = {}
    if _counts(row, settings):
        counted = counted_sentences(sentences, settings)
        exposures[scope_of(settings)] = exposure_parts(counted, text.count_words)
    return Prepared(document.doc_id, identity, row, sentences, exposures)


def finish(prepared: Prepared, source: Source, settings: Settings) -> DocumentResult:
    """Tags and counts; without text there is no exposure and there are no counts."""
    row = {
        "doc_id": prepared.doc_id,
        "path": source.path,
        **prepared.row,
        "reason": noted(str(prepared.row["reason"]), source),
        "section": settings.section,
    }
    if not _counts(row, settings):
        return DocumentResult(prepared.doc_id, source.path, row)
    tools, identity = load_tools(settings), prepared.identity
    counted = counted_sentences(prepared.sentences, settings)
    before = previous_texts(counted, prepared.sentences) if tools.tagger.reads_context else None
    found = tools.tagger.tag(counted, identity.kind, before)
    counts = count_mentions(
        (mention for mention in found.mentions if has_letter(mention.text)),
        tools.taxonomy.ids,
        kind=identity.kind,
        paths=tools.taxonomy.paths,
        expected=found.expected,
    )
    parts = prepared.exposures.get(scope_of(settings))
    if parts is None:
        parts = exposure_parts(counted, text.count_words)
    early = early_terms(found.mentions, identity, tools.since)
    row["windowed"] = len(found.windowed)
    row["early_terms"] = len(early)
    note = _early_note(early, identity.year)
    row["reason"] = noted(with_note(str(prepared.row["reason"]), note), source)
    return DocumentResult(
        prepared.doc_id,
        source.path,
        row,
        total_exposure(parts),
        counts,
        found.mentions,
        found.nominations,
        parts,
    )


def _counts(row: Mapping[str, object], settings: Settings) -> bool:
    readable = row["status"] in ("ok", "partial")
    return readable and (settings.section != "mdna" or bool(row["mdna_found"]))


def _early_note(early: Sequence[Mention], year: int | None) -> str:
    """A warning where words are younger than the year: one of the two is wrong."""
    if not early:
        return ""
    words = ", ".join(
        list(dict.fromkeys(mention.evidence for mention in early))[:_NAMED_EARLY_TERMS]
    )
    return f"{len(early)} mentions use words that came up after {year} ({words}): check the year"
