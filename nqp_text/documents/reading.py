"""One file → one ``Document``: read once, told by its content, handed to the reader."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from nqp_text.documents.assemble import Origin
from nqp_text.documents.sniff import sniff
from nqp_text.errors import DocumentError
from nqp_text.records import Document

MAX_BYTES = 512_000_000
MAX_TEXT_BYTES = 64_000_000


def read(path: Path, *, ocr: bool = False, lines: bool = False) -> Document:
    """What stands in the file, in reading order.

    ``ocr`` recognises pages without a usable text layer (needs the extra ``ocr``); ``lines`` keeps
    the place of every printed line of a PDF. Raises ``DocumentError``, whose ``status`` says why a
    file gave no document, and ``MissingExtraError`` when OCR is asked for and not installed.
    """
    return read_data(bytes_of(Path(path)), Path(path), ocr=ocr, lines=lines)


def read_data(data: bytes, path: Path, *, ocr: bool = False, lines: bool = False) -> Document:
    """The same from a file's bytes; its name decides between kinds of text."""
    doc_id = hashlib.sha256(data).hexdigest()
    kind = sniff(data, str(path))
    origin = Origin(doc_id, str(path), kind)
    if kind == "pdf":
        return _read_pdf(data, origin, ocr=ocr, lines=lines)
    if kind != "docx" and len(data) > MAX_TEXT_BYTES:
        raise _too_large(path, len(data), MAX_TEXT_BYTES)
    return _readers()[kind](data, origin)


def bytes_of(path: Path) -> bytes:
    """The content of an ordinary file that is not too large; raises ``DocumentError``."""
    try:
        if not path.is_file():
            what = (
                "a folder" if path.is_dir() else "no ordinary file" if path.exists() else "absent"
            )
            raise DocumentError(
                f"There is nothing to read here: the path is {what}.",
                where=str(path),
                fix="Check the path.",
            )
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _too_large(path, size, MAX_BYTES)
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(
            f"The file cannot be opened: {error.strerror or error}.",
            where=str(path),
            fix="Check that you may read it.",
        ) from error


def _too_large(path: Path, size: int, limit: int) -> DocumentError:
    return DocumentError(
        f"The file has {size / 1e6:.0f} MB; more than {limit / 1e6:.0f} MB is not read.",
        status="unsupported",
        where=str(path),
        fix="Split it, or leave out pictures.",
    )


def _read_pdf(data: bytes, origin: Origin, *, ocr: bool, lines: bool) -> Document:
    from nqp_text.documents.pdf import read_pdf

    recogniser = None
    if ocr:
        from nqp_text.documents.ocr import load_ocr

        recogniser = load_ocr()
    return read_pdf(data, origin.path, doc_id=origin.doc_id, ocr=recogniser, lines=lines)


def _readers() -> dict[str, Callable[[bytes, Origin], Document]]:
    from nqp_text.documents.docx import read_docx
    from nqp_text.documents.html import read_html
    from nqp_text.documents.plain import read_plain

    return {"docx": read_docx, "html": read_html, "text": read_plain}
