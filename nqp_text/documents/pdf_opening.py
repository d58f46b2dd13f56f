"""Opens a PDF in memory and says truly why it cannot be opened."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nqp_text.errors import DocumentError


@contextmanager
def opened(data: bytes, path: str) -> Iterator[Any]:
    """The pdfium handle of the document; closed afterwards."""
    import pypdfium2  # noqa: F401 - starts and stops the library
    import pypdfium2.raw as pdfium

    if not data:
        raise DocumentError("The file is empty.", status="empty", where=path, fix="Get it again.")
    buffer = (ctypes.c_char * len(data)).from_buffer_copy(data)
    document = pdfium.FPDF_LoadMemDocument64(buffer, len(data), None)
    if not document:
        raise _reason(pdfium, pdfium.FPDF_GetLastError(), path)
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)
        del buffer


def is_repaired(document: Any) -> bool:
    """Whether the table of objects was broken, so that pdfium searched the file for its parts."""
    import pypdfium2.raw as pdfium

    return not pdfium.FPDF_DocumentHasValidCrossReferenceTable(document)


def _reason(pdfium: Any, code: int, path: str) -> DocumentError:
    if code == pdfium.FPDF_ERR_PASSWORD:
        return DocumentError(
            "The PDF asks for a password.",
            status="encrypted",
            where=path,
            fix="Save a copy without password and scan that.",
        )
    if code == pdfium.FPDF_ERR_SECURITY:
        return DocumentError(
            "The PDF is encrypted in a way that pdfium does not know.",
            status="encrypted",
            where=path,
            fix="Save a copy without encryption and scan that.",
        )
    return DocumentError(
        "The file is not a whole PDF: pdfium cannot find its pages.",
        status="unreadable",
        where=path,
        fix="Open it in a viewer; if that fails too, get the file again.",
    )
