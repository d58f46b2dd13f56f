"""Excel workbooks for people: every text stays a text, and lists offer what may be entered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from nqp_text.errors import MissingExtraError
from nqp_text.outputs.atomic import replacing

CELL = 32_000
"""Excel holds 32,767 characters in a cell."""


def new_workbook() -> Any:
    """An empty workbook; says which extra to install if openpyxl is not there."""
    try:
        from openpyxl import Workbook
    except ImportError as error:
        raise MissingExtraError("openpyxl", "audit") from error
    return Workbook()


def write_rows(sheet: Any, rows: Iterable[Sequence[object]], start: int = 1) -> int:
    """Write rows from row ``start`` on; returns the number of the next free row.

    A text is written as a text, whatever it begins with: nothing in a document becomes a formula.
    """
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    number = start
    for number, row in enumerate(rows, start):
        for column, value in enumerate(row, 1):
            if value is None or value == "":
                continue
            cell = sheet.cell(number, column)
            if isinstance(value, str):
                cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", value)[:CELL]
                cell.data_type = "s"
            else:
                cell.value = value
    return number + 1


def lay_out(sheet: Any, widths: Sequence[int], *, frozen: int = 0) -> None:
    """Set widths, wrap texts, make the first row bold; it stays in view with ``frozen`` columns."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    alignment, bold = Alignment(wrap_text=True, vertical="top"), Font(bold=True)
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = alignment
    for cell in sheet[1]:
        cell.font = bold
    if frozen:
        sheet.freeze_panes = sheet.cell(2, frozen + 1)


def shade(sheet: Any, columns: Sequence[int], last: int) -> None:
    """Give the cells to be filled a colour, from row 2 to ``last``."""
    from openpyxl.styles import PatternFill

    fill = PatternFill("solid", start_color="FFF8DC")
    for column in columns:
        for row in range(2, last + 1):
            sheet.cell(row, column).fill = fill


def offer(sheet: Any, column: int, cells: str, last: int) -> None:
    """Offer the values in ``cells`` as a list in a column; others get a warning, not a ban."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    choice = DataValidation(type="list", formula1=cells, allow_blank=True)
    choice.errorStyle, choice.showErrorMessage = "warning", True
    choice.error = "This is not in the list."
    letter = get_column_letter(column)
    choice.add(f"{letter}2:{letter}{max(2, last)}")
    sheet.add_data_validation(choice)


def save(book: Any, file: Path) -> None:
    """Write the workbook completely or not at all."""
    with replacing(file) as temporary:
        book.save(temporary)
