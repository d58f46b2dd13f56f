from __future__ import annotations

import polars as pl

from nqp_text.pipeline.cell_comparison import compare_tables


def rows(*values):
    return pl.DataFrame(values, schema=["doc_id", "year", "value", "note"], orient="row")


def test_cells_are_compared_by_key_whatever_their_order():
    then = rows(("a", 1, 0.5, "x"), ("b", 1, None, ""))
    found = compare_tables("t", then, then.reverse(), ["doc_id", "year"])
    assert (found.verdicts, found.differs, found.cells.height) == ({"same": 4}, 0, 0)


def test_every_difference_is_told_with_both_values():
    then = rows(("a", 1, 0.5, "x"), ("b", 1, None, ""), ("c", 1, 0.1, "z"))
    now = rows(("a", 1, 0.6, "x"), ("b", 1, 0.0, ""), ("c", 1, 0.1 + 1e-12, "y"))
    found = compare_tables("t", then, now, ["doc_id", "year"])

    assert found.verdicts == {"differs": 3, "same": 2, "same_to_rounding": 1}
    assert found.cells.rows()[:2] == [
        ("t", "a | 1", "value", "0.5", "0.6", "differs"),
        ("t", "b | 1", "value", None, "0.0", "differs"),
    ]


def test_rows_that_are_gone_or_new_differ_and_rows_without_source_are_not_compared():
    then = rows(("a", 1, 0.5, "x"), ("b", 1, 0.5, "x"))
    now = rows(("c", 1, 0.5, "x"))
    found = compare_tables("t", then, now, ["doc_id", "year"], missing={"b"})

    assert found.verdicts == {"differs": 2, "not_in_bundle": 2, "source_missing": 2}
    assert found.differs == 4


def test_columns_that_never_agree_are_left_out_and_equal_keys_keep_their_order():
    then = rows(("a", 1, 1.0, "x"), ("a", 1, 2.0, "x"))
    now = rows(("a", 1, 1.0, "y"), ("a", 1, 2.0, "y"))
    found = compare_tables("t", then, now, ["doc_id", "year"], left_out=["note"])
    assert found.verdicts == {"same": 2}
