"""A run: overview, documents, panel, evidence, comparison, downloads."""

from __future__ import annotations

import shutil
from typing import Annotated, Any

import polars as pl
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.background import BackgroundTask

from nqp_text.errors import MeasureError
from nqp_text.index import COMPOSITE, MEASURES, SCOPES, UNITS
from nqp_text.outputs import EXPORTABLE, failed_documents
from nqp_text.web.comparison import compare, top_of, units_of
from nqp_text.web.downloads import SHAPES, formats, make_export, ready_file, ready_files
from nqp_text.web.evidence import Filters, choices, find_evidence
from nqp_text.web.opened_run import OpenedRun
from nqp_text.web.routes_home import place_of
from nqp_text.web.show import show

router = APIRouter(prefix="/runs/{run_id}", include_in_schema=False)
DOCUMENTS_A_PAGE = 50


def run_of(request: Request, run_id: str) -> OpenedRun:
    """The run of the address."""
    return place_of(request).library.find(run_id)


TheRun = Annotated[OpenedRun, Depends(run_of)]
TheFilters = Annotated[Filters, Depends()]


@router.get("")
def overview(request: Request, run: TheRun, page: int = 1, q: str = "") -> HTMLResponse:
    """The run in numbers, its documents, and what could not be read."""
    documents = run.documents
    shown = documents
    if q:
        columns = (pl.col(c).fill_null("").str.to_lowercase() for c in ("path", "firm_name"))
        wanted = [column.str.contains(q.lower(), literal=True) for column in columns]
        shown = documents.filter(pl.any_horizontal([*wanted, pl.col("firm_code") == q]))
    pages = max(1, -(-shown.height // DOCUMENTS_A_PAGE))
    page = max(1, min(page, pages))
    rows = shown.slice((page - 1) * DOCUMENTS_A_PAGE, DOCUMENTS_A_PAGE).to_dicts()
    return show(
        request,
        "run.html",
        run=run,
        tab="overview",
        rows=rows,
        page=page,
        pages=pages,
        q=q,
        found=shown.height,
        failed=failed_documents(documents).to_dicts(),
        statuses=dict(sorted(documents["status"].drop_nulls().value_counts().iter_rows())),
        facts=_facts(run),
        cells=_cells(run, [row["doc_id"] for row in rows]),
    )


def _facts(run: OpenedRun) -> dict[str, int]:
    documents = run.documents
    return {
        "documents": documents.height,
        "read": documents.filter(pl.col("status").is_in(["ok", "partial"])).height,
        "pages": int(documents["pages"].sum()),
        "pages_read": int(documents["pages_read"].sum()),
        "sentences": int(documents["sentences"].sum()),
        "mentions": sum(run.mention_counts.values()),
    }


def _cells(run: OpenedRun, doc_ids: list[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """The panel's cells by document and path; nothing where the panel cannot be computed."""
    try:
        panel = run.panel("document", "share_listed", "attention")
    except (MeasureError, pl.exceptions.PolarsError):
        return {}
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in panel.filter(pl.col("doc_id").is_in(doc_ids)).to_dicts():
        found.setdefault(row["doc_id"], {})[row["path"]] = row
    return found


@router.get("/evidence")
def evidence(
    request: Request, run: TheRun, filters: TheFilters, page: int = 1, sort: str = ""
) -> HTMLResponse:
    """The mentions that match the filters."""
    found = find_evidence(run, filters, page=page, sort=sort)
    return show(
        request,
        "evidence.html",
        run=run,
        tab="evidence",
        found=found,
        filters=filters,
        sort=sort,
        choices=choices(run),
    )


@router.get("/panel")
def panel(
    request: Request,
    run: TheRun,
    by: str = "document",
    measure: str = "share_listed",
    scope: str = "attention",
) -> HTMLResponse:
    """The index as a table of units and paths, shaded by value."""
    table = run.panel(by, measure, scope)
    columns = [COMPOSITE, *run.paths]
    units: dict[tuple[object, ...], dict[str, Any]] = {}
    for row in table.to_dicts():
        key = (row["firm_code"], row["firm_name"], row["year"], row["file"], row["doc_id"])
        units.setdefault(key, {})[row["path"]] = row
    values = [
        cell["value"]
        for unit in units.values()
        for path, cell in unit.items()
        if path != COMPOSITE and cell["value"] is not None
    ]
    return show(
        request,
        "panel.html",
        run=run,
        tab="panel",
        units=list(units.values()),
        columns=columns,
        top=max(values, default=0.0) or 1.0,
        by=by,
        measure=measure,
        scope=scope,
        UNITS=UNITS,
        MEASURES=list(MEASURES),
        SCOPES=list(SCOPES),
    )


@router.get("/compare")
def comparison(
    request: Request,
    run: TheRun,
    a: str = "",
    b: str = "",
    by: str = "document",
    scope: str = "attention",
) -> HTMLResponse:
    """Two firms, years or documents side by side."""
    measure = "share_listed"
    units = units_of(run, by, measure, scope)
    keys = [key for key, _ in units]
    a = a if a in keys else (keys[0] if keys else "")
    b = b if b in keys else (keys[1] if len(keys) > 1 else a)
    sides = compare(run, (a, b), by, measure, scope) if keys else []
    columns = (COMPOSITE, *run.paths)
    return show(
        request,
        "compare.html",
        run=run,
        tab="compare",
        units=units,
        a=a,
        b=b,
        by=by,
        scope=scope,
        sides=sides,
        columns=columns,
        top=top_of(sides, columns),
        UNITS=UNITS,
        SCOPES=list(SCOPES),
    )


@router.get("/downloads")
def downloads(request: Request, run: TheRun) -> HTMLResponse:
    """What can be taken away."""
    return show(
        request,
        "downloads.html",
        run=run,
        tab="downloads",
        tables=EXPORTABLE,
        suffixes=formats(),
        files=ready_files(run),
        UNITS=UNITS,
        MEASURES=list(MEASURES),
        SCOPES=list(SCOPES),
        SHAPES=SHAPES,
    )


@router.get("/files/{name}")
def file(run: TheRun, name: str) -> Response:
    """A file of the run folder, from a fixed list, never shown as a page of ours."""
    found = ready_file(run, name)
    return FileResponse(found, filename=f"{run.id}-{name}", content_disposition_type="attachment")


@router.get("/export/{name}")
def export(
    request: Request,
    run: TheRun,
    name: str,
    shape: str = "long",
    by: str = "document",
    measure: Annotated[list[str] | None, Query()] = None,
    scope: Annotated[list[str] | None, Query()] = None,
    codebook: bool = False,
) -> Response:
    """A table or panel as a file such as ``mentions.csv``, or its codebook."""
    what, dot, suffix = name.rpartition(".")
    written, described = make_export(
        run,
        what,
        dot + suffix,
        place_of(request).temporary,
        shape=shape,
        by=by,
        measures=tuple(measure or ("share_listed",)),
        scopes=tuple(scope or ("attention",)),
    )
    target = described if codebook else written
    return FileResponse(
        target,
        filename=target.name,
        content_disposition_type="attachment",
        background=BackgroundTask(shutil.rmtree, written.parent, ignore_errors=True),
    )
