"""The evidence that fits into the page: the best of every cell first, until the room is used up.

A cell is a document and a node. Its best mention is affirmed, has the highest score, then the most
terms, then stands first. A sentence goes in with all its mentions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from nqp_text.outputs.report.packing import coded, numbers, packed

CHUNK = 4_000
"""Sentences a block: what the page unpacks at once."""

MAX_TEXT = 600
"""Characters of a sentence in the page; of a longer one, those around its first evidence."""

MAX_SENTENCES = 400_000
"""More are never looked at: they could not fit."""

BEFORE = 120
_COLUMNS = (
    "doc_id", "sentence_id", "page", "section", "block", "lang", "start", "text", "node", "score",
    "tagger", "evidence", "evidence_start", "stance", "actor", "polarity", "hits",
)  # fmt: skip


def evidence_blocks(
    mentions: pl.LazyFrame, documents: pl.DataFrame, nodes: Sequence[str], room: int
) -> tuple[list[str], int, int]:
    """Packed blocks of evidence, and the numbers of mentions shown and found."""
    ranked = _ranked(mentions)
    total = int(ranked["mentions"].sum())
    blocks: list[str] = []
    shown = 0
    order = {doc_id: row for row, doc_id in enumerate(documents["doc_id"])}
    for chosen in ranked.head(MAX_SENTENCES).iter_slices(CHUNK):
        rows = (
            mentions.select(_COLUMNS)
            .join(chosen.lazy(), on=["doc_id", "sentence_id"], how="semi")
            .collect()
        )
        block = packed(_block(rows, order, nodes))
        room -= len(block)
        if room < 0:
            break
        blocks.append(block)
        shown += rows.height
    return blocks, shown, total


def _ranked(mentions: pl.LazyFrame) -> pl.DataFrame:
    """Sentences by the rank of their best mention in its cell: 1 is the best of a cell."""
    keys = ("affirmed", "score", "hits", "sentence_id")
    return (
        mentions.select(
            "doc_id",
            "sentence_id",
            "node",
            "score",
            "hits",
            affirmed=pl.col("polarity") == "affirmed",
        )
        .sort("doc_id", "node", *keys, descending=[False, False, True, True, True, False])
        .with_columns(pl.int_range(pl.len()).over("doc_id", "node").alias("rank"))
        .group_by("doc_id", "sentence_id")
        .agg(pl.col("rank").min(), pl.len().alias("mentions"))
        .sort("rank", "doc_id", "sentence_id")
        .collect()
    )


def _block(rows: pl.DataFrame, order: dict[str, int], nodes: Sequence[str]) -> dict[str, Any]:
    """Columns of sentences (``s``) and of their mentions (``m``)."""
    places = {node: place for place, node in enumerate(nodes)}
    rows = rows.with_columns(
        pl.col("doc_id").replace_strict(order, default=-1, return_dtype=pl.Int64).alias("doc")
    ).sort("doc", "sentence_id", "evidence_start", "node")
    keys = ("doc", "sentence_id")
    first = rows.unique(keys, keep="first", maintain_order=True).with_row_index("s")
    cut = [_window(*row) for row in first.select("text", "start", "evidence_start").iter_rows()]
    numbered = rows.join(first.select("s", *keys), on=keys, how="left", maintain_order="left")
    return {
        "s": {
            "doc": first["doc"].to_list(),
            "page": first["page"].to_list(),
            "section": coded(first["section"]),
            "block": coded(first["block"]),
            "lang": coded(first["lang"]),
            "id": first["sentence_id"].to_list(),
            "text": [text for text, _ in cut],
        },
        "m": {
            "s": numbered["s"].to_list(),
            "node": [places.get(node, -1) for node in numbered["node"]],
            "score": numbers(numbered["score"].to_list(), 3),
            **{name: coded(numbered[name]) for name in ("tagger", "stance", "actor", "polarity")},
            "at": list(_spans(numbered, cut)),
        },
    }


def _window(text: str | None, start: int | None, evidence: int | None) -> tuple[str, int]:
    """The part of a sentence that is shown, and how many of its characters stand before it."""
    text = text or ""
    if len(text) <= MAX_TEXT:
        return text, 0
    at = max(0, (evidence or 0) - (start or 0) - BEFORE)
    at = min(at, len(text) - MAX_TEXT)
    part = text[at : at + MAX_TEXT]
    return ("…" if at else "") + part + ("…" if at + MAX_TEXT < len(text) else ""), at - bool(at)


def _spans(rows: pl.DataFrame, cut: Sequence[tuple[str, int]]) -> Iterator[int]:
    """Start and length of each evidence in the text shown, in UTF-16 units as browsers count.

    They are -1 and 0 where it is not shown.
    """
    columns = ("s", "start", "evidence_start", "evidence")
    for sentence, start, evidence_start, evidence in rows.select(columns).iter_rows():
        text, before = cut[sentence]
        at = (evidence_start or 0) - (start or 0) - before
        if evidence and at >= 0 and text[at : at + len(evidence)] == evidence:
            yield len(text[:at].encode("utf-16-le")) // 2
            yield len(evidence.encode("utf-16-le")) // 2
        else:
            yield from (-1, 0)
