"""Excel workbooks whose cells are what the table holds: text stays text, numbers stay numbers.

No text becomes a number, a date, a link or a formula, so that ``000001`` keeps its zeros and
``=1+1`` is not run. The same tables give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from nqp_text.outputs.atomic import replacing
from nqp_text.outputs.dressing import Dressing

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MAX_ROWS = 1_048_576
"""Rows of a sheet, the header included; what is over goes on in the next sheet."""

MAX_CELL = 32_767
"""UTF-16 units that a cell takes."""

MAX_EXACT = 2**53
"""Whole numbers above are no longer exact in a spreadsheet, and are written as text."""

_ILLEGAL = re.compile("[\ud800-\udfff\ufffe\uffff]")
_NAME_LENGTH = 31
_WIDEST = 60


def write_xlsx(
    path: Path, frames: Iterable[pl.DataFrame], schema: pl.Schema, dressing: Dressing
) -> int:
    """Write the frames to the first sheets and ``dressing.sheets`` behind; returns the rows."""
    import xlsxwriter

    with replacing(path) as temporary:
        options = {
            "constant_memory": True,
            "strings_to_numbers": False,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "in_memory": False,
            "default_date_format": "yyyy-mm-dd",
        }
        with xlsxwriter.Workbook(str(temporary), options) as book:
            book.set_properties({"title": dressing.title, "created": dressing.when})
            pen = _Pen(book)
            rows = pen.write(dressing.name, frames, schema)
            for sheet in dressing.sheets:
                pen.write(sheet.name, [sheet.frame], sheet.frame.schema)
    return rows


class _Pen:
    """Writes tables into a workbook, a new sheet whenever one is full."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF4"})
        self._text = book.add_format({"num_format": "@"})

    def write(self, name: str, frames: Iterable[pl.DataFrame], schema: pl.Schema) -> int:
        """One table, on as many sheets as it needs; returns its rows."""
        rows = 0
        sheet: Worksheet | None = None
        at = MAX_ROWS
        for row in _rows(frames, schema):
            if at >= MAX_ROWS:
                part = rows // (MAX_ROWS - 1) + 1
                sheet, at = self._sheet(_name(name, part), schema), 1
            assert sheet is not None
            for column, value in enumerate(row):
                _write(sheet, at, column, value, self._text)
            at += 1
            rows += 1
        if sheet is None:
            self._sheet(_name(name, 1), schema)
        return rows

    def _sheet(self, name: str, schema: pl.Schema) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, (title, dtype) in enumerate(schema.items()):
            is_text = dtype == pl.String
            width = min(_WIDEST, max(10, len(title) + 2, 14 if is_text else 0))
            sheet.set_column(column, column, width, self._text if is_text else None)
        for column, title in enumerate(schema.names()):
            sheet.write_string(0, column, cell_text(title), self._head)
        return sheet


def _rows(frames: Iterable[pl.DataFrame], schema: pl.Schema) -> Iterator[tuple[Any, ...]]:
    for frame in frames:
        yield from frame.select(schema.names()).iter_rows()


def _name(name: str, part: int) -> str:
    suffix = f" ({part})" if part > 1 else ""
    return name[: _NAME_LENGTH - len(suffix)] + suffix


def _write(sheet: Worksheet, row: int, column: int, value: Any, text: Format) -> None:
    """One cell; a missing one stays empty."""
    if value is None or value != value:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif _is_number(value):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, cell_text(str(value)), text)


def _is_number(value: object) -> bool:
    if isinstance(value, float):
        return isfinite(value)
    return isinstance(value, int) and abs(value) <= MAX_EXACT


def cell_text(text: str) -> str:
    """Text that a cell can hold; what is too long is cut and says how much is missing."""
    text = _ILLEGAL.sub("\ufffd", text)
    if _units(text) <= MAX_CELL:
        return text
    kept = text[: MAX_CELL - 60]
    while _units(kept) > MAX_CELL - 60:
        kept = kept[: -max(1, (_units(kept) - MAX_CELL + 60) // 2)]
    return f"{kept}…[{len(text) - len(kept)} more characters]"


def _units(text: str) -> int:
    """Length in UTF-16 units, which is what a spreadsheet counts."""
    return len(text) + sum(character > "\uffff" for character in text)
