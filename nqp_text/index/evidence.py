"""The sentences behind the counts: what each affirmed mention adds to a measure.

A run counts once, over one choice of sentences. From its mentions and its exposure by section and
block the same counts follow for fewer of them, without reading the documents again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from nqp_text.errors import MeasureError
from nqp_text.index.scopes import SCOPES

if TYPE_CHECKING:
    import polars as pl

TABLE_BLOCKS = ("table", "toc", "heading")
"""Blocks that count only where a run was asked to count tables."""

_COMMON = 5_354_228_880
"""Least common multiple of 1 to 24: sums of 1/k are sums of whole numbers over it, and exact."""

Filters = tuple[str | None, bool]
"""A section (None: all that was counted) and whether tables are left in."""

NO_FILTERS: Filters = (None, True)


def affirmed_sentences(
    mentions: pl.LazyFrame | pl.DataFrame,
    documents: pl.DataFrame,
    paths: Collection[str],
    filters: Filters = NO_FILTERS,
) -> pl.DataFrame:
    """One row per document, node and sentence that affirms it, in the order of the text.

    Columns: the four scopes as 0 or 1, ``weight`` (1/k for paths, 1 for other nodes), ``hits``,
    ``matched`` and ``text``.
    """
    import polars as pl

    own = (pl.col("actor") == "own") | (
        (pl.col("actor") == "government") & (pl.col("doc_kind") == "gov")
    )
    kinds = documents.filter(pl.col("status") != "duplicate").select(
        "doc_id", doc_kind=pl.col("kind")
    )
    in_index = pl.col("node").is_in(list(paths))
    wanted = ["doc_id", "sentence_id", "section", "block", "node", "stance", "actor", "polarity",
              "list_size", "hits", "matched", "text"]  # fmt: skip
    return (
        mentions.lazy()
        .select(wanted)
        .filter(pl.col("polarity") == "affirmed", *_inside(filters))
        .join(kinds.unique("doc_id", maintain_order=True).lazy(), on="doc_id")
        .with_columns(
            attention=pl.lit(1),
            own=own.cast(pl.Int64),
            substantive=(own & (pl.col("stance") != "background")).cast(pl.Int64),
            implementation=(own & pl.col("stance").is_in(["action", "achievement"])).cast(pl.Int64),
            share=pl.when(in_index).then(pl.max_horizontal("list_size", 1)).otherwise(1),
        )
        .group_by("doc_id", "node", "sentence_id")
        .agg(
            pl.col(*SCOPES).max().cast(pl.Int64),
            pl.col("share").max(),
            pl.col("hits").sum().cast(pl.Int64),
            pl.col("matched").sort().str.join("|"),
            pl.col("text").max(),
        )
        .with_columns(weight=1 / pl.col("share"))
        .sort("doc_id", "node", "sentence_id")
        .collect()
    )


def recount(
    sentences: pl.DataFrame, exposure: pl.DataFrame, counts: pl.DataFrame, filters: Filters
) -> pl.DataFrame:
    """The counts of the sentences that pass the filters, in the columns of ``counts``.

    Documents without such sentences have no rows. What cannot be told from the mentions is null:
    expected counts, and sentences that deny or speak of risk.
    """
    import polars as pl

    total = (
        exposure.filter(*_inside(filters))
        .group_by("doc_id")
        .agg(pl.col("sentences", "chars", "words").sum())
    )
    ninths = (_COMMON // pl.col("share")).alias("ninths")
    sums = (
        sentences.with_columns(ninths)
        .group_by("doc_id", "node")
        .agg(
            *(pl.col(scope).sum() for scope in SCOPES),
            *(
                ((pl.col("ninths") * pl.col(scope)).sum() / _COMMON).alias(f"{scope}_weighted")
                for scope in SCOPES
            ),
            terms=pl.col("hits").sum(),
        )
    )
    found = [column for column in sums.columns if column not in ("doc_id", "node")]
    return (
        counts.select("doc_id", "node", "in_index")
        .unique(maintain_order=True)
        .join(total, on="doc_id", maintain_order="left")
        .join(sums, on=["doc_id", "node"], how="left", maintain_order="left")
        .with_columns(
            pl.col(*found).fill_null(0),
            section=pl.lit(section_name(filters, counts)),
            **{
                name: pl.lit(None, counts.schema[name])
                for name in counts.columns
                if name not in (*found, *total.columns, "node", "in_index", "section")
            },
        )
        .select(counts.columns)
        .cast(dict(counts.schema))  # type: ignore[arg-type]
    )


def check_filters(filters: Filters, counts: pl.DataFrame, exposure: pl.DataFrame) -> None:
    """An error if no document has counted sentences that pass the filters."""
    if exposure.filter(*_inside(filters)).height or not counts.height:
        return
    known = sorted({name.split(".")[0] for name in exposure["section"] if name})
    raise MeasureError(
        f"No sentence of the section {filters[0]!r} was counted."
        if filters[0]
        else "Only tables were counted.",
        where="section",
        fix=f"Choose one of {', '.join(known) or 'all'}.",
    )


def section_name(filters: Filters, counts: pl.DataFrame) -> str:
    """What the column ``section`` of a panel says."""
    section = filters[0] or (counts["section"][0] if counts.height else "all")
    return str(section) if filters[1] else f"{section}, no tables"


def _inside(filters: Filters) -> Sequence[pl.Expr]:
    """Does a row with ``section`` and ``block`` pass?"""
    import polars as pl

    section, tables = filters
    found = []
    if section:
        found.append(
            (pl.col("section") == section) | pl.col("section").str.starts_with(f"{section}.")
        )
    if not tables:
        found.append(~pl.col("block").is_in(list(TABLE_BLOCKS)))
    return found
