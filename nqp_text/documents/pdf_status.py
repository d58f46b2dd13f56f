"""How a page was read: text, garbled, nothing but pictures, blank; and pages by OCR."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from typing import Any

from nqp_text.documents.layout_garbled import is_garbled
from nqp_text.documents.layout_lines import Line
from nqp_text.documents.pdf_pages import RawPage
from nqp_text.records import PageStatus

RESOLUTION = 200
"""Dots per inch at which pages are drawn for OCR."""

_FEW_CHARS = 40
_FULL_PAGE = 0.6
_MANY_PATHS = 60


def page_status(raw: RawPage, page: Any) -> PageStatus:
    """The status of a page whose text layer was read (OCR aside)."""
    visible = 0
    for line in raw.lines:
        visible += len(line.text)
        if visible >= _FEW_CHARS:
            break
    else:
        pictures, paths = _drawn(page)
        if pictures >= _FULL_PAGE * raw.width * raw.height:
            return "no_text"
        if not visible:
            return "no_text" if pictures > 0 or paths > _MANY_PATHS else "blank"
    return "garbled" if is_garbled(raw) else "text"


def _drawn(page: Any) -> tuple[float, int]:
    """Area of the largest picture on a page in square points, and the number of paths."""
    import pypdfium2.raw as pdfium

    largest, paths = 0.0, 0
    sides = [ctypes.c_float() for _ in range(4)]
    references = [ctypes.byref(side) for side in sides]
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        thing = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            paths += 1
        elif kind in (
            pdfium.FPDF_PAGEOBJ_IMAGE,
            pdfium.FPDF_PAGEOBJ_FORM,
            pdfium.FPDF_PAGEOBJ_SHADING,
        ) and pdfium.FPDFPageObj_GetBounds(thing, *references):
            left, bottom, right, top = (side.value for side in sides)
            largest = max(largest, (right - left) * (top - bottom))
    return largest, paths


def ocr_lines(
    page: Any,
    raw: RawPage,
    ocr: Callable[[Any], Sequence[tuple[str, tuple[float, float, float, float], float]]],
) -> list[Line]:
    """The lines that OCR finds on a page, in points on the upright page."""
    scale = RESOLUTION / 72
    image = _drawn_image(page, raw, scale)
    lines: list[Line] = []
    for text, (left, top, right, bottom), _ in ocr(image):
        if not text.strip():
            continue
        lines.append(
            Line(
                text.strip(),
                raw.number,
                left / scale,
                raw.height - bottom / scale,
                right / scale,
                raw.height - top / scale,
                (bottom - top) / scale * 0.85,
            )
        )
    return lines


def _drawn_image(page: Any, raw: RawPage, scale: float) -> Any:
    """The page as an RGB array on white."""
    import numpy as np
    import pypdfium2.raw as pdfium

    width = max(int(pdfium.FPDF_GetPageWidthF(page) * scale + 0.5), 1)
    height = max(int(pdfium.FPDF_GetPageHeightF(page) * scale + 0.5), 1)
    stride = width * 4
    buffer = (ctypes.c_ubyte * (stride * height))()
    bitmap = pdfium.FPDFBitmap_CreateEx(
        width, height, pdfium.FPDFBitmap_BGRx, ctypes.byref(buffer), stride
    )
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
        pixels = np.frombuffer(bytes(buffer), dtype=np.uint8).reshape(height, width, 4)
        return np.ascontiguousarray(pixels[:, :, 2::-1])
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
