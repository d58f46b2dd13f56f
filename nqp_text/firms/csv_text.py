"""CSV files of others: in UTF-8, GBK or UTF-16, with commas, tabs or semicolons."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from nqp_text.errors import ValidationError

_DELIMITERS = ",\t;|"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
FIELD_LIMIT = 2**24
"""Longest cell in characters; Python's own limit is shorter than a chapter of a report."""

Rows = list[tuple[int, list[str]]]


def read_rows(file: Path) -> tuple[list[str], Rows]:
    """The header and the rows, each with the number of its last line; empty rows are left out.

    Short rows are filled with empty cells; a row with more cells than the header is an error.
    """
    text = _decoded(file)
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    csv.field_size_limit(FIELD_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [name.strip() for name in next(reader, [])]
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise ValidationError(
            f"The table cannot be read: {error}.",
            where=f"{file}, line {reader.line_num}",
            fix="Save it again as CSV UTF-8 in the spreadsheet program.",
        ) from error
    if not header:
        raise ValidationError(
            "The table is empty.", where=str(file), fix="Give a CSV file with a header line."
        )
    width = len(header)
    for number, row in rows:
        if any(cell.strip() for cell in row[width:]):
            raise ValidationError(
                f"The row has {len(row)} cells and the header {width}.",
                where=f"{file}, line {number}",
                fix="Put quotes around cells that contain a comma.",
            )
    return header, [(number, [*row, *[""] * width][:width]) for number, row in rows]


def _decoded(file: Path) -> str:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ValidationError(
            f"The table cannot be read: {error.strerror or error}.",
            where=str(file),
            fix="Check its name and permissions.",
        ) from error
    encodings = ("utf-16",) if data.startswith(_UTF16) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError(
        "The table is neither UTF-8 nor GBK.", where=str(file), fix="Save it as CSV UTF-8."
    )
