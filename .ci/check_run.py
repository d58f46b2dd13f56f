"""Checks a run over the sample documents: every document, its numbers and its evidence are there.

Usage: python check_run.py RUN
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import polars as pl

import nqp_text

DOCUMENTS = 5
PATHS = 9
FIRM_CODES = {"605998", "001998"}


def check(folder: Path) -> None:
    """Raise AssertionError with what is wrong."""
    run = nqp_text.load_run(folder)
    documents = run.documents.collect()
    assert documents.height == DOCUMENTS, documents
    assert set(documents["status"]) <= {"ok", "partial"}, documents.select("path", "reason")
    assert set(documents["firm_code"]) >= FIRM_CODES, documents["firm_code"]
    assert documents["year"].null_count() == 0, documents.select("path", "year")

    units = run.index.filter(pl.col("unit") == "document", pl.col("measure") == "share_listed")
    cells = units.filter(pl.col("scope") == "attention").collect()
    assert cells.height == DOCUMENTS * (PATHS + 1), cells
    assert cells["value"].null_count() == 0, cells
    per_document = cells.group_by("doc_id").agg(pl.col("value").sum())
    assert per_document["value"].min() > 0, per_document

    mentions = run.mentions.collect()
    assert set(mentions["doc_id"]) == set(documents["doc_id"])
    assert all(row["evidence"] in row["text"] for row in mentions.iter_rows(named=True))

    with (folder / "quarantine.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == []
    with (folder / "index.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == run.index.collect().height > 0
    assert {row["firm_code"] for row in rows} >= FIRM_CODES, "firm codes lost their zeros"
    answer = run.sql("select count(*) as n from mentions")
    assert answer["n"][0] == mentions.height


if __name__ == "__main__":
    check(Path(sys.argv[1]))
    sys.stdout.write("The run is complete.\n")
