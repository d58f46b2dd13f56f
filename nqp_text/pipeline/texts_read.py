"""A file's text: from the cache if it was read before, else from the file."""

from __future__ import annotations

import hashlib
from pathlib import Path

from nqp_text import documents
from nqp_text.pipeline.document import uses_ocr
from nqp_text.pipeline.keys import reader_key
from nqp_text.pipeline.remote import bytes_at, is_url
from nqp_text.records import Document
from nqp_text.resources import cache_folder
from nqp_text.settings import Settings
from nqp_text.storage.text_cache import TextCache

_QUICK = frozenset({"text"})  # formats that are read as fast as the cache
CACHE_OFF = "off"
CACHE_AUTO = "auto"


def cache_of(settings: Settings) -> TextCache | None:
    """The cache that the settings ask for."""
    if settings.cache == CACHE_OFF:
        return None
    return TextCache(cache_folder() if settings.cache == CACHE_AUTO else Path(settings.cache))


def read_text(file: str, settings: Settings, *, doc_id: str = "") -> Document:
    """The document in a file, the same with and without cache. Raises ``DocumentError``.

    Without ``doc_id`` the bytes are read to know whether their text is in the cache.
    """
    path, ocr, cache = Path(file), uses_ocr(settings), cache_of(settings)
    if cache is None:
        if is_url(file):
            return documents.read_data(bytes_at(file), path, ocr=ocr)
        return documents.read(path, ocr=ocr)
    reader = reader_key(file, settings)
    if doc_id and (known := cache.get(doc_id, reader, file)):
        return known
    data = bytes_at(file) if is_url(file) else documents.bytes_of(path)
    found = hashlib.sha256(data).hexdigest()
    if found != doc_id and (known := cache.get(found, reader, file)):
        return known
    document = documents.read_data(data, path, ocr=ocr)
    if document.format not in _QUICK:
        cache.put(document, reader)
    return document
