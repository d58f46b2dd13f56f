"""Columns to group by that the documents do not have, such as the industry of a firm."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nqp_text.firms import read_user_table

if TYPE_CHECKING:
    import polars as pl


def read_groups(file: Path) -> pl.DataFrame:
    """A table with a column of firm codes, perhaps one of years, and columns to group by, as text.

    In UTF-8, GBK or UTF-16. Codes that a spreadsheet turned into numbers get their leading zeros
    back, and two different rows for one firm and year are an error; see ``read_user_table``.
    """
    return read_user_table(file, as_text=True).frame


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
