"""What a table becomes in Stata: names, types and value labels of its variables.

Texts with few known values (statuses, kinds) become labelled numbers whose codes never change.
The firm gets a numeric id beside its code, because ``xtset`` takes no strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from nqp_text.outputs.dressing import Dressing

MAX_NAME = 32
MAX_LABEL = 80
MAX_VALUE_LABELS = 65_536
LARGEST_LONG = 2_147_483_620
_RESERVED = frozenset(
    (
        *("byte", "double", "float", "if", "in", "int", "long", "strL", "using", "with"),
        *("_all", "_b", "_coef", "_cons", "_n", "_N", "_pi", "_pred", "_rc", "_skip"),
    )
)
"""Names that Stata keeps for itself ([U] 11.3)."""

_STRING_TYPE = re.compile(r"str\d+")

CODES: Mapping[str, Mapping[str, int]] = {
    "status": {
        "observed": 0, "partial": 1, "mostly_unread": 10, "too_short": 11, "section_missing": 12,
        "not_counted": 13, "ok": 20, "duplicate": 21, "empty": 30, "unreadable": 31,
        "encrypted": 32, "timeout": 33, "out_of_memory": 34, "unsupported": 35,
        "undefined": 40, "small_group": 41, "no_words": 42, "no_probabilities": 43,
        "no_earlier_report": 44, "no_own_mentions": 45,
    },
    "kind": {"firm": 1, "gov": 2, "news": 3, "other": 4},
    "lang": {"zh": 1, "en": 2, "other": 3},
    "report_type": {
        "annual": 1, "revised": 2, "summary": 3, "english": 4, "half_year": 5, "quarterly": 6,
        "mda_extract": 7, "esg": 8, "prospectus": 9, "cancelled": 10, "other": 11,
        "work_report": 20, "policy": 21,
    },
    "board": {
        "main": 1, "chinext": 2, "star": 3, "bse": 4, "b_share": 5, "hong_kong": 6, "delisted": 7,
    },
}  # fmt: skip
"""Codes of known values. Values that are not listed get codes from 100 up, sorted."""

_FIRST_FREE = 100
_YES_NO = {0: "no", 1: "yes"}


@dataclass(frozen=True, slots=True)
class StataTable:
    """A frame as Stata takes it. ``names`` maps each variable to the column it came from."""

    frame: pl.DataFrame
    names: Mapping[str, str]
    value_labels: Mapping[str, Mapping[int, str]] = field(default_factory=dict)


def as_stata(frame: pl.DataFrame, dressing: Dressing) -> StataTable:
    """The table for Stata: ``stkcd`` and ``stkcd_id`` in the place of ``firm_code``."""
    names = stata_names(frame.columns)
    columns: list[pl.Series] = []
    origins: dict[str, str] = {}
    labels: dict[str, Mapping[int, str]] = {}
    for series in frame.get_columns():
        name = names[series.name]
        column, values = _column(series)
        columns.append(column.alias(name))
        origins[name] = series.name
        if values:
            labels[name] = values
        if series.name == "firm_code" and dressing.firm_ids:
            firms = _firm(frame, dressing)
            ids = [dressing.firm_ids[firm] for firm in firms]
            columns.append(pl.Series("stkcd_id", ids, pl.Int32))
            origins["stkcd_id"] = "firm_code"
            if len(set(ids)) <= MAX_VALUE_LABELS:
                labels["stkcd_id"] = dict(sorted(zip(ids, firms, strict=True)))
    return StataTable(pl.DataFrame(columns), origins, labels)


def _firm(frame: pl.DataFrame, dressing: Dressing) -> list[str]:
    name = "firm_id" if "firm_id" in frame.columns else "firm_code"
    return [str(code or name or "") for code, name in frame.select(name, "firm_name").iter_rows()]


def firm_ids(firms: Iterable[str]) -> dict[str, int]:
    """A number for every firm: 2 for ``000002``, whatever else the panel holds.

    Six digits are their number; five (Hong Kong) are 1,000,000 more. Firms that are known by a
    ticker or a name are numbered from 2,000,000 in their order, so theirs hold in one file only.

    >>> firm_ids(["000002", "00700", "SQUARE, INC"])
    {'000002': 2, '00700': 1000700, 'SQUARE, INC': 2000000}
    """
    ids: dict[str, int] = {}
    others = 0
    for firm in sorted(set(firms)):
        plain = firm.isascii() and firm.isdigit()
        if plain and len(firm) in (5, 6):
            ids[firm] = int(firm) + (1_000_000 if len(firm) == 5 else 0)
        else:
            ids[firm] = 2_000_000 + others
            others += 1
    return ids


def stata_names(columns: Iterable[str]) -> dict[str, str]:
    """Names that Stata takes, each once; a Chinese name is one, ``share%`` is not."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for column in columns:
        name = "stkcd" if column == "firm_code" else re.sub(r"\W", "_", column)
        if not name or name[0].isdigit() or name in _RESERVED or _STRING_TYPE.fullmatch(name):
            name = f"v_{name}"
        name = name[:MAX_NAME]
        number = 2
        while name in taken:
            suffix = f"_{number}"
            name = name[: MAX_NAME - len(suffix)] + suffix
            number += 1
        taken.add(name)
        found[column] = name
    return found


def _column(series: pl.Series) -> tuple[pl.Series, Mapping[int, str]]:
    """The values as Stata has them, and their labels if they are codes."""
    kind = series.name.removeprefix("joined_")
    codes = CODES.get("status" if kind.startswith("st_") else kind)
    if series.dtype == pl.Boolean:
        return series.cast(pl.Int8), _YES_NO
    if series.dtype == pl.String:
        if codes is not None:
            return _coded(series, codes)
        return _date(series) if kind == "published" else _text(series), {}
    if series.dtype.is_integer():
        small = series.is_empty() or (series.abs().max() or 0) <= LARGEST_LONG  # type: ignore[operator]
        return series.cast(pl.Int32 if small else pl.Float64), {}
    if series.dtype.is_float():
        finite = pl.select(pl.when(series.is_finite()).then(series)).to_series()
        return finite.cast(pl.Float64), {}
    return series, {}


def codes_note(columns: Iterable[str]) -> list[str]:
    """What the codes of labelled variables mean, one line a variable."""
    return [
        f"`{column}`: " + ", ".join(f"{code} {value}" for value, code in CODES[column].items())
        for column in columns
        if column in CODES
    ]


def _coded(series: pl.Series, codes: Mapping[str, int]) -> tuple[pl.Series, Mapping[int, str]]:
    unknown = sorted(set(series.drop_nulls().unique()) - set(codes) - {""})
    known = {**codes, **{value: _FIRST_FREE + at for at, value in enumerate(unknown)}}
    coded = series.replace_strict(known, default=None, return_dtype=pl.Int32)
    return coded, {code: value for value, code in known.items()}


def _text(series: pl.Series) -> pl.Series:
    """Stata has no missing text: it is empty. A NUL would end it."""
    return series.fill_null("").str.replace_all("\x00", "\ufffd", literal=True)


def _date(series: pl.Series) -> pl.Series:
    """Dates as dates if all of them are ISO dates, else as text."""
    filled = series.replace("", None)
    dates = filled.str.to_date("%Y-%m-%d", strict=False)
    return dates if dates.null_count() == filled.null_count() else _text(series)


def short_label(text: str) -> str:
    """A label of at most 80 characters on one line."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_LABEL else line[: MAX_LABEL - 1] + "…"
