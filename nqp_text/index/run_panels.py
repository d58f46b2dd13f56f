"""The panels that a run folder holds, made of some documents at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nqp_text.index.held_counts import HeldCounts
from nqp_text.index.measures import DEFAULT_MEASURE
from nqp_text.index.panel import build
from nqp_text.index.primary import mark_primary
from nqp_text.index.units import UNITS, group_documents, order_of

if TYPE_CHECKING:
    import polars as pl

RUN_MEASURES = (
    (DEFAULT_MEASURE, "attention"),
    (DEFAULT_MEASURE, "substantive"),
    ("per_10k", "attention"),
    ("count", "attention"),
    ("ln1p", "attention"),
)
"""What the index files of a run folder hold; every other combination is computed on demand."""

AT_ONCE = 100
"""Documents whose panel is in memory: a unit's row depends on no other unit's."""

_GROUPED_BY = ("path", "doc_id", "is_primary", "kind", "firm_code", "firm_name", "year")


def run_index(
    documents: pl.DataFrame, counts: pl.DataFrame | pl.LazyFrame, paths: Sequence[str] = ()
) -> Iterator[pl.DataFrame]:
    """The panels piece by piece, one below the other: the units of each in their fixed order."""
    marked = mark_primary(documents) if documents["is_primary"].has_nulls() else documents
    held = HeldCounts(counts.lazy(), documents["doc_id"], RUN_MEASURES, paths)
    paths = paths or held.paths
    for by in UNITS:
        parts = list(_parts(marked, by))
        for measure, scope in RUN_MEASURES:
            for part in parts:
                some = marked[part]
                own = held.of(some["doc_id"])
                yield build(some, own, by=by, measure=measure, scope=scope, paths=paths)


def _parts(documents: pl.DataFrame, by: str) -> Iterator[list[int]]:
    """Row numbers of documents: whole units, in the order of the panel."""
    rows = [
        {**row, "row": number}
        for number, row in enumerate(documents.select(_GROUPED_BY).iter_rows(named=True))
    ]
    groups = [sorted(group, key=order_of) for group in group_documents(rows, by).values()]
    part: list[int] = []
    for group in sorted(groups, key=lambda group: order_of(group[0])):
        part += [row["row"] for row in group]
        if len(part) >= AT_ONCE:
            yield part
            part = []
    if part:
        yield part
