"""The row that a file gets in ``documents.parquet``, whether it could be read or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from nqp_text import documents
from nqp_text.normalize import match_key
from nqp_text.pipeline.counted import mdna_of
from nqp_text.pipeline.sources import Source
from nqp_text.records import (
    LINK_NOTE,
    Document,
    DocumentResult,
    Failure,
    Identity,
    Language,
    Mention,
    Section,
    with_note,
)
from nqp_text.sentence_columns import BLOCKS, LANGUAGES, SentenceColumns

_HARDLY_ANY = 40  # characters
_SOME_PAGES = 4


def identity_of(document: Document, source: Source) -> Identity:
    """Who and when; what the manifest says goes before what the file says."""
    identity = documents.identify(document, PurePath(source.path).name)
    known = dict(source.known)
    if not known:
        return identity
    origins = dict(
        part.split("=", 1) for part in identity.meta_source.split(";") if "=" in part
    ) | dict.fromkeys(known, "manifest")
    meta_source = ";".join(f"{field}={origin}" for field, origin in origins.items())
    values: dict[str, object] = {**known, "meta_source": meta_source}
    if "year" in known:
        values["year"] = int(known["year"])
    return replace(identity, **values)  # type: ignore[arg-type]


def identity_row(identity: Identity) -> dict[str, object]:
    """The columns that say who and when."""
    return {
        "kind": identity.kind,
        "report_type": identity.report_type,
        "firm_code": identity.firm_code,
        "firm_name": identity.firm_name,
        "year": identity.year,
        "published": identity.published,
        "meta_source": identity.meta_source,
    }


def reading_row(document: Document) -> dict[str, object]:
    """The columns that say what was read."""
    status, reason = reading_status(document)
    return {
        "status": status,
        "reason": reason,
        "what_to_do": _advice(document),
        "format": document.format,
        "title": document.title,
        "pages": len(document.pages),
        "pages_read": document.pages_read,
        "pages_ocr": document.pages_ocr,
        "chars": len(document.text),
        "garbled_share": document.garbled_share,
    }


def reading_status(document: Document) -> tuple[str, str]:
    """The reader's status, lowered where pages are missing or there is no text at all."""
    lost = len(document.pages) - document.pages_read
    if document.status not in ("ok", "partial"):
        return document.status, document.reason
    if not document.text.strip():
        why = f"{lost} of {len(document.pages)} pages have no usable text layer" if lost else ""
        return "empty", document.reason or why or "There is no text in the file"
    if lost:
        why = f"{lost} of {len(document.pages)} pages could not be read"
        return "partial", document.reason or why
    if bare := _bare_pages(document):
        why = f"{bare} of {len(document.pages)} pages have hardly any text: is the file damaged?"
        return "partial", why
    return document.status, document.reason


def _bare_pages(document: Document) -> int:
    """Pages with hardly any text, if most are: content that cannot be decoded looks like that."""
    bare = sum(page.chars < _HARDLY_ANY for page in document.pages)
    return bare if len(document.pages) >= _SOME_PAGES and 2 * bare > len(document.pages) else 0


def _advice(document: Document) -> str:
    """What helps against pages without a usable text layer."""
    if all(page.status not in ("no_text", "garbled") for page in document.pages):
        return ""
    if document.pages_ocr:
        return "Get a better scan of the pages that were not read."
    return "Install the extra ocr (pip install 'nqp-text[ocr]') and scan again with --ocr auto."


def noted(reason: str, source: Source) -> str:
    """The reason of a file's status, and where it lies if that is not where it was found."""
    return with_note(reason, f"{LINK_NOTE}{source.link}" if source.link else "")


def text_row(sentences: SentenceColumns, sections: Sequence[Section]) -> dict[str, object]:
    """The columns that say what the text is made of."""
    mdna = mdna_of(sections)
    return {
        "lang": _main_language(sentences),
        "sentences": len(sentences),
        "mdna_found": mdna is not None,
        "mdna_method": mdna.method if mdna else "",
        "mdna_confidence": mdna.confidence if mdna else None,
    }


def _main_language(sentences: SentenceColumns) -> Language:
    """The language of most characters outside of headers and footers."""
    import numpy as np

    running = [BLOCKS.index("header"), BLOCKS.index("footer")]
    lengths = (sentences.ends - sentences.starts) * ~np.isin(sentences.blocks, running)
    chars = np.bincount(sentences.languages, lengths, len(LANGUAGES)).tolist()
    by_name = dict(sorted(zip(LANGUAGES, chars, strict=True)))
    return max(by_name, key=by_name.__getitem__) if any(chars) else "other"


def early_terms(
    mentions: Sequence[Mention], identity: Identity, since: Mapping[tuple[str, str], int]
) -> list[Mention]:
    """Mentions whose term came into use only after the document was written: an alarm.

    A firm writes about a year in the year after it.
    """
    if identity.year is None:
        return []
    written = int(identity.published[:4] or identity.year + (identity.kind == "firm"))
    return [m for m in mentions if since.get((m.node, match_key(m.evidence)), 0) > written]


def failed_result(
    source: Source, doc_id: str, failure: Failure, seconds: float = 0.0
) -> DocumentResult:
    """The result of a file that was not read: what its name says, the status and the reason."""
    nothing = Document(doc_id, source.file, "", "", (), (), ())
    row: dict[str, object] = {
        **identity_row(identity_of(nothing, source)),
        "doc_id": doc_id,
        "path": source.path,
        "status": failure.status,
        "reason": noted(failure.reason, source),
        "what_to_do": failure.fix,
        "seconds": seconds,
    }
    return DocumentResult(doc_id, source.path, row)
