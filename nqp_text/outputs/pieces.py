"""A large table in pieces, so that looking at all of its rows needs the memory of a few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

PIECE = 20_000
"""Rows that are in memory at a time. Those of a row group of the file: fewer cost time."""


def row_pieces(rows: pl.LazyFrame, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
    """The rows in their order, some at a time."""
    total = int(rows.select(pl.len()).collect().item())
    for start in range(0, total, PIECE):
        yield rows.select(columns).slice(start, PIECE).collect()


def whole_documents(rows: pl.LazyFrame, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
    """The rows in pieces that end where a document does; a document's rows lie together."""
    waiting: pl.DataFrame | None = None
    for piece in row_pieces(rows, columns):
        together = piece if waiting is None else pl.concat([waiting, piece])
        number = together["doc_id"].rle_id()
        unfinished = int((number == number[-1]).sum())
        waiting = together.tail(unfinished)
        if unfinished < together.height:
            yield together.head(together.height - unfinished)
    if waiting is not None:
        yield waiting


def unique_rows(rows: pl.LazyFrame, columns: Sequence[str]) -> pl.DataFrame:
    """The different values of some columns in the order in which they come first."""
    found = rows.select(columns).head(0).collect()
    for piece in row_pieces(rows, columns):
        found = pl.concat([found, piece.unique(maintain_order=True)]).unique(maintain_order=True)
    return found


def by_itself(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with texts of their own: those of a join hold on to all that they were chosen of."""
    return pl.DataFrame(pl.from_arrow(rows.to_arrow(compat_level=pl.CompatLevel.oldest())))
