"""The nine paths of every series: a value with interval per year, or a status that says why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl
from choice import Text
from corpus import (
    ALL_PROVINCES,
    CENTRAL,
    CENTRAL_NAME,
    FIRMS,
    FIRST_YEAR,
    LAST_YEAR,
    PROVINCES,
    PROVINCES_YEAR,
    SERIES,
)
from scans import METHODS

import nqp_text

Runs = Mapping[tuple[str, str], nqp_text.Run]
"""The runs by part and method."""

MEASURE = "share_listed"
COMPOSITE = "composite"
_NUMBERS = ("value", "standard_error", "low", "high", "hits", "sentences", "chars", "status")


def document_rows(texts: Sequence[Text], runs: Runs) -> list[dict[str, Any]]:
    """One row a file: its hash, how it was read, and whether it stands for its year."""
    facts = {
        row["doc_id"]: row
        for run in runs.values()
        for row in run.documents.collect().iter_rows(named=True)
    }
    rows = []
    for text in texts:
        found, read = text.candidate, facts.get(text.sha256, {})
        # A PDF is read by the scan only, and by its layout.
        chars = text.chars or read.get("chars")
        sentences = text.sentences or read.get("sentences")
        rows.append(
            {
                "series": found.series,
                "issuer": found.issuer,
                "year": found.year,
                "file": found.file.name,
                "sha256": text.sha256,
                "source": found.source,
                "status": read.get("status") or text.status,
                "chosen": int(text.chosen),
                "rule": text.rule,
                "pages": read.get("pages") if found.source == "pdf" else None,
                "pages_ocr": read.get("pages_ocr") if found.source == "pdf" else None,
                "garbled_share": read.get("garbled_share"),
                "sentences": sentences,
                "chars": chars,
                "chars_per_sentence": chars / sentences if sentences else None,
                "repeated_share": text.repeated if text.chars else None,
                "mdna_method": read.get("mdna_method") if found.series in FIRMS else None,
            }
        )
    return rows


def year_rows(texts: Sequence[Text], runs: Runs) -> list[dict[str, Any]]:
    """One row an issuer and year that could have a report: there, or missing and why."""
    statuses = {
        row["doc_id"]: row["status"]
        for run in runs.values()
        for row in run.documents.collect().iter_rows(named=True)
    }
    rows = []
    for series, issuer, year in _expected(texts):
        of_year = [
            t
            for t in texts
            if (t.candidate.series, t.candidate.issuer, t.candidate.year) == (series, issuer, year)
        ]
        chosen = next((t for t in of_year if t.chosen), None)
        if chosen:
            read = chosen.status or statuses.get(chosen.sha256, "unreadable")
            status = "read" if read in ("ok", "partial") else "quarantined"
        else:
            status = "incomplete_text" if of_year else "no_document"
        rows.append(
            {
                "series": series,
                "issuer": issuer,
                "year": year,
                "status": status,
                "files": len(of_year),
                "file": chosen.candidate.file.name if chosen else "",
                "sha256": chosen.sha256 if chosen else "",
                "rule": chosen.rule if chosen else "; ".join(t.rule for t in of_year),
            }
        )
    return rows


def _expected(texts: Sequence[Text]) -> Iterator[tuple[str, str, int]]:
    present = {t.candidate.series for t in texts}
    if CENTRAL in present:
        yield from ((CENTRAL, CENTRAL_NAME, year) for year in range(FIRST_YEAR, LAST_YEAR + 1))
    if PROVINCES in present:
        yield from ((PROVINCES, name, PROVINCES_YEAR) for name in ALL_PROVINCES)
    for series, (_, name, _) in FIRMS.items():
        years = [t.candidate.year for t in texts if t.candidate.series == series]
        if years:
            yield from ((series, name, year) for year in range(min(years), max(years) + 1))


def index_rows(texts: Sequence[Text], runs: Runs) -> list[dict[str, Any]]:
    """One row per series, issuer, year, section, method and path; missing years have no value."""
    years = year_rows(texts, runs)
    rows = []
    for series in SERIES:
        for method in METHODS:
            run = runs.get((series, method))
            if run is None:
                continue
            for section in ("mdna", "all") if series in FIRMS else ("all",):
                cells = panel_of(run, section=section)
                wanted = [y for y in years if y["series"] == series]
                rows += _filled(cells, wanted, run.manifest["paths"], section, method)
    return rows


def panel_of(run: nqp_text.Run, *, section: str = "all", **options: Any) -> pl.DataFrame:
    """The panel by document, in the study's measure unless another is asked for."""
    given = {"by": "document", "measure": MEASURE, **options}
    return run.panel(section=None if section == "all" else section, **given)


def _filled(
    cells: pl.DataFrame,
    years: Sequence[Mapping[str, Any]],
    paths: Sequence[str],
    section: str,
    method: str,
) -> Iterator[dict[str, Any]]:
    found = {(r["doc_id"], r["path"]): r for r in cells.iter_rows(named=True)}
    for year in years:
        for path in (*paths, COMPOSITE):
            cell = found.get((year["sha256"], path), {"status": year["status"]})
            yield {
                **{name: year[name] for name in ("series", "issuer", "year")},
                "section": section,
                "method": method,
                "path": path,
                **{name: cell.get(name) for name in _NUMBERS},
                "sha256": year["sha256"],
            }
