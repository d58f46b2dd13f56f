"""The sentences behind an index: for every path those that speak for it most clearly."""

from __future__ import annotations

import polars as pl

from nqp_text.outputs.run import Run

PER_NODE = 50
"""Sentences a node."""

_STANCES = ("achievement", "action", "plan", "background")
_SHOWN = (
    "node", "text", "evidence", "score", "stance", "actor", "firm_code", "firm_name", "year",
    "page", "section", "file", "doc_id",
)  # fmt: skip


def top_sentences(run: Run, per_node: int = PER_NODE) -> pl.DataFrame:
    """Affirmed sentences: the surest first, then those with most terms, then deeds before talk.

    A sentence that stands in several documents is shown once. The order does not depend on that of
    the run's files on disk.
    """
    documents = (
        run.documents.select("doc_id", "path", "firm_code", "firm_name", "year")
        .sort("path")  # of copies of one file, the same one is named every time
        .unique("doc_id", keep="first", maintain_order=True)
    )
    order = pl.col("stance").replace_strict(
        {stance: at for at, stance in enumerate(_STANCES)}, default=9, return_dtype=pl.Int32
    )
    return (
        run.mentions.filter(pl.col("polarity") == "affirmed")
        .join(documents.rename({"path": "file"}), on="doc_id")
        .with_columns(order.alias("_stance"))
        .sort(
            ["node", "score", "hits", "_stance", "file", "start", "text"],
            descending=[False, True, True, False, False, False, False],
        )
        .unique(["node", "text"], keep="first", maintain_order=True)
        .group_by("node", maintain_order=True)
        .head(per_node)
        .select(_SHOWN)
        .collect()
    )
