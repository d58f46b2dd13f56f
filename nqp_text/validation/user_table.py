"""A table that a person made in a spreadsheet, with its columns by name in any case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nqp_text.errors import ValidationError
from nqp_text.user_cells import read_cells


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
    """Read a table whose first row with content names the columns; see ``read_cells``.

    Column names are compared in lower case. What stands below no name is not read: people write
    notes beside a table.
    """
    cells = read_cells(file, sheet, ignore_unnamed=True)
    header = [name.lower() for name in cells.header]
    named = [name for name in header if name]
    if twice := sorted({name for name in named if named.count(name) > 1}):
        raise ValidationError(
            f"Two columns have the same name: {', '.join(twice)}.",
            where=file.name,
            fix="Name every column once.",
        )
    rows = tuple(
        (number, {name: cell for name, cell in zip(header, row, strict=True) if name})
        for number, row in cells.rows
    )
    return UserTable(file, tuple(named), rows)
