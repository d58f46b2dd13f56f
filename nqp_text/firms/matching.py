"""A panel and a table of the user's side by side, with a report of what did not match."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nqp_text.firms.history import CodeHistory
from nqp_text.firms.user_table import UserTable

if TYPE_CHECKING:
    import polars as pl

_NO_HISTORY = CodeHistory()
REPORT_COLUMNS = ("table", "side", "firm_code", "year", "reason")


@dataclass(frozen=True, slots=True)
class Matched:
    """The panel with the columns of a table, and what did not match.

    ``columns`` maps the name of each new column to its name in the table. ``report`` has a row per
    firm and year of the panel without a row in the table (side ``panel``), and per row of the table
    that found no place (side ``table``).
    """

    frame: pl.DataFrame
    columns: dict[str, str]
    report: pl.DataFrame
    matched: int
    wanted: int
    summary: str


def match_table(
    panel: pl.DataFrame, table: UserTable, history: CodeHistory = _NO_HISTORY
) -> Matched:
    """Add the columns of the table to the rows of the panel, by firm and, if it has it, year.

    Codes are compared as they are and, with a history, as the latest code of the firm. No row of
    the panel is lost or doubled. A column that the panel has already gets ``joined_`` before its
    name.
    """
    import polars as pl

    keys = table.keys
    key = ["_firm", *keys[1:]]
    left = panel.with_columns(_latest(panel["firm_code"], history))
    right, doubled = _unique_latest(table, history)
    names = {(f"joined_{name}" if name in panel.columns else name): name for name in table.columns}
    found = right.select(
        *key, *(pl.col(old).alias(new) for new, old in names.items()), pl.lit(True).alias("_found")
    )
    joined = left.join(found, on=key, how="left", maintain_order="left")
    wanted = joined.filter(pl.col("firm_code").fill_null("") != "")
    wanted = wanted.unique(key, keep="first", maintain_order=True)
    missing = wanted.filter(pl.col("_found").is_null()).sort(key, nulls_last=True)
    firms = set(right["_firm"])
    unused = right.join(left.select(key).unique(), on=key, how="anti").sort(key, nulls_last=True)
    inside = set(left["_firm"])
    rows = [
        *_rows(table, "panel", missing, firms, "firm", "other years of the firm are in the table"),
        *_rows(table, "table", unused, inside, "firm", "other years of the firm are in the panel"),
        *doubled,
        *(
            {"table": table.name, "side": "table", "firm_code": code, "year": year,
             "reason": f"line {line}: {reason}"}
            for line, code, year, reason in table.left_out
        ),
    ]  # fmt: skip
    report = pl.DataFrame(rows, schema=dict.fromkeys(REPORT_COLUMNS, pl.String))
    matched = wanted.height - missing.height
    return Matched(
        joined.drop("_firm", "_found"),
        names,
        report,
        matched,
        wanted.height,
        _summary(table, matched, wanted.height, unused.height),
    )


def _latest(codes: pl.Series, history: CodeHistory) -> pl.Series:
    import polars as pl

    return pl.Series("_firm", [history.latest(code or "") or None for code in codes], pl.String)


def _unique_latest(
    table: UserTable, history: CodeHistory
) -> tuple[pl.DataFrame, list[dict[str, str]]]:
    """Rows by latest code. Where two codes of one firm have a row, the latest code's row stays."""
    import polars as pl

    frame = table.frame.with_columns(_latest(table.frame["firm_code"], history))
    key = ["_firm", *table.keys[1:]]
    first = frame.sort(pl.col("_firm") != pl.col("firm_code"), maintain_order=True)
    kept = first.unique(key, keep="first", maintain_order=True)
    lost = first.join(kept, on=[*table.keys], how="anti")
    doubled = [
        {
            "table": table.name,
            "side": "table",
            "firm_code": row["firm_code"],
            "year": str(row.get("year", "")),
            "reason": f"the firm has a row under its later code {row['_firm']}",
        }
        for row in lost.iter_rows(named=True)
    ]
    return kept, doubled


def _rows(
    table: UserTable, side: str, frame: pl.DataFrame, firms: set[str], what: str, other: str
) -> list[dict[str, str]]:
    absent = "the firm is not in the table" if side == "panel" else "the firm is not in the panel"
    return [
        {
            "table": table.name,
            "side": side,
            "firm_code": row["firm_code"],
            "year": "" if row.get("year") is None else str(row["year"]),
            "reason": other if row["_firm"] in firms else absent,
        }
        for row in frame.iter_rows(named=True)
    ]


def _summary(table: UserTable, matched: int, wanted: int, unused: int) -> str:
    of = "firm-years" if "year" in table.keys else "firms (the table has no year)"
    parts = [f"{table.name}: {matched} of {wanted} {of} found", f"{unused} rows of it not used"]
    if table.repairs:
        done = ", ".join(f"{count} {repair}" for repair, count in table.repairs.items())
        parts.append(f"codes repaired: {done}")
    if table.left_out:
        parts.append(f"{len(table.left_out)} rows without a usable code or year")
    return "; ".join(parts)
