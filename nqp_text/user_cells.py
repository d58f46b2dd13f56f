"""Tables that people make: CSV in UTF-8, GBK or UTF-16, or an Excel workbook, as cells of text.

The one reader of all of them: joined columns, groups, code histories, coding and review sheets.
Everything is text here; what a cell means is the caller's matter. A whole number of Excel comes
without its ``.0``, and the apostrophe that protects a text from being run as a formula is gone.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nqp_text.errors import MissingExtraError, ValidationError

FIELD_LIMIT = 2**24
"""Longest cell in characters; Python's own limit is shorter than a chapter of a report."""

_DELIMITERS = ",\t;|"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_WORKBOOKS = {".xlsx", ".xlsm"}
_TEXTS = {".csv", ".tsv", ".tab", ".txt"}


@dataclass(frozen=True, slots=True)
class UserCells:
    """``header`` as written, without white space around it; ``rows`` as wide as it.

    A row comes with the number that the editor or the spreadsheet shows for it, of its last line
    if it has several.
    """

    file: Path
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_cells(file: Path, sheet: str = "", *, ignore_unnamed: bool = False) -> UserCells:
    """Read a table whose first row with content is its header; empty rows are left out.

    ``sheet`` is the sheet of a workbook to read if it has one of that name; otherwise its first.
    Short rows are filled up; a row with more cells than the header is an error unless what people
    write beside a table is to be ignored (``ignore_unnamed``).
    """
    suffix = file.suffix.lower()
    if suffix in _WORKBOOKS:
        lines = _workbook(file, sheet)
    elif suffix in _TEXTS:
        lines = _text(file)
    else:
        raise ValidationError(
            f"A table cannot be read from a file {suffix}.",
            where=str(file),
            fix="Save it as .xlsx or as CSV UTF-8.",
        )
    filled = [(number, row) for number, row in lines if any(row)]
    if not filled:
        raise ValidationError(
            "The table is empty.", where=str(file), fix="Give a table with a row of column names."
        )
    header = filled[0][1]
    while header and not header[-1]:
        header.pop()
    width = len(header)
    for number, row in filled[1:]:
        if any(row[width:]) and not ignore_unnamed:
            raise ValidationError(
                f"The row has {len(row)} cells and the header {width}.",
                where=f"{file}, line {number}",
                fix="Put quotes around cells that contain the delimiter, and name every column.",
            )
    rows = tuple((number, tuple([*row, *[""] * width][:width])) for number, row in filled[1:])
    return UserCells(file, tuple(header), rows)


def _text(file: Path) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(file)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    csv.field_size_limit(FIELD_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            yield reader.line_num, [_unprotected(cell.strip()) for cell in row]
    except csv.Error as error:
        raise _unreadable(f"{file}, line {reader.line_num}", str(error)) from error


def _decoded(file: Path) -> str:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise _unreadable(str(file), error.strerror or str(error)) from error
    if b"\0" not in data or data.startswith(_UTF16):
        encodings = ("utf-16",) if data.startswith(_UTF16) else ("utf-8-sig", "gb18030")
        for encoding in encodings:
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise ValidationError(
        "The table is neither UTF-8 nor GBK.", where=str(file), fix="Save it as CSV UTF-8 or .xlsx."
    )


def _workbook(file: Path, sheet: str) -> Iterator[tuple[int, list[str]]]:
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError as error:
        raise MissingExtraError("openpyxl", "audit") from error
    from zipfile import BadZipFile

    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise _unreadable(str(file), str(error)) from error
    try:
        names = {name.lower(): name for name in book.sheetnames}
        chosen = book[names[sheet]] if sheet in names else book.worksheets[0]
        for number, row in enumerate(chosen.iter_rows(values_only=True), 1):
            yield number, [_cell(value) for value in row]
    finally:
        book.close()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _unprotected(str(value).strip())


def _unprotected(text: str) -> str:
    rest = text[1:].lstrip()
    if text.startswith("'") and rest and unicodedata.normalize("NFKC", rest[0]) in "=+-@":
        return text[1:]
    return text


def _unreadable(where: str, why: str) -> ValidationError:
    return ValidationError(
        f"The table cannot be read: {why}.",
        where=where,
        fix="Check the path; close it in the spreadsheet program; save it as .xlsx or 'CSV UTF-8'.",
    )
