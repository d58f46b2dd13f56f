"""The mentions of a run, filtered, sorted and in pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import polars as pl

from nqp_text.web.document_view import number_of
from nqp_text.web.highlights import pieces_of, shortened
from nqp_text.web.opened_run import OpenedRun

PAGE_SIZE = 25
MAX_PAGE_SIZE = 500
_EXACT = ("doc_id", "node", "stance", "actor", "polarity", "lang", "section", "block", "tagger")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is looked for; an empty value asks for nothing.

    ``family`` is the first part of node ids, such as ``path``; ``text`` is looked for in the
    sentence, whatever its case; ``min_score`` is the lowest score, 0 to 1.
    """

    doc_id: str = ""
    firm: str = ""
    year: str = ""
    kind: str = ""
    node: str = ""
    family: str = ""
    stance: str = ""
    actor: str = ""
    polarity: str = ""
    lang: str = ""
    section: str = ""
    block: str = ""
    tagger: str = ""
    text: str = ""
    min_score: float = 0.0

    @property
    def given(self) -> dict[str, Any]:
        """The filters that ask for something."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """One page of results. ``total`` counts all of them."""

    rows: Sequence[dict[str, Any]]
    total: int
    page: int
    pages: int


def find_evidence(
    run: OpenedRun, filters: Filters, *, page: int = 1, size: int = PAGE_SIZE, sort: str = ""
) -> EvidencePage:
    """One page of the mentions that match. ``sort`` is ``score``, or the order of the documents."""
    size = max(1, min(size, MAX_PAGE_SIZE))
    found = matching(run, filters)
    total = found.select(pl.len()).collect().item()
    pages = max(1, -(-total // size))
    page = max(1, min(page, pages))
    if sort == "score":
        found = found.sort("score", descending=True, maintain_order=True)
    rows = found.slice((page - 1) * size, size).collect()
    about = {row["doc_id"]: row for row in run.documents.to_dicts()} if rows.height else {}
    return EvidencePage(
        [_with_document(row, about.get(row["doc_id"], {})) for row in rows.to_dicts()],
        total,
        page,
        pages,
    )


def _with_document(row: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """The mention with its document, its place there, and its sentence in pieces."""
    evidence = [(row["evidence_start"], row["evidence_end"])]
    return {
        **row,
        "document": document,
        "place": number_of(document.get("format") or "", row["page"], row["sentence_id"]),
        "pieces": shortened(pieces_of(row["text"], row["start"], evidence)),
    }


def matching(run: OpenedRun, filters: Filters) -> pl.LazyFrame:
    """The mentions that match, in the order of the run."""
    found = run.mentions
    for name in _EXACT:
        if value := getattr(filters, name):
            found = found.filter(pl.col(name) == ("" if value == "-" else value))
    if filters.family:
        found = found.filter(pl.col("node").str.starts_with(f"{filters.family}."))
    if filters.min_score:
        found = found.filter(pl.col("score") >= filters.min_score)
    if filters.text:
        words = filters.text.lower()
        found = found.filter(pl.col("text").str.to_lowercase().str.contains(words, literal=True))
    if filters.firm or filters.year or filters.kind:
        found = found.filter(pl.col("doc_id").is_in(_documents(run, filters)))
    return found


def _documents(run: OpenedRun, filters: Filters) -> list[str]:
    rows = run.documents
    if filters.firm:
        rows = rows.filter(firm_key() == filters.firm)
    if filters.year:
        year = int(filters.year) if filters.year.isdecimal() else -1
        rows = rows.filter(pl.col("year") == year)
    if filters.kind:
        rows = rows.filter(pl.col("kind") == filters.kind)
    return rows["doc_id"].to_list()


def firm_key() -> pl.Expr:
    """Code and name of the firm, or the name of the government, as one text."""
    code = pl.col("firm_code").fill_null("")
    name = pl.col("firm_name").fill_null("")
    return pl.when((code != "") & (name != "")).then(code + " " + name).otherwise(code + name)


def choices(run: OpenedRun) -> dict[str, list[Any]]:
    """What can be chosen in each filter; looked up once a run."""
    if not run.choices:
        run.choices.update(_choices(run))
    return run.choices


def _choices(run: OpenedRun) -> dict[str, list[Any]]:
    documents = run.documents.filter(pl.col("status").is_in(["ok", "partial"]))
    mentions = run.mentions.select("node", "stance", "actor", "polarity", "lang", "section")
    columns = {
        name: sorted(mentions.select(pl.col(name).drop_nulls().unique()).collect()[name].to_list())
        for name in ("stance", "actor", "polarity", "lang", "section")
    }
    nodes = set(mentions.select(pl.col("node").unique()).collect()["node"])
    ordered = [node for node in run.nodes if node in nodes]
    return {
        **columns,
        "node": ordered + sorted(nodes - set(ordered)),
        "firm": sorted(set(documents.select(firm_key().alias("firm"))["firm"]) - {""}),
        "year": sorted(set(documents["year"].drop_nulls())),
        "kind": sorted(set(documents["kind"].drop_nulls())),
    }
