"""Columns to group by that the documents do not have, such as the industry of a firm."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from nqp_text.errors import MeasureError

if TYPE_CHECKING:
    import polars as pl

_ENCODINGS = ("utf-8-sig", "gb18030")
_CODE_OF_NUMBER = re.compile(r"\d{1,6}(?:\.0+)?")


def read_groups(file: Path) -> pl.DataFrame:
    """A CSV table with ``firm_code``, perhaps ``year``, and columns to group by, all as text.

    UTF-8 or GBK. Codes that a spreadsheet turned into numbers get their leading zeros back, and
    two rows for one firm and year are an error.
    """
    import polars as pl

    frame = _parsed(file).with_columns(pl.all().str.strip_chars())
    if "firm_code" not in frame.columns or not set(frame.columns) - {"firm_code", "year"}:
        raise MeasureError(
            "The table needs the column firm_code and at least one to group by.",
            where=str(file),
            fix="Write  firm_code,year,industry  in the first line; year may be left out.",
        )
    codes = [_code(text or "") for text in frame["firm_code"]]
    frame = frame.with_columns(pl.Series("firm_code", codes, pl.String))
    if "year" in frame.columns:
        frame = frame.with_columns(pl.col("year").str.extract(r"^(\d{4})").cast(pl.Int32))
        if frame["year"].null_count():
            raise MeasureError(
                f"{frame['year'].null_count()} rows have no year.",
                where=str(file),
                fix="Write years with four digits, or leave the column out.",
            )
    keys = [name for name in ("firm_code", "year") if name in frame.columns]
    twice = frame.filter(frame.select(keys).is_duplicated())
    if twice.height:
        raise MeasureError(
            f"{twice.height} rows name a firm{' and year' if 'year' in keys else ''} again, "
            f"such as {twice['firm_code'][0]}.",
            where=str(file),
            fix="Keep one row each.",
        )
    return frame


def with_groups(documents: pl.DataFrame, groups: pl.DataFrame | None) -> pl.DataFrame:
    """The documents with the columns of the table; what does not match has null there."""
    if groups is None:
        return documents
    keys = [name for name in ("firm_code", "year") if name in groups.columns]
    taken = (set(groups.columns) & set(documents.columns)) - set(keys)
    return documents.drop(taken).join(groups, on=keys, how="left", maintain_order="left")


def unmatched(documents: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Firms and years of primary documents that the table does not know."""
    keys = [name for name in ("firm_code", "year") if name in groups.columns]
    firms = documents.filter((documents["kind"] == "firm") & documents["is_primary"])
    return firms.select(keys).unique(maintain_order=True).join(groups, on=keys, how="anti")


def _parsed(file: Path) -> pl.DataFrame:
    import polars as pl

    try:
        data = file.read_bytes()
    except OSError as error:
        raise MeasureError(
            f"The table cannot be read: {error.strerror or error}.",
            where=str(file),
            fix="Check its name and permissions.",
        ) from error
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            return pl.read_csv(text.encode("utf-8"), infer_schema=False)
        except pl.exceptions.PolarsError as error:
            raise MeasureError(
                f"The table cannot be read: {error}",
                where=str(file),
                fix="Give a CSV file with commas and one header line.",
            ) from error
    raise MeasureError(
        "The table is neither UTF-8 nor GBK.", where=str(file), fix="Save it as CSV UTF-8."
    )


def _code(text: str) -> str:
    """A firm code as text: 2 and 2.0 are 000002."""
    if _CODE_OF_NUMBER.fullmatch(text):
        return text.split(".")[0].zfill(6)
    return text
