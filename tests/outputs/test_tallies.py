"""The terms found most: words of the lexicon by name, what only a model saw together."""

from __future__ import annotations

import polars as pl
import pytest

from nqp_text.outputs.tallies import top_terms


def rows(*found: tuple[str, str]) -> pl.LazyFrame:
    return pl.LazyFrame(
        [
            {"doc_id": f"d{n}", "node": "path.compute", "lang": "zh", "polarity": "affirmed",
             "evidence": evidence, "matched": matched}
            for n, (evidence, matched) in enumerate(found)
        ]
    )  # fmt: skip


@pytest.mark.parametrize("piece", [1, 2, 100])
def test_what_only_a_model_saw_is_one_entry_without_words(monkeypatch, piece):
    monkeypatch.setattr("nqp_text.outputs.pieces.PIECE", piece)
    found = top_terms(
        rows(("智算中心", "智算中心"), ("的机柜里", ""), ("设备整夜", ""), ("算力", "算力"))
    )
    assert {row["term"]: row["n"] for row in found} == {"智算中心": 1, "算力": 1, "": 2}


def test_of_a_method_without_terms_the_words_it_saw_are_listed():
    found = top_terms(rows(("智算中心", ""), ("智算中心", "")))
    assert [(row["term"], row["n"], row["documents"]) for row in found] == [("智算中心", 2, 2)]
