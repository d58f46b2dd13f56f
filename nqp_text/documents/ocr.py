"""Text recognition of page images with the extra ``ocr``: lines with boxes and scores."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from nqp_text.errors import MissingExtraError

OcrLine = tuple[str, tuple[float, float, float, float], float]
Ocr = Callable[[Any], list[OcrLine]]
"""Takes a page image (PIL or array, RGB) and returns its lines: text, box in pixels, score."""


@cache
def load_ocr() -> Ocr:
    """The recogniser, loaded once per process. Raises ``MissingExtraError`` without the extra."""
    try:
        import numpy
        from rapidocr import RapidOCR
    except ImportError as error:
        raise MissingExtraError("rapidocr", "ocr") from error
    engine = RapidOCR()

    def recognise(image: Any) -> list[OcrLine]:
        result = engine(numpy.asarray(image))
        if result.boxes is None:
            return []
        lines: list[OcrLine] = []
        for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
            left, top = box.min(axis=0)
            right, bottom = box.max(axis=0)
            lines.append(
                (text, (float(left), float(top), float(right), float(bottom)), float(score))
            )
        return lines

    return recognise
