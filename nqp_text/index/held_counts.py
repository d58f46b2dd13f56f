"""The counts of all documents in little memory: what the panels of a run folder are made of.

``counts.parquet`` has some twenty rows of twenty columns for every document. The panels need those
of the paths, a few of the columns, and four bytes for most of their numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nqp_text.index.measures import find_measure

if TYPE_CHECKING:
    import polars as pl

AT_ONCE = 20_000
"""Rows that are in memory as they are."""

_LENGTHS = ("sentences", "chars", "words")


class HeldCounts:
    """The counts of some documents at a time, as a table has them that measures need.

    A document keeps its first row, which says that it was counted, and those of the nodes of the
    index; ``paths`` are these in the order in which they come first.
    """

    def __init__(
        self,
        counts: pl.LazyFrame,
        doc_ids: pl.Series,
        measures: Sequence[tuple[str, str]],
        paths: Sequence[str] = (),
    ) -> None:
        import polars as pl

        needed = [find_measure(measure, scope).columns(scope) for measure, scope in measures]
        numbers = dict.fromkeys(name for names in needed for name in names)
        names = ("doc_id", "section", "node", "in_index", *_LENGTHS, *numbers)
        self._schema = counts.select(names).collect_schema()
        unique = doc_ids.unique(maintain_order=True).to_frame("doc_id")
        self._documents = unique.with_row_index("document")
        chosen = pl.col("in_index") | pl.col("node").is_in(list(paths))
        kept = chosen | pl.col("doc_id").is_first_distinct()
        pieces = _pieces(counts.select(names))
        self._rows = pl.concat([self._small(piece.filter(kept)) for piece in pieces])
        inside = self._rows.filter("in_index")["node"].unique(maintain_order=True)
        self.paths = inside.cast(pl.String).to_list()

    def of(self, doc_ids: pl.Series) -> pl.DataFrame:
        """The rows of these documents, in the order of the table, with its columns and types."""
        import polars as pl

        wanted = self._documents.join(doc_ids.unique().to_frame("doc_id"), on="doc_id", how="semi")
        own = self._rows.filter(pl.col("document").is_in(wanted["document"].implode()))
        named = own.join(wanted, on="document", how="left", maintain_order="left")
        return named.select(self._schema.names()).cast(self._schema)

    def _small(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with numbers in place of texts. Raises where a length is none of a document."""
        import polars as pl

        whole = [name for name, dtype in self._schema.items() if dtype == pl.Int64]
        return (
            rows.join(self._documents, on="doc_id", how="inner", maintain_order="left")
            .drop("doc_id")
            .cast({"section": pl.Categorical, "node": pl.Categorical})
            .cast(dict.fromkeys(whole, pl.UInt32))
        )


def _pieces(counts: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """The rows some at a time; one empty piece where there are none."""
    import polars as pl

    total = int(counts.select(pl.len()).collect().item())
    for start in range(0, max(total, 1), AT_ONCE):
        yield counts.slice(start, AT_ONCE).collect()
