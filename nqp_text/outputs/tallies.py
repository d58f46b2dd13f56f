"""What the mentions add up to: stances per document (talk and walk), and the terms found most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from nqp_text.outputs.pieces import row_pieces, whole_documents

TOP_TERMS = 30
MAX_TERM = 60

_OWN = (pl.col("actor") == "own") | ((pl.col("actor") == "government") & (pl.col("kind") == "gov"))
_DONE = pl.col("stance").is_in(["action", "achievement"])
_SAID = pl.col("stance").is_in(["background", "plan"])
_NO_SUMS = pl.Schema({"doc_id": pl.String, "talk": pl.UInt32, "walk": pl.UInt32})
_NO_TERMS = pl.Schema(
    {"node": pl.String, "lang": pl.String, "term": pl.String, "of_model": pl.Boolean,
     "n": pl.Int64, "documents": pl.Int64}
)  # fmt: skip


def counted_sentences(counts: pl.LazyFrame) -> pl.DataFrame:
    """Per document (``doc_id``) how many sentences were counted over (``counted``)."""
    found = [counts.select("doc_id", pl.col("sentences").alias("counted")).head(0).collect()]
    for piece in row_pieces(counts, ("doc_id", "sentences")):
        found.append(piece.group_by("doc_id").agg(pl.col("sentences").max().alias("counted")))
    return pl.concat(found).group_by("doc_id").agg(pl.col("counted").max())


def talk_and_walk(
    mentions: pl.LazyFrame, documents: pl.DataFrame, exposure: pl.DataFrame, paths: Sequence[str]
) -> pl.DataFrame:
    """Per measured document the affirmed sentences on the paths: said, done, and counted over.

    ``talk`` counts sentences of background or plan, whoever acts; ``walk`` those in which the
    issuer itself acts or has achieved (codebook: background + plan against implementation). A
    sentence on several paths counts once. ``exposure`` is what ``counted_sentences`` found.
    """
    kinds = documents.select("doc_id", "kind").unique("doc_id", keep="first")
    wanted = ("doc_id", "sentence_id", "stance", "actor", "node", "polarity")
    parts = [
        piece.filter(pl.col("polarity") == "affirmed", pl.col("node").is_in(list(paths)))
        .unique(["doc_id", "sentence_id"], keep="first", maintain_order=True)
        .join(kinds, on="doc_id", how="left")
        .group_by("doc_id")
        .agg(_SAID.sum().alias("talk"), (_DONE & _OWN).sum().alias("walk"))
        for piece in whole_documents(mentions, wanted)
    ]
    sums = pl.concat([_NO_SUMS.to_frame(), *parts])
    return (
        exposure.filter(pl.col("counted") > 0)
        .join(sums, on="doc_id", how="left")
        .with_columns(pl.col("talk", "walk").fill_null(0))
        .sort("doc_id")
    )


def top_terms(mentions: pl.LazyFrame) -> list[dict[str, Any]]:
    """The words that showed a node most often, per node and language, with their documents.

    Sentences in which a model saw the node without any term stand together under an empty term:
    the words that it looked at are pieces of sentences, not words that a list could hold. Only
    where no sentence at all has a term are those words listed.
    """
    sums = _NO_TERMS.to_frame()
    words = pl.col("term") != ""
    wanted = ("doc_id", "node", "lang", "evidence", "matched", "polarity")
    for piece in whole_documents(mentions, wanted):
        found = piece.filter(pl.col("polarity") == "affirmed", pl.col("evidence") != "").select(
            "doc_id",
            "node",
            "lang",
            pl.col("evidence").str.head(MAX_TERM).str.to_lowercase().alias("term"),
            (pl.col("matched") == "").fill_null(value=False).alias("of_model"),
        )
        together = found.filter("of_model").with_columns(pl.lit("").alias("term"))
        counted = (
            pl.concat([found, together])
            .group_by("node", "lang", "term", "of_model")
            .agg(pl.len().alias("n"), pl.col("doc_id").n_unique().alias("documents"))
        )
        sums = (
            pl.concat([sums, counted.cast({"n": pl.Int64, "documents": pl.Int64})])
            .group_by("node", "lang", "term", "of_model")
            .agg(pl.col("n", "documents").sum())
        )
        if not sums["of_model"].all():  # now they will not be listed: every one is another
            sums = sums.filter(~pl.col("of_model") | ~words)
    listed = ~pl.col("of_model") | ~words if not sums["of_model"].all() else words
    top = (
        sums.filter(listed)
        .sort(["node", "lang", "n", "term"], descending=[False, False, True, False])
        .group_by("node", "lang", maintain_order=True)
        .head(TOP_TERMS)
    )
    return top.select("node", "lang", "term", "n", "documents").to_dicts()
