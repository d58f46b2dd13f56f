"""What else could have made the numbers: the copy, the method, a term, new words, other choices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl
from choice import Text
from corpus import CENTRAL, SERIES
from scans import COPIES, METHODS
from series import MEASURE, Runs, panel_of

ERAS = ((1954, 1964), (1975, 1992), (1993, 2002), (2003, 2012), (2013, 2025))
"""Spans between which the central reports change in kind; none lies inside a gap of years."""

WORDS = ("new_words", "old_words", "no_term")
TOP_TERMS = 3
OLD_WORDS = 1993
"""A word of a central report before this year is an old one."""


def era_of(year: int) -> str:
    """The era as the tables write it; empty for a year outside."""
    return next((f"{a}-{b}" for a, b in ERAS if a <= year <= b), "")


def copy_rows(texts: Sequence[Text], runs: Runs) -> list[dict[str, Any]]:
    """Chosen central text against every other of its year: one row a copy, method and path."""
    chosen = {t.candidate.year: t for t in texts if t.chosen and t.candidate.series == CENTRAL}
    rows = []
    for method in METHODS:
        if (COPIES, method) not in runs:
            continue
        first, second = (_cells(runs[part, method]) for part in (CENTRAL, COPIES))
        for text in texts:
            found = text.candidate
            if found.series != CENTRAL or text.chosen or found.year not in chosen:
                continue
            for path in runs[CENTRAL, method].manifest["paths"]:
                base = first[chosen[found.year].sha256, path]
                other = second.get((text.sha256, path))
                if other is None or other["value"] is None or base["value"] is None:
                    continue
                rows.append(
                    {
                        "year": found.year,
                        "source": found.source,
                        "sha256": text.sha256,
                        "rule": text.rule,
                        "method": method,
                        "path": path,
                        "value": base["value"],
                        "other": other["value"],
                        "inside": int(base["low"] <= other["value"] <= base["high"]),
                    }
                )
    return rows


def _cells(run: Any) -> dict[tuple[str, str], dict[str, Any]]:
    return {(r["doc_id"], r["path"]): r for r in panel_of(run).iter_rows(named=True)}


def sensitivity_rows(runs: Runs) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rank correlations under other choices, and what single terms carry, by series and method."""
    choices: list[dict[str, Any]] = []
    terms: list[dict[str, Any]] = []
    for series in SERIES:
        for method in METHODS:
            if (series, method) not in runs:
                continue
            others = {
                f"{name} run": runs[series, name].tables()
                for name in METHODS
                if name != method and (series, name) in runs
            }
            found = runs[series, method].sensitivity(by="document", measure=MEASURE, others=others)
            labels = {"series": series, "method": method}
            choices += [{**labels, **row} for row in found.choices.iter_rows(named=True)]
            first = found.terms.group_by("path", maintain_order=True).head(TOP_TERMS)
            terms += [{**labels, **row} for row in first.iter_rows(named=True)]
    return choices, terms


def affirmed(runs: Runs, series: str, method: str) -> pl.DataFrame:
    """Affirmed sentences about a path, with year and era: doc_id, sentence_id, node, matched."""
    run = runs[series, method]
    return (
        run.mentions.filter(
            pl.col("polarity") == "affirmed", pl.col("node").str.starts_with("path.")
        )
        .join(run.documents.select("doc_id", "year"), on="doc_id")
        .select("doc_id", "sentence_id", "node", "matched", "year")
        .collect()
        .with_columns(era=pl.col("year").map_elements(era_of, return_dtype=pl.String))
    )


def agreement_rows(runs: Runs) -> Iterator[dict[str, Any]]:
    """Sentences that both methods find, and that one finds alone, by series, era and path."""
    keys = ["doc_id", "sentence_id", "node", "era"]
    for series in SERIES:
        if any((series, method) not in runs for method in METHODS):
            continue
        tables = [affirmed(runs, series, method).select(keys).unique() for method in METHODS]
        joined = (
            tables[0]
            .with_columns(hybrid=True)
            .join(tables[1].with_columns(lexicon=True), on=keys, how="full", coalesce=True)
        )
        span = pl.col("era") if series == CENTRAL else pl.lit("all").alias("era")
        counts = joined.group_by(span, path=pl.col("node")).agg(
            both=(pl.col("hybrid") & pl.col("lexicon")).sum(),
            hybrid_only=pl.col("lexicon").is_null().sum(),
            lexicon_only=pl.col("hybrid").is_null().sum(),
        )
        for row in counts.sort("era", "path").iter_rows(named=True):
            yield {"series": series, **row}


def vocabulary_rows(runs: Runs) -> Iterator[dict[str, Any]]:
    """By era, method and path: central sentences whose words are older than the era, or not.

    ``new_words``: every term of the lexicon in the sentence occurs in the central reports for the
    first time in this era. ``old_words``: one of them was in use before 1993. ``no_term``: the
    classifier decided without a term of the lexicon.
    """
    for method in METHODS:
        if (CENTRAL, method) not in runs:
            continue
        found = affirmed(runs, CENTRAL, method).with_columns(terms=pl.col("matched").str.split("|"))
        words = found.explode("terms").filter(pl.col("terms") != "")
        first = words.group_by("node", "terms").agg(first=pl.col("year").min())
        oldest = (
            words.join(first, on=["node", "terms"])
            .group_by("doc_id", "sentence_id", "node")
            .agg(oldest=pl.col("first").min())
        )
        keys = ["doc_id", "sentence_id", "node"]
        start = pl.col("era").str.head(4).cast(pl.Int32, strict=False)
        counts = (
            found.join(oldest, on=keys, how="left")
            .filter(pl.col("era") != "")
            .group_by("era", "node")
            .agg(
                sentences=pl.len(),
                new_words=(pl.col("oldest") >= start).sum(),
                old_words=(pl.col("oldest") < OLD_WORDS).sum(),
                no_term=pl.col("oldest").is_null().sum(),
            )
        )
        for row in counts.sort("era", "node").iter_rows(named=True):
            numbers = {name: row[name] for name in ("sentences", *WORDS)}
            yield {"era": row["era"], "method": method, "path": row["node"], **numbers}
