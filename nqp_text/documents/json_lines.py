"""Reports that were parsed to JSON lines: an object a line, with the page and what stands there.

Two shapes are in use: a row a line with its kind (``page``, ``type``, ``inside``), where table rows
are written as a list, and a page a line (``page``, ``text``). Other objects with a ``text`` are
read as a paragraph each.
"""

from __future__ import annotations

import ast
import json
from typing import Any

from nqp_text.documents.text_lines import TextLine
from nqp_text.records import BlockKind

_TEXT_FIELDS = ("inside", "text", "content", "正文")
_ROLES: dict[str, BlockKind] = {
    "页眉": "header",
    "页脚": "footer",
    "excel": "table",
    "table": "table",
    "header": "header",
    "footer": "footer",
}


def parsed_json_lines(text: str) -> list[TextLine] | None:
    """The lines of a JSON lines file with a text field, or None if the text is no such file."""
    if not text.lstrip().startswith("{"):
        return None
    lines: list[TextLine] = []
    for raw in text.splitlines():
        if not raw.strip():
            continue
        row = _object(raw)
        if row is None:
            return None
        lines.extend(_lines_of(row))
    return lines or None


def _object(raw: str) -> dict[str, Any] | None:
    try:
        row = json.loads(raw)
    except ValueError:
        return None
    if not isinstance(row, dict) or not any(name in row for name in _TEXT_FIELDS):
        return None
    return row


def _lines_of(row: dict[str, Any]) -> list[TextLine]:
    text = next(str(row[name] or "") for name in _TEXT_FIELDS if name in row)
    page = row.get("page")
    number = page if isinstance(page, int) and page > 0 else 1
    role = _ROLES.get(str(row.get("type", "")).lower())
    if role == "table":
        text = "\t".join(_cells(text)).strip()
        return [TextLine(text, number, role)] if text else []
    return [TextLine(line, number, role) for line in text.split("\n")]


def _cells(text: str) -> list[str]:
    """Cells of a row that is written as a Python or JSON list."""
    try:
        cells = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return [text]
    if not isinstance(cells, list):
        return [text]
    return [" ".join(str(cell if cell is not None else "").split()) for cell in cells]
