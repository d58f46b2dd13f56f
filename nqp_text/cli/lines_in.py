"""Reads the input of ``nqp tag``: lines of text or JSON, in UTF-8, UTF-16 or GBK."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from nqp_text.errors import NqpError
from nqp_text.records import Kind, Language

if TYPE_CHECKING:
    from nqp_text.pipeline import Line

_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def read_lines(file: Path) -> Iterator[Line]:
    """The lines of a file, or of standard input for ``-``; an empty line is a line."""
    name = "standard input" if str(file) == "-" else str(file)
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise NqpError(
            f"The input cannot be read: {error.strerror or error}.",
            where=name,
            fix="Give a text file, or - for standard input.",
        ) from error
    for number, line in enumerate(_lines(_decoded(data, name)), 1):
        yield _parsed(line, f"{name}, line {number}")


def _decoded(data: bytes, name: str) -> str:
    encodings = [_BYTE_ORDER_MARKS[data[:2]]] if data[:2] in _BYTE_ORDER_MARKS else []
    for encoding in (*encodings, "utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NqpError(
        "The input is neither UTF-8, UTF-16 nor GBK text.", where=name, fix="Save it as UTF-8."
    )


def _lines(text: str) -> list[str]:
    # Only line breaks end a line: str.splitlines would also cut at form feeds and the like.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _parsed(line: str, where: str) -> Line:
    from nqp_text.pipeline import Line

    if not line.lstrip().startswith("{"):
        return Line(line)
    try:
        fields = json.loads(line)
    except ValueError:
        return Line(line)  # a sentence that begins with a brace
    if not isinstance(fields, dict) or "text" not in fields:
        return Line(line)
    return Line(
        text=_text(fields, "text", where),
        prev=_text(fields, "prev", where),
        kind=_choice(fields, "kind", get_args(Kind), where) or "firm",
        lang=_choice(fields, "lang", get_args(Language), where),
    )


def _text(fields: dict[str, Any], name: str, where: str) -> str:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise NqpError(
            f"The field {name!r} is not a text.", where=where, fix='Write {"text": "..."}.'
        )
    return value or ""


def _choice(fields: dict[str, Any], name: str, known: tuple[str, ...], where: str) -> Any:
    value = fields.get(name)
    if value is None or value == "":
        return None
    if value not in known:
        raise NqpError(
            f"The field {name!r} is {value!r}.",
            where=where,
            fix=f"Use one of: {', '.join(known)}.",
        )
    return value
