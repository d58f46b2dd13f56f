"""Text recognition of page images with the extra ``ocr``: lines with boxes and scores.

The models are part of the ``rapidocr`` wheel, so nothing is fetched. Threads are limited, because
scanning already runs a process per core; the same image gives the same lines on every run.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from nqp_text.errors import MissingExtraError
from nqp_text.executors.patience import ask_for_time

OcrLine = tuple[str, tuple[float, float, float, float], float]
Ocr = Callable[[Any], list[OcrLine]]
"""Takes a page image (PIL or array, RGB); returns lines: text, box in pixels, score (0 to 1)."""

_THREADS = 2
PAGE_SECONDS = 60.0
"""Time that an image may take on a busy machine, on top of the limit of its document."""


@cache
def load_ocr() -> Ocr:
    """The recogniser, loaded once per process. Raises ``MissingExtraError`` without the extra."""
    try:
        import numpy
        from rapidocr import RapidOCR
    except ImportError as error:
        raise MissingExtraError("rapidocr", "ocr") from error
    engine: Any = RapidOCR(
        params={
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )

    def recognise(image: Any) -> list[OcrLine]:
        ask_for_time(PAGE_SECONDS)
        # RapidOCR expects the channel order of OpenCV: blue, green, red.
        pixels = numpy.asarray(image)
        if pixels.ndim == 3:
            pixels = numpy.ascontiguousarray(pixels[:, :, 2::-1])
        result = engine(pixels)
        if result.boxes is None or result.txts is None:
            return []
        return [
            (text, _extent(box), float(score))
            for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True)
            if text.strip()
        ]

    return recognise


def _extent(box: Any) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a box that may stand at a slight angle."""
    left, top = box.min(axis=0)
    right, bottom = box.max(axis=0)
    return float(left), float(top), float(right), float(bottom)
