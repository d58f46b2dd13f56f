"""One file → one ``Document``, and its parts: the first half of the way, for a single file."""

from __future__ import annotations

import multiprocessing
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from nqp_text import documents, text
from nqp_text.errors import DocumentError
from nqp_text.executors.answers import Codec
from nqp_text.executors.local import Limits, run_isolated
from nqp_text.records import Document, Kind, Section, Sentence
from nqp_text.settings import Settings
from nqp_text.storage.texts import decode_document, encode_document


def read_document(path: str | Path, settings: Settings, *, isolated: bool = True) -> Document:
    """The document in a file, read in a child process with limits unless ``isolated`` is False.

    A process that may not have children (a worker of another pool) reads by itself.
    """
    read = partial(_read, ocr=uses_ocr(settings))
    if not isolated or multiprocessing.current_process().daemon:
        return read(str(path))
    codec = Codec(encode_document, partial(decode_document, path=str(path)))
    try:
        return run_isolated(
            read,
            str(path),
            limits=limits_of(settings),
            start_method=settings.start_method,
            codec=codec,
        )
    except DocumentError as error:
        error.where = error.where or str(path)
        raise


def limits_of(settings: Settings) -> Limits:
    """What one document may use."""
    return Limits(settings.limit_seconds, settings.limit_memory, settings.limit_output)


def _read(path: str, *, ocr: bool) -> Document:
    return documents.read(Path(path), ocr=ocr)


def uses_ocr(settings: Settings) -> bool:
    """Are pages without a usable text layer recognised? ``auto`` means: if the extra is there."""
    return settings.ocr == "auto" and find_spec("rapidocr") is not None


def split_document(document: Document, kind: Kind | None = None) -> tuple[Sentence, ...]:
    """The sentences of a document with their sections; the kind is found out if not given."""
    return text.split(document, sections_of(document, kind))


def sections_of(document: Document, kind: Kind | None = None) -> tuple[Section, ...]:
    """The named parts of a document; the kind is found out if not given."""
    kind = kind or documents.identify(document, Path(document.path).name).kind
    return text.find_sections(document, kind)
