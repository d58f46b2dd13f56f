"""One file → everything that it contributes to a run: the pure function that workers run."""

from __future__ import annotations

import time
from dataclasses import replace

from nqp_text.errors import DocumentError
from nqp_text.pipeline.prepared import finish, prepare
from nqp_text.pipeline.rows import failed_result
from nqp_text.pipeline.sources import Source
from nqp_text.pipeline.texts_read import read_text
from nqp_text.records import Document, DocumentResult, Failure
from nqp_text.settings import Settings


def scan_file(source: Source, settings: Settings, *, doc_id: str = "") -> DocumentResult:
    """Read, split, tag and count one file; where it cannot be read, the result says why.

    The text is taken from the cache of the settings if it is there. ``doc_id`` is the hash of the
    file's bytes, if it is known.
    """
    began = time.perf_counter()
    try:
        document = read_text(source.file, settings, doc_id=doc_id)
    except DocumentError as error:
        failure = Failure(error.status, error.what, error.fix)
        return failed_result(source, "", failure, time.perf_counter() - began)
    result = scan_document(document, source, settings)
    seconds = round(time.perf_counter() - began, 3)
    return replace(result, document={**result.document, "seconds": seconds})


def scan_document(document: Document, source: Source, settings: Settings) -> DocumentResult:
    """The rows of a document that was read; without text it has no exposure and no counts."""
    return finish(prepare(document, source, settings), source, settings)
