"""The manifest: a CSV that names files and what is known about them, checked as a whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from nqp_text.errors import NqpError
from nqp_text.records import Kind

KNOWN_FIELDS = ("kind", "report_type", "firm_code", "firm_name", "year", "published")
_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: the path as written, its row number as a spreadsheet shows it, what is known."""

    path: str
    number: int
    known: tuple[tuple[str, str], ...]


def is_manifest(path: Path) -> bool:
    """Is this a CSV whose first line has a column ``path``?"""
    return path.suffix.lower() == ".csv" and path.is_file() and "path" in _header(path)


def read_manifest(path: Path) -> list[Row]:
    """Its rows. Columns that we do not know are the user's own. All mistakes are reported."""
    rows: list[Row] = []
    mistakes: list[str] = []
    seen: dict[str, int] = {}
    for number, cells in _lines(path):
        name = cells.get("path", "")
        if not name:
            if any(cells.values()):
                mistakes.append(f"row {number}, column path: empty")
            continue
        if name in seen:
            mistakes.append(f"row {number}, column path: {name!r} stands in row {seen[name]} too")
        seen[name] = number
        known = tuple((field, cells[field]) for field in KNOWN_FIELDS if cells.get(field))
        mistakes += [f"row {number}, {mistake}" for mistake in _mistakes(dict(known))]
        rows.append(Row(name, number, known))
    if mistakes:
        raise NqpError(
            "The manifest has mistakes:\n    " + "\n    ".join(mistakes),
            where=str(path),
            fix="Correct these cells; leave a cell empty to have it found in the document.",
        )
    return rows


def _mistakes(known: Mapping[str, str]) -> Iterator[str]:
    year = known.get("year", "2000")
    if not (year.isascii() and year.isdigit() and 1900 <= int(year) <= 2100):
        yield f"column year: {year!r} is not a year"
    if known.get("kind", "firm") not in get_args(Kind):
        yield f"column kind: {known['kind']!r} is none of {', '.join(get_args(Kind))}"


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(_text(path), newline=""))
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
    for cells in reader:
        yield reader.line_num, {k: (v or "").strip() for k, v in cells.items() if k is not None}


def _header(path: Path) -> list[str]:
    first = next(csv.reader(io.StringIO(_text(path, limit=65536), newline="")), [])
    return [name.strip().lower() for name in first]


def _text(path: Path, limit: int = -1) -> str:
    with path.open("rb") as file:
        data = file.read(limit)
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            if limit > 0 and error.start > len(data) - 4:  # cut in the middle of a character
                return data[: error.start].decode(encoding)
    raise NqpError(
        "The manifest is neither UTF-8 nor GBK text.",
        where=str(path),
        fix="Save it as 'CSV UTF-8' in the spreadsheet program.",
    )
