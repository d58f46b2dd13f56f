"""The counts that panels are made of are those of the table."""

from __future__ import annotations

import polars as pl
from made_runs import PATHS, result

from nqp_text.index.held_counts import HeldCounts
from nqp_text.outputs import rows

MEASURES = (("share_listed", "attention"), ("count", "attention"))


def test_rows_of_paths_come_back_with_their_columns_and_types(monkeypatch):
    monkeypatch.setattr("nqp_text.index.held_counts.AT_ONCE", 7)
    made = [result(f"{n}.pdf", hits=n) for n in range(5)]
    table = pl.concat(rows.count_frame(item, "all", PATHS) for item in made)
    ids = pl.Series("doc_id", [item.doc_id for item in made])
    held = HeldCounts(table.lazy(), ids, MEASURES)

    asked = pl.Series("doc_id", [made[3].doc_id, made[1].doc_id, made[3].doc_id])
    found = held.of(asked)
    wanted = table.filter(pl.col("doc_id").is_in(asked.implode())).select(found.columns)

    assert held.paths == list(PATHS)
    assert found.filter("in_index").equals(wanted.filter("in_index"))
    assert {"attention", "attention_weighted"} < set(found.columns)
    assert "terms" not in found.columns


def test_a_document_without_a_path_still_counts_as_counted():
    made = result("a.pdf")
    table = rows.count_frame(made, "all", PATHS).filter(~pl.col("in_index"))
    held = HeldCounts(table.lazy(), pl.Series("doc_id", [made.doc_id]), MEASURES, PATHS)

    assert held.of(pl.Series("doc_id", [made.doc_id])).height == 1
    assert held.paths == []
