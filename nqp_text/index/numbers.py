"""What every document contributes to a measure: columns of the counts, or of the sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nqp_text.errors import MeasureError
from nqp_text.index.measures import Measure
from nqp_text.index.novelty import new_counts
from nqp_text.index.terms import term_hits, tfidf_sums
from nqp_text.index.units import Measured
from nqp_text.records import Exposure

if TYPE_CHECKING:
    import polars as pl

    from nqp_text.index.options import Years


def with_derived(
    counts: pl.DataFrame,
    measure: Measure,
    sentences: pl.DataFrame | None,
    documents: pl.DataFrame,
    base: Years | None,
) -> pl.DataFrame:
    """The counts with the columns that the measure needs beyond them."""
    import polars as pl

    if not measure.needs:
        return counts
    if sentences is None:
        raise MeasureError(
            f"The measure {measure.name!r} needs the mentions.",
            where="measure",
            fix="Compute it from a run folder: nqp index RUN, or Run.panel.",
        )
    if measure.needs == "last_report":
        found = new_counts(sentences, documents, counts)
    else:
        hits = term_hits(sentences)
        if sentences.height and not hits.height:
            raise MeasureError(
                f"The measure {measure.name!r} needs the terms of a lexicon, and the mentions of "
                "this run have none.",
                where="measure",
                fix="Scan with --method lexicon or hybrid.",
            )
        found = tfidf_sums(hits, _base_documents(documents, counts, base))
    joined = counts.join(found, on=["doc_id", "node"], how="left", maintain_order="left")
    if measure.needs == "base":
        return joined.with_columns(pl.col("tfidf", "tfidf_variance").fill_null(0.0))
    return joined


def measured_by_document(
    counts: pl.DataFrame, columns: Sequence[str], nodes: Sequence[str]
) -> dict[str, Measured]:
    """Exposure and numbers by document. A node without a row was not found: zero."""
    found: dict[str, Measured] = {}
    nothing = (0.0,) * len(columns)
    numbers: dict[str, dict[str, tuple[float, ...] | None]] = {}
    wanted = ("doc_id", "node", "sentences", "chars", "words", *columns)
    for doc_id, node, sentences, chars, words, *values in counts.select(wanted).iter_rows():
        if doc_id not in found:
            numbers[doc_id] = dict.fromkeys(nodes, nothing)
            found[doc_id] = Measured(Exposure(sentences, chars, words), numbers[doc_id])
        if node in numbers[doc_id]:
            numbers[doc_id][node] = None if None in values else tuple(map(float, values))
    return found


def _base_documents(documents: pl.DataFrame, counts: pl.DataFrame, base: Years | None) -> list[str]:
    """Counted documents of the base years; of firms and governments, primary ones."""
    import polars as pl

    if base is None:
        raise MeasureError(
            "TF-IDF needs a base period: with all years, every new document changes the past.",
            where="base",
            fix="Give its first and last year, such as --base 2012-2016.",
        )
    chosen = documents.filter(
        pl.col("year").is_between(*base),
        pl.col("is_primary") | ~pl.col("kind").is_in(["firm", "gov"]),
        pl.col("doc_id").is_in(counts["doc_id"].unique().to_list()),
    )
    if not chosen.height:
        raise MeasureError(
            f"No document of the base period {base[0]}-{base[1]} was counted.",
            where="base",
            fix="Choose years that the run covers.",
        )
    return chosen["doc_id"].unique(maintain_order=True).to_list()
