"""Two rows of a panel side by side: firms, years or documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from nqp_text.index import COMPOSITE
from nqp_text.web.opened_run import OpenedRun
from nqp_text.web.problems import NotFound

TERMS = 12
_READ = ("observed", "partial")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its name, its documents, its cells by path, and what it talks about."""

    key: str
    label: str
    doc_ids: tuple[str, ...]
    cells: dict[str, dict[str, Any]]
    stances: dict[str, int]
    terms: tuple[tuple[str, int], ...]

    @property
    def status(self) -> str:
        """Observed or partial, or why there is no value."""
        return str(self.cells[COMPOSITE]["status"])

    @property
    def lang(self) -> str:
        """Language of the documents; empty if unknown."""
        return str(self.cells[COMPOSITE]["lang"] or "")


def units_of(run: OpenedRun, by: str, measure: str, scope: str) -> list[tuple[str, str]]:
    """Key and label of every row that can be compared."""
    panel = run.panel(by, measure, scope).filter(pl.col("path") == COMPOSITE)
    return [(_key(row), _label(row)) for row in panel.to_dicts()]


def compare(run: OpenedRun, keys: tuple[str, str], by: str, measure: str, scope: str) -> list[Side]:
    """Both sides, in the order of the keys."""
    rows = run.panel(by, measure, scope).to_dicts()
    sides = []
    for key in keys:
        mine = [row for row in rows if _key(row) == key]
        if not mine:
            raise NotFound("There is no such row in the panel.", where=key, fix="Choose another.")
        doc_ids = tuple(_documents(run, mine[0], by))
        sides.append(
            Side(
                key,
                _label(mine[0]),
                doc_ids,
                {row["path"]: row for row in mine},
                *_talk(run, doc_ids),
            )
        )
    return sides


def top_of(sides: list[Side], paths: tuple[str, ...]) -> float:
    """The largest value or upper end of an interval, for a common scale."""
    found = [
        number
        for side in sides
        for path in paths
        if path in side.cells
        for number in (side.cells[path]["value"], side.cells[path]["high"])
        if number is not None
    ]
    return max(found, default=0.0) or 1.0


def _documents(run: OpenedRun, row: dict[str, Any], by: str) -> list[str]:
    if by != "issuer-year":
        return [row["doc_id"]] if row["doc_id"] else []
    same = run.documents.filter(
        (pl.col("kind") == "gov")
        & (pl.col("firm_name") == row["firm_name"])
        & (pl.col("year") == row["year"])
    )
    return list(same["doc_id"])


def _talk(
    run: OpenedRun, doc_ids: tuple[str, ...]
) -> tuple[dict[str, int], tuple[tuple[str, int], ...]]:
    """Sentences about the paths of the index by stance, and the words that occur most."""
    found = (
        run.mentions.filter(
            pl.col("doc_id").is_in(list(doc_ids))
            & (pl.col("polarity") == "affirmed")
            & pl.col("node").is_in(list(run.paths))
        )
        .select("doc_id", "sentence_id", "stance", "evidence")
        .collect()
    )
    sentences = found.unique(["doc_id", "sentence_id"], keep="first", maintain_order=True)
    stances = dict(sentences["stance"].value_counts().iter_rows())
    terms = found.group_by("evidence").len().sort(["len", "evidence"], descending=[True, False])
    return stances, tuple(terms.head(TERMS).iter_rows())


def _key(row: dict[str, Any]) -> str:
    if row["unit"] == "document":
        return str(row["doc_id"] or row["file"])
    return "|".join(str(row[name] if row[name] is not None else "") for name in _NAMES)


_NAMES = ("firm_code", "firm_name", "year")


def _label(row: dict[str, Any]) -> str:
    parts = [str(row[name]) for name in _NAMES if row[name] not in (None, "")]
    if row["unit"] == "document":
        parts.append(str(row["file"]).rsplit("/", 1)[-1])
    return " · ".join(parts) or str(row["file"])
