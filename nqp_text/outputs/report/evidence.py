"""The evidence that fits into the page: the best of every cell first, until the room is used up.

A cell is a document and a node. Its best mention is affirmed, has the highest score, then the most
terms, then stands first. A sentence goes in with all its mentions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from nqp_text.outputs.pieces import row_pieces, whole_documents
from nqp_text.outputs.report.packing import coded, numbers, packed

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHUNK = 4_000
"""Sentences a block: what the page unpacks at once."""

MAX_TEXT = 600
"""Characters of a sentence in the page; of a longer one, those around its first evidence."""

MAX_SENTENCES = 300_000
"""More are never looked at: they could not fit."""

AT_ONCE = 6
"""Blocks whose texts are in memory together."""

BEFORE = 120
_KEYS = ["doc", "sentence_id"]
_RANKED_BY = ("sentence_id", "score", "hits", "node", "polarity")
_BITS = np.uint64(24)
_LOW = np.uint64((1 << 24) - 1)
_LAST_RANK = np.uint64((1 << 16) - 1)
_COLUMNS = (
    "sentence_id", "page", "section", "block", "lang", "start", "text", "node", "score",
    "tagger", "evidence", "evidence_start", "stance", "actor", "polarity", "hits",
)  # fmt: skip


def evidence_blocks(
    mentions: pl.LazyFrame, documents: pl.DataFrame, nodes: Sequence[str], room: int
) -> tuple[list[str], int, int]:
    """Packed blocks of evidence, and the numbers of mentions shown and found."""
    places = document_places(documents)
    chosen, total = _chosen(mentions, places)
    blocks: list[str] = []
    shown = 0
    for part in _parts(mentions, places, chosen):
        block = packed(_block(part, nodes))
        room -= len(block)
        if room < 0:
            break
        blocks.append(block)
        shown += part.height
    return blocks, shown, total


def _parts(
    mentions: pl.LazyFrame, places: pl.DataFrame, chosen: pl.DataFrame
) -> Iterator[pl.DataFrame]:
    """The mentions of every ``CHUNK`` sentences, in the order of their places.

    The texts of ``AT_ONCE`` blocks are in memory together: the table is looked at once for them.
    """
    for wave in chosen.iter_slices(AT_ONCE * CHUNK):
        rows = pl.concat(
            _by_itself(_placed(piece, places).join(wave, on=_KEYS, how="inner"))
            for piece in row_pieces(mentions, ("doc_id", *_COLUMNS))
        )
        yield from (
            rows.with_columns(block_of=pl.col("place") // CHUNK)
            .sort("place")
            .partition_by("block_of", maintain_order=True)
        )


def _by_itself(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with texts of their own: those of a join hold on to all that they were chosen of."""
    return pl.DataFrame(pl.from_arrow(rows.to_arrow(compat_level=pl.CompatLevel.oldest())))


def _placed(mentions: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Mentions with the row of their document, -1 where the documents lack it."""
    return mentions.join(places, on="doc_id", how="left").with_columns(pl.col("doc").fill_null(-1))


def _chosen(mentions: pl.LazyFrame, places: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Keys of the best sentences with their places, and the number of all mentions."""
    best = np.zeros(0, dtype=np.uint64)
    total = 0
    for piece in whole_documents(mentions, ("doc_id", *_RANKED_BY)):
        ranked = _ranked(_placed(piece, places))
        total += int(ranked["mentions"].sum())
        keys = _ordered(ranked)
        if len(best) == MAX_SENTENCES:
            keys = keys[keys < best[-1]]
        # What counted twice, in a folder that is not whole, is shown once.
        best = np.unique(np.concatenate([best, keys]))[:MAX_SENTENCES]
    chosen = {
        "doc": (best >> _BITS & _LOW).astype(np.int32) - 1,
        "sentence_id": (best & _LOW).astype(np.int32),
    }
    return pl.DataFrame(chosen).with_row_index("place"), total


def _ordered(ranked: pl.DataFrame) -> NDArray[np.uint64]:
    """Rank, document and sentence as one number each: an array of these is small to keep."""
    columns = ranked.select("rank", pl.col("doc") + 1, "sentence_id").drop_nulls()
    rank, doc, sentence = (column.cast(pl.UInt64).to_numpy() for column in columns)
    keys: NDArray[np.uint64] = (
        np.minimum(rank, _LAST_RANK) << _BITS << _BITS | doc << _BITS | sentence
    )
    return keys


def document_places(documents: pl.DataFrame) -> pl.DataFrame:
    """The row of each document; one whose bytes came twice is the one that was counted."""
    return (
        documents.select("doc_id", "status")
        .with_row_index("doc")
        .sort(pl.col("status") == "duplicate", "doc")
        .unique("doc_id", keep="first", maintain_order=True)
        .select("doc_id", pl.col("doc").cast(pl.Int32))
    )


def _ranked(mentions: pl.DataFrame) -> pl.DataFrame:
    """Sentences of whole documents with the rank of their best mention: 0 is the best of a cell."""
    best = ("affirmed", "score", "hits", "sentence_id")
    return (
        mentions.select(
            "doc",
            "sentence_id",
            "score",
            "hits",
            pl.col("node").cast(pl.Categorical),
            affirmed=pl.col("polarity") == "affirmed",
        )
        .sort("doc", "node", *best, descending=[False, False, True, True, True, False])
        .with_columns(pl.int_range(pl.len()).over("doc", "node").alias("rank"))
        .group_by(_KEYS)
        .agg(pl.col("rank").min(), pl.len().alias("mentions"))
    )


def _block(rows: pl.DataFrame, nodes: Sequence[str]) -> dict[str, Any]:
    """Columns of sentences (``s``) and of their mentions (``m``)."""
    places = {node: place for place, node in enumerate(nodes)}
    rows = rows.sort(*_KEYS, "evidence_start", "node")
    first = rows.unique(_KEYS, keep="first", maintain_order=True).with_row_index("s")
    cut = [_window(*row) for row in first.select("text", "start", "evidence_start").iter_rows()]
    numbered = rows.join(first.select("s", *_KEYS), on=_KEYS, how="left", maintain_order="left")
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
