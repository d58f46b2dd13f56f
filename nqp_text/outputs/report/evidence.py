"""The evidence that fits into the page: the best of every cell first, until the room is used up.

A cell is a document and a node. Its best mention is affirmed, has the highest score, then the most
terms, then stands first. A sentence goes in with all its mentions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import polars as pl

from nqp_text.outputs.pieces import by_itself, row_pieces, whole_documents
from nqp_text.outputs.report.packing import coded, numbers, packed_pieces
from nqp_text.outputs.spool import Span, Spool

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHUNK = 4_000
"""Sentences a block: what the page unpacks at once."""

MAX_TEXT = 600
"""Characters of a sentence in the page; of a longer one, those around its first evidence."""

MAX_SENTENCES = 300_000
"""More are never looked at: they could not fit."""

WAITING = 5_000
"""Mentions that are sorted by block together."""

BEFORE = 120
_KEYS = ["doc", "sentence_id"]
_RANKED_BY = ("sentence_id", "score", "hits", "node", "polarity")
_BITS = np.uint64(24)
_LOW = np.uint64((1 << 24) - 1)
_SENTENCE = np.uint64((1 << 48) - 1)
_LAST_RANK = np.uint64((1 << 16) - 1)
_COLUMNS = (
    "sentence_id", "page", "section", "block", "lang", "start", "text", "node", "score",
    "tagger", "evidence", "evidence_start", "stance", "actor", "polarity", "hits",
)  # fmt: skip


class _Chosen(NamedTuple):
    """Documents and sentences as one number each, in their order, and their places by rank."""

    keys: NDArray[np.int64]
    places: NDArray[np.int32]


def evidence_blocks(
    mentions: pl.LazyFrame,
    documents: pl.DataFrame,
    nodes: Sequence[str],
    room: int,
    spool: Spool,
) -> tuple[list[Span], int, int]:
    """Where the packed blocks of evidence lie in the spool, and the mentions shown and found."""
    places = document_places(documents)
    chosen, total = _chosen(mentions, places)
    blocks: list[Span] = []
    shown = 0
    for part in _parts(mentions, places, chosen, spool):
        block = spool.add(packed_pieces(_block(part, nodes)))
        room -= block.size
        if room < 0:
            break
        blocks.append(block)
        shown += part.height
    return blocks, shown, total


def _parts(
    mentions: pl.LazyFrame, places: pl.DataFrame, chosen: _Chosen, spool: Spool
) -> Iterator[pl.DataFrame]:
    """The mentions of every ``CHUNK`` sentences, those of the best first.

    The table is looked at once. What is chosen of it waits on disk until its block is made.
    """
    kept: dict[int, list[Span]] = {}
    waiting: list[pl.DataFrame] = []
    for piece in row_pieces(mentions, ("doc_id", *_COLUMNS)):
        rows = _with_blocks(piece, places, chosen)
        if sum(part.height for part in waiting) + rows.height >= WAITING:
            _put_away([*waiting, rows], kept, spool)
            waiting = []
        else:
            waiting.append(by_itself(rows))
    _put_away(waiting, kept, spool)
    for _, spans in sorted(kept.items()):
        yield pl.concat(pl.read_ipc_stream(spool.get(span)) for span in spans)


def _with_blocks(mentions: pl.DataFrame, places: pl.DataFrame, chosen: _Chosen) -> pl.DataFrame:
    """The mentions of chosen sentences with the row of their document and the number of block."""
    if not len(chosen.keys):
        return mentions.clear().with_columns(doc=pl.lit(0), block_of=pl.lit(0))
    of_document = _placed(mentions.select("doc_id"), places)["doc"]
    sentence = mentions["sentence_id"].cast(pl.Int64).fill_null(-1).to_numpy()
    keys = (of_document.cast(pl.Int64).to_numpy() + 1 << int(_BITS)) + sentence
    at = np.minimum(np.searchsorted(chosen.keys, keys), len(chosen.keys) - 1)
    here = pl.Series((chosen.keys[at] == keys) & (sentence >= 0))
    blocks = pl.Series("block_of", chosen.places[at] // CHUNK)
    return mentions.drop("doc_id").with_columns(of_document, blocks).filter(here)


def _put_away(waiting: Sequence[pl.DataFrame], kept: dict[int, list[Span]], spool: Spool) -> None:
    if not waiting:
        return
    parts = pl.concat(waiting).partition_by("block_of", as_dict=True, include_key=False)
    for (block,), rows in parts.items():
        stream = BytesIO()
        rows.write_ipc_stream(stream, compression="lz4")
        kept.setdefault(int(block), []).append(spool.add([stream.getvalue()]))


def _placed(mentions: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Mentions with the row of their document, -1 where the documents lack it."""
    joined = mentions.join(places, on="doc_id", how="left", maintain_order="left")
    return joined.with_columns(pl.col("doc").fill_null(-1))


def _chosen(mentions: pl.LazyFrame, places: pl.DataFrame) -> tuple[_Chosen, int]:
    """The best sentences, and the number of all mentions."""
    best = np.zeros(0, dtype=np.uint64)
    total = 0
    for piece in whole_documents(mentions, ("doc_id", *_RANKED_BY)):
        ranked = _ranked(_placed(piece, places))
        total += int(ranked["mentions"].sum())
        keys = _ordered(ranked)
        if len(best) == MAX_SENTENCES:
            keys = keys[keys < best[-1]]
        together = np.concatenate([best, keys])
        together.sort(kind="stable")
        # What counted twice, in a folder that is not whole, is shown once.
        best = together[_first_of_equals(together)][:MAX_SENTENCES].copy()
    best &= _SENTENCE
    by_rank = np.argsort(best, kind="stable").astype(np.int32)
    best.sort()
    # There a sentence may also have two ranks: its better one counts.
    first = _first_of_equals(best)
    return _Chosen(best[first].view(np.int64), by_rank[first]), total


def _first_of_equals(values: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Whether each of the sorted values is another than the one before."""
    first = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return first


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
