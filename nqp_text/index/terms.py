"""The terms behind the counts: what each adds, what is lost without it, and weights by rarity."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


def term_hits(sentences: pl.DataFrame) -> pl.DataFrame:
    """One row per document, node, sentence and different term, with its ``tf`` in the sentence.

    ``alone`` says whether it is the only term of the node there: without it the sentence would
    not count. Mentions that no lexicon found have no terms and no rows.
    """
    import polars as pl

    keys = ("doc_id", "node", "sentence_id", "share", "weight", *_scopes(sentences))
    return (
        # Only what is needed: in a line of megabytes, every hit would repeat the whole list.
        sentences.select(*keys, term=pl.col("matched").str.split("|"))
        .explode("term")
        .filter(pl.col("term") != "")
        .group_by(*keys, "term")
        .agg(tf=pl.len().cast(pl.Int64))
        .with_columns(alone=pl.len().over("doc_id", "node", "sentence_id") == 1)
        .sort("doc_id", "node", "sentence_id", "term")
    )


def losses(hits: pl.DataFrame, numerator: str) -> pl.DataFrame:
    """How much of a numerator each document and node loses without each term: ``lost``.

    A sentence is lost if the term is its only one of the node; of counted terms, all are lost.
    """
    import polars as pl

    if numerator == "terms":
        lost = pl.col("tf").cast(pl.Float64)
    else:
        scope, _, weighted = numerator.partition("_")
        weight = pl.col("weight") if weighted == "weighted" else pl.lit(1.0)
        lost = pl.col(scope) * pl.col("alone") * weight
    return (
        hits.with_columns(lost=lost)
        .filter(pl.col("lost") > 0)
        # In order: sums of floats would have another last digit in every run.
        .group_by("doc_id", "node", "term", maintain_order=True)
        .agg(pl.col("lost").sum())
        .sort("doc_id", "node", "term")
    )


def inverse_frequencies(hits: pl.DataFrame, base: Collection[str]) -> pl.DataFrame:
    """``ln((1 + N) / (1 + df))`` of every node and term over the documents of the base period.

    A term that the base period lacks has df 0 and the largest weight, which is finite.
    """
    import polars as pl

    of_base = pl.col("doc_id").is_in(list(base))
    total = len(set(base))
    return (
        hits.group_by("node", "term")
        .agg(df=pl.col("doc_id").filter(of_base).n_unique())
        .with_columns(idf=((1 + total) / (1 + pl.col("df"))).log())
        .sort("node", "term")
    )


def tfidf_sums(hits: pl.DataFrame, base: Collection[str]) -> pl.DataFrame:
    """``tfidf`` and ``tfidf_variance`` of every document and node that has terms."""
    import polars as pl

    return (
        hits.group_by("doc_id", "node", "term")
        .agg(pl.col("tf").sum())
        .join(inverse_frequencies(hits, base), on=["node", "term"])
        .sort("doc_id", "node", "term")
        .group_by("doc_id", "node", maintain_order=True)
        .agg(
            tfidf=(pl.col("tf") * pl.col("idf")).sum(),
            tfidf_variance=(pl.col("tf") * pl.col("idf") ** 2).sum(),
        )
    )


def _scopes(sentences: pl.DataFrame) -> list[str]:
    from nqp_text.index.scopes import SCOPES

    return [scope for scope in SCOPES if scope in sentences.columns]
