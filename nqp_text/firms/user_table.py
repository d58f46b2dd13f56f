"""A table of the user's own, such as industries or accounts, keyed by firm and perhaps year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from nqp_text.errors import ValidationError
from nqp_text.firms.codes import repair_code
from nqp_text.user_cells import read_cells

if TYPE_CHECKING:
    import polars as pl

CODE_NAMES = (
    "firm_code", "stkcd", "scode", "symbol", "code", "stock_code", "ts_code", "证券代码",
    "股票代码", "公司代码", "代码",
)  # fmt: skip
YEAR_NAMES = (
    "year", "accper", "fiscal_year", "enddate", "end_date", "年份", "会计年度", "年度", "会计期间",
    "统计截止日期", "截止日期",
)  # fmt: skip
"""Names of the key columns, the surest first; letters of any case."""

_YEAR = re.compile(r"^((?:19|20)\d\d)(?:\.0*|年.*|[-/.]\d{1,2}([-/.]\d{1,2}.*)?|\d{4})?$")
_SERIAL = re.compile(r"^([2-5]\d{4})(?:\.0*)?$")
_FIRST_DAY = date(1899, 12, 30)
_NUMBER = re.compile(r"^-?(?:0|[1-9]\d*|\d*(?=\.))(?:\.\d+)?(?:[eE][+-]?\d+)?$")
_SUBTITLES = 3  # lines below the header that data vendors fill with labels and units


@dataclass(frozen=True, slots=True)
class UserTable:
    """A table with ``firm_code`` and perhaps ``year`` as keys, one row each.

    ``repairs`` counts what was done to codes; ``left_out`` are rows that cannot be used, as line,
    code, year and reason.
    """

    name: str
    frame: pl.DataFrame
    rows: int
    repairs: Mapping[str, int] = field(default_factory=dict)
    left_out: tuple[tuple[int, str, str, str], ...] = ()

    @property
    def keys(self) -> list[str]:
        """The columns that it is joined by."""
        return [name for name in ("firm_code", "year") if name in self.frame.columns]

    @property
    def columns(self) -> list[str]:
        """The columns that it adds."""
        return [name for name in self.frame.columns if name not in ("firm_code", "year")]


def read_user_table(file: Path, known: Container[str] = (), *, as_text: bool = False) -> UserTable:
    """Read a CSV or TSV file or a workbook; ``known`` are the codes that it is to be joined with.

    Codes get their zeros back, years may be dates, and a column of numbers becomes numbers unless
    they have leading zeros or ``as_text`` is asked for. Equal rows for a firm and year count once;
    different ones are an error.
    """
    cells = read_cells(file)
    header, rows = cells.header, cells.rows
    code_at, year_at = _key(header, CODE_NAMES), _key(header, YEAR_NAMES)
    if code_at is None:
        raise ValidationError(
            "The table has no column with firm codes.",
            where=str(file),
            fix=f"Name it firm_code (or one of {', '.join(CODE_NAMES[1:])}).",
        )
    others = [at for at in range(len(header)) if at not in (code_at, year_at)]
    names = [header[at] for at in others]
    _check_names(file, names)
    kept: list[tuple[str, int | None, tuple[str, ...]]] = []
    repairs: Counter[str] = Counter()
    left_out = []
    for position, (line, row) in enumerate(rows):
        found = repair_code(row[code_at], known)
        year = _year(row[year_at]) if year_at is not None else None
        reason = found.repair if not found.code else ""
        if not reason and year_at is not None and year is None:
            reason = "no year"
        if reason:
            # Vendors put a line of labels and one of units below the header: no data, no loss.
            if position < _SUBTITLES and not any(character.isdigit() for character in row[code_at]):
                continue
            left_out.append(
                (line, row[code_at], row[year_at] if year_at is not None else "", reason)
            )
            continue
        if found.repair:
            repairs[found.repair] += 1
        kept.append((found.code, year, tuple(row[at].strip() for at in others)))
    frame = _frame(file, kept, names, with_year=year_at is not None, as_text=as_text)
    return UserTable(file.name, frame, len(rows), dict(sorted(repairs.items())), tuple(left_out))


def _key(header: Sequence[str], names: Sequence[str]) -> int | None:
    lowered = [name.strip().lower() for name in header]
    return next((lowered.index(name) for name in names if name in lowered), None)


def _check_names(file: Path, names: Sequence[str]) -> None:
    if not names:
        raise ValidationError(
            "The table has keys only.",
            where=str(file),
            fix="Add a column such as industry.",
        )
    bad = sorted({name for name in names if names.count(name) > 1 or not name})
    if bad:
        raise ValidationError(
            f"Columns of the table have no name or the same: {', '.join(map(repr, bad))}.",
            where=str(file),
            fix="Give every column a name of its own.",
        )


def _year(text: str) -> int | None:
    """The year in a cell: 2019, 2019.0, 2019年, 2019-12-31, 20191231, or a day number of Excel."""
    cleaned = text.strip().strip("'\"")
    if match := _YEAR.match(cleaned):
        return int(match[1])
    if match := _SERIAL.match(cleaned):
        return (_FIRST_DAY + timedelta(days=int(match[1]))).year
    return None


def _frame(
    file: Path,
    kept: Sequence[tuple[str, int | None, tuple[str, ...]]],
    names: Sequence[str],
    *,
    with_year: bool,
    as_text: bool,
) -> pl.DataFrame:
    import polars as pl

    unique = list(dict.fromkeys(kept))
    twice = [key for key, n in Counter((code, year) for code, year, _ in unique).items() if n > 1]
    if twice:
        shown = ", ".join(f"{code} {year or ''}".strip() for code, year in twice[:5])
        raise ValidationError(
            f"{len(twice)} firms{' and years' if with_year else ''} have several rows that differ, "
            f"such as {shown}.",
            where=str(file),
            fix="Keep one row each: consolidated accounts (Typrep A), one industry a year. "
            "A table of years needs a column year.",
        )
    columns: dict[str, pl.Series] = {
        "firm_code": pl.Series([code for code, *_ in unique], dtype=pl.String)
    }
    if with_year:
        columns["year"] = pl.Series([year for _, year, _ in unique], dtype=pl.Int32)
    for at, name in enumerate(names):
        columns[name] = _typed([cells[at] for *_, cells in unique], as_text)
    return pl.DataFrame(columns)


def _typed(cells: Sequence[str], as_text: bool) -> pl.Series:
    """A column as numbers if all its cells are, else as text; empty cells are null."""
    import polars as pl

    filled = [cell for cell in cells if cell]
    values = [cell or None for cell in cells]
    if not as_text and filled and all(_NUMBER.match(cell) for cell in filled):
        return pl.Series(
            [None if cell is None else float(cell) for cell in values], dtype=pl.Float64
        )
    return pl.Series(values, dtype=pl.String)
