"""From a panel to the rows of a chart: one sample, labels of units, quartiles by year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from nqp_text.errors import MeasureError
from nqp_text.outputs.words import word


@dataclass(frozen=True, slots=True)
class Sample:
    """Units of one kind and language, and how many of them have a value."""

    kind: str
    lang: str
    units: int
    observed: int

    def text(self, lang: str) -> str:
        """The sample in words, missing units named: they are not zeros."""
        of = f"{word(f'kind_{self.kind}', lang)} · {word(f'lang_{self.lang}', lang)}"
        missing = self.units - self.observed
        if lang == "zh":
            return f"样本：{of}，{self.observed} 个单位有数值，{missing} 个没有数值。"
        return f"Sample: {of}, {self.observed} units with a value and {missing} without."


def choose_sample(panel: pl.DataFrame, wanted: str) -> tuple[pl.DataFrame, Sample]:
    """The rows of one kind and language: those asked for, or of the largest such sample.

    Units that could not be read have no language; they belong to the sample of their kind.
    """
    measured = panel.filter(pl.col("lang").fill_null("") != "")
    sizes = (
        measured.unique(["file", "doc_id", "firm_code", "firm_name", "year"])
        .group_by("kind", "lang")
        .len()
        .sort(["len", "kind", "lang"], descending=[True, False, False])
    )
    known = [f"{kind}:{lang}" for kind, lang, _ in sizes.iter_rows()]
    if not known or (wanted and wanted not in known):
        raise MeasureError(
            f"The run has no sample {wanted!r}." if known else "The run has no measured units.",
            where="sample",
            fix=f"Choose one of {', '.join(known)}." if known else "Look at documents.parquet.",
        )
    kind, lang = (wanted or known[0]).split(":")
    of_kind = pl.col("kind") == kind
    rows = panel.filter(of_kind & ((pl.col("lang") == lang) | (pl.col("lang").fill_null("") == "")))
    units = rows.filter(pl.col("path") == "composite")
    observed = units["value"].count()
    return rows, Sample(kind, lang, units.height, observed)


def unit_labels(panel: pl.DataFrame) -> Sequence[pl.Expr]:
    """``issuer``, and ``label``: issuer and year, with the file where that is not enough."""
    name = pl.col("firm_name").fill_null("")
    code = pl.col("firm_code").fill_null("")
    file = pl.col("file").fill_null("?").str.split("/").list.last().str.split("\\").list.last()
    issuer = pl.when(name != "").then(name).when(code != "").then(code).otherwise(file)
    year = pl.col("year").cast(pl.String)
    plain = pl.when(year.is_null()).then(issuer).otherwise(issuer + " " + year)
    several = plain.over(plain).len().over(plain, "path") > 1
    return issuer.alias("issuer"), pl.when(several).then(plain + " · " + file).otherwise(
        plain
    ).alias("label")


def quartiles(panel: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Quartiles of the values that are there, by year and path or whatever ``by`` names."""
    return (
        panel.filter(pl.col("value").is_not_null())
        .group_by(*by, maintain_order=True)
        .agg(
            pl.col("value").quantile(0.25, "linear").alias("q1"),
            pl.col("value").median().alias("median"),
            pl.col("value").quantile(0.75, "linear").alias("q3"),
            pl.len().alias("units"),
        )
    )


def nothing(what: str) -> MeasureError:
    """The error of a chart that would be empty."""
    return MeasureError(
        f"There is nothing to draw: {what}.",
        where="the sample",
        fix="Choose another sample, unit or kind of chart.",
    )


def in_order(rows: list[dict[str, Any]], names: Sequence[str]) -> list[dict[str, Any]]:
    """Rows sorted by the place of their path in the taxonomy."""
    place = {name: number for number, name in enumerate(names)}
    return sorted(rows, key=lambda row: place[row["path"]])
