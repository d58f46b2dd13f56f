"""A user's table by firm and year: codes and years as spreadsheets spoil them, put right."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from nqp_text.errors import ValidationError
from nqp_text.validation.user_table import UserTable

CODE_COLUMNS = (
    "firm_code", "stkcd", "code", "symbol", "scode", "ticker", "股票代码", "证券代码", "公司代码",
    "firm_name", "issuer", "地区", "省份",
)  # fmt: skip
YEAR_COLUMNS = ("year", "accper", "fyear", "年份", "年度", "会计年度", "会计期间", "统计截止日期")
_SUFFIX = re.compile(r"\.(?:SZ|SH|SS|BJ|HK|O|N|US|XSHE|XSHG)$")
_YEAR = re.compile(r"((?:19|20)\d\d)(?:\.0)?(?:[-/.年]?\d{0,2}[-/.月]?\d{0,2}日?)?(?: 00:00:00)?")
_MISSING = {"", ".", "na", "n/a", "nan", "null", "none", "-", "--", "—", "缺失", "#n/a"}
_NAMED = 8

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class FirmYears:
    """Values by (code, year), nan where a cell is missing, and what was not used.

    ``groups`` holds the text of the column of groups (industry). ``skipped`` are rows without a
    code or a year, such as the second header of CSMAR; ``unmatched`` are keys not in the panel.
    """

    values: Mapping[Key, Mapping[str, float]]
    groups: Mapping[Key, str]
    skipped: tuple[int, ...]
    unmatched: tuple[Key, ...]


def join_table(
    table: UserTable,
    codes: Collection[str],
    keys: Collection[Key],
    columns: Sequence[str],
    *,
    code_column: str = "",
    year_column: str = "",
    group_column: str = "",
) -> FirmYears:
    """The rows of a user's table, by the codes of the panel (``codes``) and year.

    A code may have lost its zeros or carry the suffix of an exchange; a year may be a date. Raises
    ``ValidationError`` for two different rows of a firm-year, and for texts in columns of numbers.
    """
    code_at = _column(table, code_column, CODE_COLUMNS, "--code-column")
    year_at = _column(table, year_column, YEAR_COLUMNS, "--year-column")
    wanted = [name.strip().lower() for name in columns]
    group_at = group_column.strip().lower()
    needed = [*wanted, *([group_at] if group_at else [])]
    table.require(needed, "Name columns of the table, as its first row does.")
    values: dict[Key, dict[str, float]] = {}
    groups: dict[Key, str] = {}
    skipped: list[int] = []
    mistakes: list[str] = []
    for number, row in table.rows:
        year = _YEAR.fullmatch(row.get(year_at, "").strip())
        code = code_of(row.get(code_at, ""), codes)
        if not year or not code:
            skipped.append(number)
            continue
        key = (code, int(year[1]))
        cells = {name: _number(row.get(name, "")) for name in wanted}
        mistakes += [
            f"row {number}, column {name}: {row.get(name)!r} is no number"
            for name, value in cells.items()
            if value is None
        ]
        found = {name: math.nan if value is None else value for name, value in cells.items()}
        if key in values and not _same(values[key], found):
            mistakes.append(f"row {number}: {code} in {key[1]} stands in the table twice")
        values.setdefault(key, found)
        groups.setdefault(key, row.get(group_at, "").strip())
    if mistakes:
        more = [f"and {len(mistakes) - _NAMED} more"] if len(mistakes) > _NAMED else []
        raise ValidationError(
            "The table cannot be joined as it is.",
            where=f"{table.file.name}\n         " + "\n         ".join([*mistakes[:_NAMED], *more]),
            fix="Leave one row a firm and year (CSMAR: Typrep A, the consolidated statements), and "
            "numbers or empty cells in the columns to compare.",
        )
    unmatched = tuple(sorted(key for key in values if key not in keys))
    return FirmYears(values, groups, tuple(skipped), unmatched)


def code_of(cell: str, codes: Collection[str]) -> str:
    """The code that a cell means: one of ``codes`` if there is one with its zeros put back.

    >>> code_of("2.0", {"000002"}), code_of("000001.SZ", set()), code_of("700", {"00700"})
    ('000002', '000001', '00700')
    """
    text = unicodedata.normalize("NFKC", cell).strip().lstrip("'").upper()
    text = _SUFFIX.sub("", text)
    if re.fullmatch(r"\d+\.0+", text):
        text = text.partition(".")[0]
    if text in codes or not text.isdecimal():
        return text if text in codes or not text.isdecimal() else ""
    for width in (6, 5):
        if text.zfill(width) in codes:
            return text.zfill(width)
    return text.zfill(6) if len(text) <= 6 else text


def _column(table: UserTable, named: str, known: Sequence[str], option: str) -> str:
    if named:
        table.require([named.strip().lower()], f"Give the name of a column as {option}.")
        return named.strip().lower()
    found = [name for name in known if name in table.columns]
    if not found:
        raise ValidationError(
            "The table has no column that looks like the "
            f"{'firm' if known is CODE_COLUMNS else 'year'}.",
            where=f"{table.file.name}; its columns: {', '.join(table.columns)}",
            fix=f"Give its name as {option}.",
        )
    return found[0]


def _number(cell: str) -> float | None:
    """The number in a cell; nan for one that says that it is missing, None for a text."""
    text = unicodedata.normalize("NFKC", cell).strip()
    if text.casefold() in _MISSING:
        return math.nan
    percent = text.endswith("%")
    try:
        value = float(text.rstrip("%").replace(",", ""))
    except ValueError:
        return None
    if not math.isfinite(value):
        return math.nan
    return value / 100 if percent else value


def _same(one: Mapping[str, float], two: Mapping[str, float]) -> bool:
    return all(
        one[name] == two[name] or (math.isnan(one[name]) and math.isnan(two[name])) for name in one
    )
