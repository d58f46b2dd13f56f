"""One file → everything that it contributes to a run: the pure function that workers run."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace

from nqp_text.errors import DocumentError
from nqp_text.pipeline.keys import prepared_key
from nqp_text.pipeline.prepared import Prepared, finish, prepare
from nqp_text.pipeline.prepared_bytes import decode_prepared, encode_prepared
from nqp_text.pipeline.rows import failed_result
from nqp_text.pipeline.sources import Source
from nqp_text.pipeline.texts_read import cache_of, read_text
from nqp_text.records import Document, DocumentResult, Failure
from nqp_text.settings import Settings
from nqp_text.storage.frames import DamagedFrame


def scan_file(source: Source, settings: Settings, *, doc_id: str = "") -> DocumentResult:
    """Read, split, tag and count one file; where it cannot be read, the result says why.

    The text is taken from the cache of the settings if it is there. ``doc_id`` is the hash of the
    file's bytes, if it is known.
    """
    began = time.perf_counter()
    try:
        prepared = prepared_file(source, settings, doc_id)
    except DocumentError as error:
        failure = Failure(error.status, error.what, error.fix)
        return failed_result(source, "", failure, time.perf_counter() - began)
    result = finish(prepared, source, settings)
    seconds = round(time.perf_counter() - began, 3)
    return replace(result, document={**result.document, "seconds": seconds})


def prepared_file(source: Source, settings: Settings, doc_id: str = "") -> Prepared:
    """A file read and split, or what the cache kept of it. Raises ``DocumentError``."""
    cache = cache_of(settings)
    key = prepared_key(source, settings) if cache else ""
    if cache and doc_id and (data := cache.get_bytes(doc_id, key)):
        with suppress(DamagedFrame):
            known = decode_prepared(data)
            if known.doc_id == doc_id:
                return known
    document = read_text(source.file, settings, doc_id=doc_id)
    prepared = prepare(document, source, settings)
    if cache:
        cache.put_bytes(encode_prepared(prepared), document.doc_id, key)
    return prepared


def scan_document(document: Document, source: Source, settings: Settings) -> DocumentResult:
    """The rows of a document that was read; without text it has no exposure and no counts."""
    return finish(prepare(document, source, settings), source, settings)
