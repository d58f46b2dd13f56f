"""Data inside a page: compressed, and spelled so that no text in it can end the script block."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import polars as pl

AT_ONCE = 4_096
"""Values of a column that are spelled together."""

_WHOLE_TRIPLES = 3 * (1 << 15)
_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\x03"  # of gzip, without a time: it must not show in the file


@dataclass(frozen=True, slots=True)
class Column:
    """A list of a page that is made as it is written: ``values`` gives those from ``a`` to ``b``.

    Tens of thousands of values in every one of some hundred lists would fill the memory.
    """

    length: int
    values: Callable[[int, int], Sequence[Any]]

    @classmethod
    def of(cls, series: pl.Series, change: Callable[[Any], Any] | None = None) -> Column:
        """The values of a series, each changed by ``change``."""

        def values(a: int, b: int) -> list[Any]:
            found = series[a:b].to_list()
            return found if change is None else list(map(change, found))

        return cls(len(series), values)


def packed(content: Any) -> str:
    """JSON, gzip, Base64. The same content gives the same text; it holds no ``<``."""
    return b"".join(packed_pieces(content)).decode("ascii")


def packed_pieces(content: Any) -> Iterator[bytes]:
    """The text of ``packed`` piece by piece; ``content`` may hold ``Column``s."""
    waiting = b""
    for piece in _compressed(json_pieces(content)):
        waiting += piece
        if len(waiting) >= _WHOLE_TRIPLES:  # three bytes are four letters, whatever follows
            whole = len(waiting) // 3 * 3
            yield base64.b64encode(waiting[:whole])
            waiting = waiting[whole:]
    yield base64.b64encode(waiting)


def _compressed(pieces: Iterable[str]) -> Iterator[bytes]:
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    check, size = 0, 0
    yield _HEAD
    for piece in pieces:
        data = piece.encode("utf-8")
        check, size = zlib.crc32(data, check), size + len(data)
        yield packer.compress(data)
    yield packer.flush()
    yield check.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little")


def json_pieces(content: Any) -> Iterator[str]:
    """JSON without spaces; columns are asked for some values at a time."""
    if isinstance(content, Mapping):
        for number, (key, value) in enumerate(content.items()):
            yield f"{',' if number else '{'}{_spelled(key)}:"
            yield from json_pieces(value)
        yield "}" if content else "{}"
    elif isinstance(content, Column):
        for start in range(0, content.length, AT_ONCE):
            end = min(start + AT_ONCE, content.length)
            yield ("," if start else "[") + _spelled(content.values(start, end))[1:-1]
        yield "]" if content.length else "[]"
    elif isinstance(content, list) and content and isinstance(content[0], Mapping):
        for number, part in enumerate(content):
            yield "," if number else "["
            yield from json_pieces(part)
        yield "]"
    else:
        yield _spelled(content)


def _spelled(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def unpacked(text: str) -> Any:
    """What ``packed`` was given."""
    return json.loads(gzip.decompress(base64.b64decode(text)))


def numbers(values: Iterable[float | None], digits: int = 4) -> list[float | int | None]:
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
