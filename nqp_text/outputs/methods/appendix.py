"""The tables of the appendix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from nqp_text.outputs.methods.facts import Facts

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class AppendixTable:
    """A table: its key in the words, its columns by their keys, and its rows."""

    key: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


def appendix_tables(facts: Facts) -> Iterator[AppendixTable]:
    """All tables that have something to show, in their order."""
    tables = (
        _coverage(facts.panel),
        _description(facts.panels),
        _reliability(facts.panels),
        _correlations(facts.panel),
        AppendixTable("weights", ("path", "weight"), list(facts.weights.items())),
        AppendixTable("terms", ("path", "term", "hits", "share"), facts.terms.rows()),
        _judged(facts),
    )
    yield from (table for table in tables if table.rows)


def _coverage(panel: pl.DataFrame) -> AppendixTable:
    counted = (
        panel.filter(pl.col("path") == "composite")
        .group_by("year", "status")
        .len()
        .sort("year", "status", nulls_last=True)
    )
    return AppendixTable("coverage", ("year", "status", "units"), counted.rows())


def _description(panels: pl.DataFrame) -> AppendixTable:
    value = pl.col("value")
    found = (
        panels.group_by("measure", "scope", "path", maintain_order=True)
        .agg(
            value.count().alias("n"),
            value.mean().alias("mean"),
            value.std().alias("sd"),
            value.quantile(0.25, "linear").alias("p25"),
            value.median().alias("median"),
            value.quantile(0.75, "linear").alias("p75"),
            value.max().alias("max"),
            (value == 0).mean().alias("zeros"),
        )
        .rows()
    )
    columns = (
        "measure",
        "scope",
        "path",
        "n",
        "mean",
        "sd",
        "p25",
        "median",
        "p75",
        "max",
        "zeros",
    )
    return AppendixTable("description", columns, found)


def _reliability(panels: pl.DataFrame) -> AppendixTable:
    """How much of the variance of the units is not error, and how much lies within firms.

    ``reliability`` is ``1 - mean(se^2) / variance``, between 0 and 1: by this factor the slope of a
    regression on the index alone is too small (Fuller 1987), as far as the standard errors go.
    ``within`` is the share of the variance that differences from the mean of the firm leave.
    """
    value, error = pl.col("value"), pl.col("standard_error")
    code, name = pl.col("firm_code").fill_null(""), pl.col("firm_name").fill_null("")
    key = ("measure", "scope", "path")
    known = panels.filter(value.is_not_null()).with_columns(
        firm=pl.when(code != "").then(code).otherwise(name)
    )
    found = (
        known.with_columns(within=value - value.mean().over(*key, "firm"))
        .group_by(*key, maintain_order=True)
        .agg(
            n=value.count(),
            sd=value.std(),
            error=(error**2).mean().sqrt(),
            within=(pl.col("within") ** 2).sum() / ((value - value.mean()) ** 2).sum(),
        )
        .filter(pl.col("n") > 2, pl.col("sd") > 0)
        .with_columns(
            reliability=(1 - (pl.col("error") / pl.col("sd")) ** 2).clip(0, 1),
        )
    )
    columns = (*key, "n", "sd", "error", "reliability", "within")
    return AppendixTable("reliability", columns, found.select(columns).rows())


def _correlations(panel: pl.DataFrame) -> AppendixTable:
    """Pearson correlations of the paths over units; empty where a path does not vary."""
    paths = list(dict.fromkeys(panel["path"]))
    values = {path: panel.filter(pl.col("path") == path)["value"] for path in paths}
    rows: list[list[Cell]] = []
    for at, path in enumerate(paths):
        row: list[Cell] = [path]
        for other in paths[: at + 1]:
            row.append(_correlation(values[path], values[other]))
        rows.append([*row, *[None] * (len(paths) - at - 1)])
    enough = len(next(iter(values.values()), pl.Series([]))) > 2
    numbers = tuple(str(at) for at in range(1, len(paths) + 1))
    named = [[f"{at} {row[0]}", *row[1:]] for at, row in enumerate(rows, 1)]
    return AppendixTable("correlations", ("path", *numbers), named if enough else [])


def _correlation(one: pl.Series, other: pl.Series) -> float | None:
    both = pl.DataFrame({"a": one, "b": other}).drop_nulls()
    if both.height < 3 or both["a"].n_unique() < 2 or both["b"].n_unique() < 2:
        return None
    return float(both.select(pl.corr("a", "b")).item())


def _judged(facts: Facts) -> AppendixTable:
    """Precision, recall and F1 of the classifier by path, as the evaluation says."""
    columns = ("path", "lang", "kind", "n", "precision", "recall", "f1")
    if facts.evaluation is None:
        return AppendixTable("evaluation", columns, [])
    cells = facts.evaluation.get("cells", ())
    wanted = [cell for cell in cells if cell["lang"] == "all" and cell["kind"] == "all"] or cells
    rows = [
        [cell["node"], cell["lang"], cell["kind"], cell["n"], *map(_interval, _scores(cell))]
        for cell in wanted
    ]
    return AppendixTable("evaluation", columns, rows)


def _scores(cell: dict[str, Any]) -> list[Sequence[float | None]]:
    return [cell["precision"], cell["recall"], cell["f1"]]


def _interval(estimate: Sequence[float | None]) -> str:
    value, low, high = estimate
    if value is None:
        return ""
    if low is None or high is None:
        return f"{value:.2f}"
    return f"{value:.2f} [{low:.2f}, {high:.2f}]"
