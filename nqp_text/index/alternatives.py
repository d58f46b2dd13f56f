"""Other counts of the same run: with ambiguous terms, and with nested terms counted again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from nqp_text.index.evidence import affirmed_sentences, recount
from nqp_text.index.panel import Tables
from nqp_text.index.terms import term_hits

if TYPE_CHECKING:
    import polars as pl

AMBIGUOUS = "ambiguous"
"""Reason of nominations that count zero because their term means other things too."""


def with_ambiguous(tables: Tables, nominations: pl.DataFrame, paths: Collection[str]) -> Tables:
    """The tables as if ambiguous terms counted: an upper bound of what they could add.

    Stance, actor and polarity of a sentence are those of its mentions; of a sentence that has
    none they are not known, and it counts as affirmed attention only.
    """
    import polars as pl

    assert tables.mentions is not None and tables.exposure is not None
    sentences = affirmed_sentences(tables.mentions, tables.documents, paths)
    known = sentences.select("doc_id", "node", "sentence_id")
    added = (
        nominations.filter(pl.col("reason") == AMBIGUOUS)
        .join(tables.counts.select("doc_id").unique(), on="doc_id", how="semi")
        .group_by("doc_id", "node", "sentence_id")
        .agg(hits=pl.len().cast(pl.Int64), matched=pl.col("term").sort().str.join("|"))
        .join(known, on=["doc_id", "node", "sentence_id"], how="anti")
        .with_columns(
            attention=pl.lit(1, pl.Int64),
            **{name: pl.lit(0, pl.Int64) for name in ("own", "substantive", "implementation")},
            share=pl.lit(1, sentences.schema["share"]),
            weight=pl.lit(1.0),
            text=pl.lit(""),
        )
        .select(sentences.columns)
    )
    both = pl.concat([sentences, added])
    in_index = both["node"].is_in(list(paths))
    both = both.with_columns(in_index=in_index).with_columns(
        share=pl.when("in_index")
        .then(pl.col("in_index").sum().over("doc_id", "sentence_id"))
        .otherwise(1)
        .cast(sentences.schema["share"])
    )
    both = both.with_columns(weight=1 / pl.col("share")).drop("in_index")
    counts = recount(both, tables.exposure, tables.counts, (None, True))
    return Tables(tables.documents, counts, None, tables.exposure)


def nested_counts(sentences: pl.DataFrame, lexicon: Mapping[str, Collection[str]]) -> pl.DataFrame:
    """Per node: terms as counted, and as counted by whoever searches for every term by itself.

    The longest term counts once here. A plain search counts 算力 again inside 智能算力中心:
    ``nested`` is how many terms of the same node stand inside the counted ones, and ``inflated``
    by how much a plain count is larger. lexicon: the terms of every node.
    """
    import polars as pl

    counted = term_hits(sentences).group_by("node", "term").agg(pl.col("tf").sum())
    inside = [
        sum(other != term and _stands_in(other, term) for other in lexicon.get(node, ()))
        for node, term in counted.select("node", "term").iter_rows()
    ]
    return (
        counted.with_columns(inside=pl.Series(inside, dtype=pl.Int64))
        .group_by("node")
        .agg(
            terms=pl.col("tf").sum(),
            nested=(pl.col("tf") * pl.col("inside")).sum(),
        )
        .with_columns(inflated=pl.col("nested") / pl.col("terms"))
        .sort("node")
    )


def _stands_in(term: str, longer: str) -> bool:
    """Does a search for the term find it in the longer one? In English, as whole words."""
    if term.isascii():
        return f" {term.lower()} " in f" {longer.lower()} "
    return term in longer
