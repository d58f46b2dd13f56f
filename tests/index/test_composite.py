"""A composite is a mean of its own unit's paths: nothing beside it changes a digit of it."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from made_runs import PATHS, result

from nqp_text.index import build
from nqp_text.outputs import rows
from nqp_text.outputs.schema import DOCUMENTS, frame


def mentioning(name: str, *numbers: int, sentences: int = 0):
    """A document that mentions the first paths in so many sentences each."""
    made = result(name)
    hits = dict(zip(PATHS, numbers, strict=False))
    counts = tuple(
        replace(count, attention=n, attention_weighted=n / 3)
        for count in made.counts
        for n in (hits.get(count.node, 0),)
    )
    exposure = replace(made.exposure, sentences=sentences) if sentences else made.exposure
    return replace(made, counts=counts, exposure=exposure)


def panel(*results, **options):
    documents = frame(DOCUMENTS, [rows.document_row(item, "all") for item in results])
    counts = pl.concat(rows.count_frame(item, "all", PATHS) for item in results)
    return build(documents, counts, paths=PATHS, **options)


@pytest.mark.parametrize("measure", ["share_listed", "per_10k", "ln1p"])
def test_a_unit_has_the_same_digits_alone_and_among_others(measure):
    made = [
        mentioning(f"{n:02}.pdf", *((n * 7 + k * k * 3) % 29 for k in range(9))) for n in range(45)
    ]
    chosen_among = ["is_primary", "primary_rule"]
    together = panel(*made, measure=measure).drop(chosen_among)
    alone = pl.concat(panel(item, measure=measure) for item in made).drop(chosen_among)
    by_file = {name: rows for (name,), rows in together.group_by("file")}
    for (name,), own in alone.group_by("file"):
        assert own.equals(by_file[name]), name


def test_a_mean_of_shares_is_a_share():
    found = panel(mentioning("a.pdf", *[1] * 9, sentences=1), measure="share")
    whole = found.filter(path="composite").row(0, named=True)

    assert found["value"].to_list() == [1.0] * 10
    assert 0 <= whole["low"] <= whole["value"] == whole["high"] == 1
