"""Which sentences are new since the issuer's last report: boilerplate says nothing of a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from nqp_text.index.scopes import SCOPES
from nqp_text.normalize import match_key

if TYPE_CHECKING:
    import polars as pl

SAME = 0.9
"""Jaccard similarity of the pairs of characters from which on a sentence is a repetition."""


def last_reports(documents: pl.DataFrame) -> dict[str, str]:
    """For every primary document, the issuer's primary document of the year before.

    Documents of one kind and language only: a translation is no repetition.
    """
    found: dict[tuple[str, str, str, int], str] = {}
    rows = documents.filter("is_primary").sort("path").to_dicts()
    for row in rows:
        if row["year"] is not None and (issuer := row["firm_code"] or row["firm_name"]):
            found[row["kind"], row["lang"], issuer, row["year"]] = row["doc_id"]
    return {
        doc_id: last
        for (kind, lang, issuer, year), doc_id in found.items()
        if (last := found.get((kind, lang, issuer, year - 1)))
    }


def similarity(one: str, other: str) -> float:
    """Jaccard similarity of two sentences: pairs of characters in both over pairs in either.

    Digits count as one and the same, so that last year's sentence with this year's numbers is old.

    >>> similarity("公司建成3座智算中心", "公司建成5座智算中心")
    1.0
    >>> round(similarity("公司建成智算中心", "公司建成数据中心"), 2)
    0.4
    """
    return _jaccard(_pairs(one), _pairs(other))


def new_counts(
    sentences: pl.DataFrame, documents: pl.DataFrame, counts: pl.DataFrame
) -> pl.DataFrame:
    """``{scope}_new`` of every document and node; null where there is no report to compare with.

    Only sentences with a mention have to be compared: a repeated one was a mention last year.
    """
    import polars as pl

    before = last_reports(documents)
    texts: dict[str, list[str]] = defaultdict(list)
    wanted = sorted({*before, *before.values()})
    rows = sentences.filter(pl.col("doc_id").is_in(wanted))
    for doc_id, text in rows.select("doc_id", "text").unique(maintain_order=True).iter_rows():
        texts[doc_id].append(text)
    fresh = {
        (doc_id, text)
        for doc_id, last in before.items()
        for text in _unlike(texts[doc_id], texts[last])
    }
    marked = rows.select("doc_id", "node", "text", *SCOPES).with_columns(
        fresh=pl.Series([pair in fresh for pair in rows.select("doc_id", "text").iter_rows()],
                        dtype=pl.Boolean)
    )  # fmt: skip
    sums = (
        marked.filter("fresh")
        .group_by("doc_id", "node")
        .agg((pl.col(scope).sum().alias(f"{scope}_new")) for scope in SCOPES)
    )
    return (
        counts.select("doc_id", "node")
        .filter(pl.col("doc_id").is_in(list(before)))
        .filter(pl.col("doc_id").replace_strict(before, default="").is_in(_counted(counts)))
        .join(sums, on=["doc_id", "node"], how="left", maintain_order="left")
        .with_columns(pl.col(f"{scope}_new").fill_null(0).cast(pl.Float64) for scope in SCOPES)
    )


def _counted(counts: pl.DataFrame) -> list[str]:
    """Documents that were counted: against one that could not be read nothing is new or old."""
    return counts["doc_id"].unique(maintain_order=True).to_list()


def _unlike(texts: Sequence[str], earlier: Sequence[str]) -> list[str]:
    """The texts that are like none of the earlier ones."""
    old = [_pairs(text) for text in earlier]
    index: Mapping[str, list[int]] = _index(old)
    found = []
    for text in texts:
        pairs = _pairs(text)
        near = {at for pair in _rarest(pairs, index) for at in index.get(pair, ())}
        if not any(_jaccard(pairs, old[at]) >= SAME for at in sorted(near)):
            found.append(text)
    return found


def _index(old: Sequence[frozenset[str]]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for at, pairs in enumerate(old):
        for pair in pairs:
            index[pair].append(at)
    return index


def _rarest(pairs: frozenset[str], index: Mapping[str, Sequence[int]]) -> list[str]:
    """Pairs of which a sentence that is alike must have one: it may lack a tenth of them."""
    ranked = sorted(pairs, key=lambda pair: (len(index.get(pair, ())), pair))
    return ranked[: int(len(ranked) * (1 - SAME)) + 1]


def _pairs(text: str) -> frozenset[str]:
    key = "".join("0" if char.isdigit() else char for char in match_key(text) if char.isalnum())
    return frozenset(key[at : at + 2] for at in range(max(1, len(key) - 1)))


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    union = len(one | other)
    return len(one & other) / union if union else 1.0
