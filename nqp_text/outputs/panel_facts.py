"""Columns that panels need and documents do not have: board, years of publication, joined tables.

They are added when a panel is exported; the run folder holds what was found in the documents only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from nqp_text.firms import CodeHistory, Matched, UserTable, board_of, match_table
from nqp_text.firms.boards import MEANING
from nqp_text.outputs.run import Run
from nqp_text.outputs.schema import Column

_FACTS = (
    Column("exchange", pl.String, f"exchange, {MEANING}"),
    Column("board", pl.String, f"board, {MEANING}"),
    Column("year_published", pl.Int32, "year of publication; null if unknown. year is fiscal"),
    Column("year_source", pl.String, "where the fiscal year was learnt: filename, cover, ..."),
)
_FIRM_ID = Column("firm_id", pl.String, "latest code of the firm, by the table of codes given")
_AFTER = "published"


@dataclass(frozen=True, slots=True)
class Extras:
    """What to add to a panel: tables of the user's, and which codes belong to one firm."""

    tables: Sequence[UserTable] = ()
    history: CodeHistory = field(default_factory=CodeHistory)


@dataclass(frozen=True, slots=True)
class Enriched:
    """The panel with its new columns, their meanings, and what did not match."""

    frame: pl.DataFrame
    columns: tuple[Column, ...]
    report: pl.DataFrame | None = None
    notes: tuple[str, ...] = ()


def enrich(panel: pl.DataFrame, run: Run, extras: Extras) -> Enriched:
    """Add board, year of publication and joined columns behind those of the unit."""
    at = panel.columns.index(_AFTER) + 1
    columns = list(_FACTS)
    frame = panel.with_columns(*_facts(panel, run))
    if extras.history.changes:
        columns.append(_FIRM_ID)
        frame = frame.with_columns(_firm_ids(frame, extras.history))
    notes, reports = [], []
    for table in extras.tables:
        matched = match_table(frame, table, extras.history)
        frame = matched.frame
        columns += _meanings(table, matched, frame)
        notes.append(matched.summary)
        reports.append(matched.report)
    names = [column.name for column in columns]
    order = [*panel.columns[:at], *names, *panel.columns[at:]]
    notes += _clashes(frame, extras.history)
    report = pl.concat(reports) if reports else None
    return Enriched(frame.select(order), tuple(columns), report, tuple(notes))


def _facts(panel: pl.DataFrame, run: Run) -> list[pl.Series]:
    boards = [board_of(code or "") for code in panel["firm_code"]]
    source = dict(
        run.documents.select("doc_id", pl.col("meta_source").str.extract(r"(?:^|;)year=([^;]*)", 1))
        .collect()
        .iter_rows()
    )
    return [
        pl.Series("exchange", [board.exchange for board in boards], pl.String),
        pl.Series("board", [board.board for board in boards], pl.String),
        panel["published"].str.extract(r"^(\d{4})").cast(pl.Int32).alias("year_published"),
        pl.Series("year_source", [source.get(doc) or "" for doc in panel["doc_id"]], pl.String),
    ]


def _firm_ids(frame: pl.DataFrame, history: CodeHistory) -> pl.Series:
    """Latest codes, but the firm's own where two of its codes report on one year."""
    latest = [history.latest(code or "") for code in frame["firm_code"]]
    both = {(latest_code, year) for latest_code, year, _ in _shared_years(frame, history)}
    own = zip(latest, frame["year"], frame["firm_code"], strict=True)
    return pl.Series(
        "firm_id",
        [(code if (now, year) in both else now) or "" for now, year, code in own],
        pl.String,
    )


def _shared_years(
    frame: pl.DataFrame, history: CodeHistory
) -> list[tuple[str, int | None, list[str]]]:
    """Firms that have a row for one year under several codes."""
    codes: dict[tuple[str, int | None], set[str]] = {}
    for code, year in frame.select("firm_code", "year").unique().iter_rows():
        if code:
            codes.setdefault((history.latest(code), year), set()).add(code)
    return [(now, year, sorted(own)) for (now, year), own in sorted(codes.items()) if len(own) > 1]


def _clashes(frame: pl.DataFrame, history: CodeHistory) -> list[str]:
    if not history.changes:
        return []
    return [
        f"{' and '.join(own)} are one firm by the table of codes and both have {year}: "
        "they keep their codes in firm_id"
        for _, year, own in _shared_years(frame, history)
    ]


def _meanings(table: UserTable, matched: Matched, frame: pl.DataFrame) -> list[Column]:
    by = " and ".join(table.keys)
    return [
        Column(new, frame.schema[new], f"{old}, from {table.name}, by {by}")
        for new, old in matched.columns.items()
    ]
