"""Data inside a page: compressed, and spelled so that no text in it can end the script block."""

from __future__ import annotations

import base64
import gzip
import json
from array import array
from collections.abc import Sequence
from math import isfinite
from typing import Any

import polars as pl


def packed(content: Any) -> str:
    """JSON, gzip, Base64. The same content gives the same text; it holds no ``<``.

    An array of floats is written as ``numbers`` gives it.
    """
    text = json.dumps(
        content, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_listed
    )
    # mtime 0: the time must not show in the file.
    return base64.b64encode(gzip.compress(text.encode("utf-8"), 6, mtime=0)).decode("ascii")


def _listed(values: object) -> list[float | int | None]:
    if not isinstance(values, array):
        raise TypeError(f"{type(values).__name__} has no place in a page")
    return numbers(values)


def unpacked(text: str) -> Any:
    """What ``packed`` was given."""
    return json.loads(gzip.decompress(base64.b64decode(text)))


def numbers(values: Sequence[float | None], digits: int = 4) -> list[float | int | None]:
    """Numbers with so many significant digits; what is no number is null."""
    return [_short(value, digits) for value in values]


def _short(value: float | None, digits: int) -> float | int | None:
    if value is None or not isfinite(value):
        return None
    short = float(f"{value:.{digits}g}")
    return int(short) if short == int(short) else short


def coded(series: pl.Series) -> tuple[list[str], list[int]]:
    """Texts as a list of the different ones, in the order of the alphabet, and positions in it."""
    filled = series.fill_null("")
    known = sorted(filled.unique())
    places = {text: place for place, text in enumerate(known)}
    return known, [places[text] for text in filled]
