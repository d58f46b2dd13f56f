"""The same for scripts: JSON in, JSON out, described by OpenAPI at ``/api/openapi.json``."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from nqp_text.pipeline import Line
from nqp_text.web import audit_file
from nqp_text.web.api_models import (
    AuditRequest,
    Evidence,
    JobState,
    PageOfDocument,
    RunSummary,
    TagAnswer,
    TagRequest,
)
from nqp_text.web.audit_queue import Decision
from nqp_text.web.child_tasks import Lines
from nqp_text.web.evidence import find_evidence
from nqp_text.web.jobs import Job
from nqp_text.web.routes_audit import save
from nqp_text.web.routes_document import page_of, row_of
from nqp_text.web.routes_home import place_of, start_scan
from nqp_text.web.routes_run import TheFilters, TheRun

router = APIRouter(prefix="/api", tags=["api"])
_ADDED = ("document", "place", "pieces")
_SCAN_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}}
                    },
                }
            }
        },
    }
}


@router.post("/tag", response_model=TagAnswer)
def tag(request: Request, asked: TagRequest) -> Any:
    """Label sentences: one result per sentence, in the same order, as `nqp tag --format jsonl`."""
    lines = tuple(
        Line(s, asked.kind) if isinstance(s, str) else Line(s.text, s.kind, s.lang, s.prev)
        for s in asked.sentences
    )
    room = place_of(request).room
    return {"sentences": room.tag_lines(Lines(lines, place_of(request).options.settings))}


@router.post("/scan", status_code=202, response_model=JobState, openapi_extra=_SCAN_FORM)
async def scan(request: Request) -> Any:
    """Upload files as `multipart/form-data` and scan them; ask for the job until it has ended."""
    return _job(await start_scan(request))


@router.get("/jobs", response_model=list[JobState])
def jobs(request: Request) -> Any:
    """All scans of this server, the newest first."""
    return [_job(job) for job in place_of(request).jobs.all]


@router.get("/jobs/{job_id}", response_model=JobState)
def job(request: Request, job_id: str) -> Any:
    """How far a scan is. When its state is `done`, `run` is the id of its run."""
    return _job(place_of(request).jobs.find(job_id))


@router.delete("/jobs/{job_id}", response_model=JobState)
def cancel(request: Request, job_id: str) -> Any:
    """End a scan after the file that it is at."""
    return _job(place_of(request).jobs.cancel(job_id))


@router.get("/runs", response_model=list[str])
def runs(request: Request) -> Any:
    """The ids of all runs."""
    return list(place_of(request).library.ids)


@router.get("/runs/{run_id}", response_model=RunSummary)
def run(run: TheRun) -> Any:
    """A run in numbers, and what is wrong with its folder."""
    documents = run.documents
    return {
        "id": run.id,
        "documents": documents.height,
        "statuses": dict(sorted(documents["status"].drop_nulls().value_counts().iter_rows())),
        "pages": int(documents["pages"].sum()),
        "pages_read": int(documents["pages_read"].sum()),
        "sentences": int(documents["sentences"].sum()),
        "mentions": run.mention_counts,
        "problems": list(run.problems),
        "manifest": run.manifest,
    }


@router.get("/runs/{run_id}/documents")
def documents(run: TheRun) -> Response:
    """One object a file, with the columns of `documents.parquet`."""
    return _rows(run.documents.to_dicts())


@router.get("/runs/{run_id}/documents/{doc_id}")
def document(run: TheRun, doc_id: str) -> Response:
    """One document."""
    return _rows(row_of(run, doc_id))


@router.get("/runs/{run_id}/documents/{doc_id}/pages/{number}", response_model=PageOfDocument)
def page(request: Request, run: TheRun, doc_id: str, number: int) -> Any:
    """The sentences of a page with labels and rectangles (points from its upper left corner)."""
    shown, problem = page_of(request, run, row_of(run, doc_id), number)
    return {
        "number": shown.number,
        "pages": shown.count,
        "width": shown.sheet.width if shown.sheet else None,
        "height": shown.sheet.height if shown.sheet else None,
        "problem": problem.what if problem else shown.note,
        "sentences": [
            {
                "sentence_id": s.sentence_id,
                "block": s.block,
                "section": s.section,
                "text": s.text,
                "labels": [{"node": n, "score": score, "tagger": g} for n, score, g in s.labels],
                "stance": s.stance or None,
                "actor": s.actor or None,
                "polarity": s.polarity or None,
                "marks": [(m.x, m.y, m.width, m.height) for m in s.marks],
            }
            for s in shown.sentences
        ],
    }


@router.get("/runs/{run_id}/evidence", response_model=Evidence)
def evidence(
    run: TheRun,
    filters: TheFilters,
    page: int = 1,
    size: Annotated[int, Query(ge=1, le=500)] = 100,
    sort: str = "",
) -> Any:
    """The mentions that match the filters, with the columns of `mentions.parquet`."""
    found = find_evidence(run, filters, page=page, size=size, sort=sort)
    rows = [{k: v for k, v in row.items() if k not in _ADDED} for row in found.rows]
    return {"total": found.total, "page": found.page, "pages": found.pages, "mentions": rows}


@router.get("/runs/{run_id}/panel")
def panel(
    run: TheRun, by: str = "document", measure: str = "share_listed", scope: str = "attention"
) -> Response:
    """The panel in long form: one object per unit and path, as `nqp index --json`."""
    return _rows(run.panel(by, measure, scope).to_dicts())


@router.get("/runs/{run_id}/audit")
def audit(run: TheRun, latest: bool = False) -> Response:
    """Every decision of every person, in the labelled-data format, as JSON lines.

    `latest` gives the last decision of each person about each sentence only.
    """
    records = audit_file.decisions(run.folder).values() if latest else audit_file.read(run.folder)
    lines = (json.dumps(record, ensure_ascii=False) for record in records)
    return Response("".join(f"{line}\n" for line in lines), media_type="application/x-ndjson")


@router.post("/runs/{run_id}/audit", status_code=201)
def decide(request: Request, run: TheRun, asked: AuditRequest) -> Response:
    """Save a decision about a sentence; the answer is the line that was saved."""
    decision = Decision(
        asked.annotator, tuple(asked.labels), asked.stance, asked.actor, asked.polarity
    )
    return _rows(save(request, run, asked.doc_id, asked.sentence_id, decision), 201)


def _rows(content: Any, status: int = 200) -> JSONResponse:
    return JSONResponse(content, status)


def _job(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "state": job.state,
        "done": len(job.done),
        "total": job.total,
        "seconds": job.seconds,
        "run": job.run_id or None,
        "error": job.error or None,
        "steps": {
            path: {"what": step.what, "done": step.done, "total": step.total}
            for path, step in list(job.steps.items())
            if not any(file.path == path for file in job.done)
        },
        "refused": [{"name": name, "reason": why} for name, why in job.stored.refused],
        "files": [
            {
                "path": file.path,
                "status": file.status,
                "reason": file.reason,
                "pages": file.pages,
                "mentions": file.mentions,
            }
            for file in job.done
        ],
    }
