"""A table that a person made in a spreadsheet: CSV in any encoding, or an Excel workbook.

Everything is text here; what a cell means is the caller's matter. Excel's whole numbers come
without their ``.0``, and the apostrophe that protects a text from being run as a formula is gone.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nqp_text.documents.encoding import decode
from nqp_text.errors import DocumentError, MissingExtraError, ValidationError

_DELIMITERS = ",;\t|"
_WORKBOOKS = {".xlsx", ".xlsm"}
_TEXTS = {".csv", ".tsv", ".txt"}


@dataclass(frozen=True, slots=True)
class UserTable:
    """``rows`` are (row number as the spreadsheet shows it, cells by column)."""

    file: Path
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]

    def require(self, columns: Sequence[str], fix: str) -> None:
        """Raise unless all these columns are there."""
        missing = [name for name in columns if name not in self.columns]
        if missing:
            raise ValidationError(
                f"The table has no column {', '.join(map(repr, missing))}.",
                where=f"{self.file.name}; its columns: {', '.join(self.columns) or '-'}",
                fix=fix,
            )


def read_table(file: Path, sheet: str = "") -> UserTable:
    """Read a table whose first row with content names the columns.

    ``sheet`` is the sheet of a workbook to read if it has one of that name; otherwise its first.
    Column names are compared in lower case without white space around them.
    """
    suffix = file.suffix.lower()
    if suffix in _WORKBOOKS:
        cells = _workbook(file, sheet)
    elif suffix in _TEXTS:
        cells = _text(file)
    else:
        raise ValidationError(
            f"A table cannot be read from {suffix or 'a file without suffix'!r}.",
            where=str(file),
            fix="Save it as .xlsx or as CSV.",
        )
    filled = [(number, row) for number, row in cells if any(row)]
    if not filled:
        raise ValidationError("The table is empty.", where=str(file), fix="Give a filled table.")
    header = [name.strip().lower() for name in filled[0][1]]
    named = [name for name in header if name]
    if twice := sorted({name for name in named if named.count(name) > 1}):
        raise ValidationError(
            f"Two columns have the same name: {', '.join(twice)}.",
            where=f"{file.name}, row {filled[0][0]}",
            fix="Name every column once.",
        )
    rows = tuple(
        (number, {name: cell for name, cell in zip(header, row, strict=False) if name})
        for number, row in filled[1:]
    )
    return UserTable(file, tuple(named), rows)


def _text(file: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        text = decode(file.read_bytes(), str(file)).text
    except OSError as error:
        raise _unreadable(file, error.strerror or str(error)) from error
    except DocumentError as error:
        raise _unreadable(file, error.what) from error
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((line for line in lines if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter, strict=True)
        for row in reader:
            yield reader.line_num, [_unprotected(cell.strip()) for cell in row]
    except csv.Error as error:
        raise _unreadable(file, str(error)) from error


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
        raise _unreadable(file, str(error)) from error
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


def _unreadable(file: Path, why: str) -> ValidationError:
    return ValidationError(
        f"The table cannot be read: {why}.",
        where=str(file),
        fix="Check the path; close it in the spreadsheet program; save it as .xlsx or 'CSV UTF-8'.",
    )
