"""A large table in pieces, so that looking at all of its rows needs the memory of a few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from nqp_text.outputs.parquet import ROW_GROUP


def row_pieces(rows: pl.LazyFrame, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
    """The rows in their order, a row group of the file at a time."""
    total = int(rows.select(pl.len()).collect().item())
    for start in range(0, total, ROW_GROUP):
        yield rows.select(columns).slice(start, ROW_GROUP).collect()


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
