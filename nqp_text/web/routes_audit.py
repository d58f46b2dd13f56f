"""Auditing: one sentence after another, decided with the keyboard."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote, unquote

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from nqp_text.errors import DocumentError
from nqp_text.web import audit_file
from nqp_text.web.audit_queue import (
    ACTORS,
    POLARITIES,
    STANCES,
    Decision,
    Labelled,
    checked,
    labelled,
    queue_of,
    record_of,
    sentence_key,
)
from nqp_text.web.document_view import context_of, number_of
from nqp_text.web.evidence import choices
from nqp_text.web.highlights import pieces_of, shortened
from nqp_text.web.opened_run import OpenedRun
from nqp_text.web.problems import NotFound, Refused
from nqp_text.web.routes_document import row_of
from nqp_text.web.routes_home import A_YEAR, place_of
from nqp_text.web.routes_run import TheFilters, TheRun
from nqp_text.web.show import query, show, wants_fragment

router = APIRouter(prefix="/runs/{run_id}/audit", include_in_schema=False)
NAME_COOKIE = "nqp_annotator"
Decided = dict[tuple[str, str], dict[str, Any]]


@router.get("")
def audit(
    request: Request, run: TheRun, filters: TheFilters, at: int = 0, sentence: str = ""
) -> HTMLResponse:
    """The next sentence that this person has not decided about, or the one asked for."""
    name = unquote(request.cookies.get(NAME_COOKIE, ""))
    queue = queue_of(run, filters)
    decided = audit_file.decisions(run.folder)
    mine = {key for annotator, key in decided if annotator == name}
    position = _position(queue, mine, at, sentence)
    item = labelled(run, *queue[position - 1]) if position else None
    if sentence and item is None:
        item = _named(request, run, sentence)
    values: dict[str, Any] = {
        "item": item,
        "position": position,
        "total": len(queue),
        "done": sum(sentence_key(*pair) in mine for pair in queue),
        "name": name,
        "filters": filters,
    }
    if item is not None:
        values |= _about(run, item, decided, name)
    if wants_fragment(request):
        return show(request, "part_audit.html", run=run, **values)
    return show(request, "audit.html", run=run, tab="audit", choices=choices(run), **values)


def _about(run: OpenedRun, item: Labelled, decided: Decided, name: str) -> dict[str, Any]:
    """What the card of a sentence shows besides it."""
    row = run.document(item.doc_id) or {}
    return {
        "row": row,
        "before": decided.get((name, item.id)),
        "others": sorted({a for a, key in decided if key == item.id and a != name}),
        "parts": shortened(pieces_of(item.text, item.start, item.evidence)),
        "place": number_of(row.get("format") or "", item.page, item.sentence_id),
        "STANCES": STANCES,
        "ACTORS": ACTORS,
        "POLARITIES": POLARITIES,
    }


def _named(request: Request, run: OpenedRun, sentence: str) -> Labelled:
    """A sentence by the id that labelled data gives it, tagged or not."""
    doc, _, number = sentence.rpartition("-")
    found = [d for d in run.documents["doc_id"] if d and d.startswith(doc) and len(doc) == 16]
    if not found or not number.isdecimal():
        raise NotFound("There is no such sentence.", where=sentence)
    return _sentence(request, run, row_of(run, found[0]), int(number))[0]


def _position(queue: list[tuple[str, int]], mine: set[str], at: int, sentence: str) -> int:
    """Place in the queue, from 1; 0 if there is nothing left, or the sentence is not in it."""
    if sentence:
        keys = [sentence_key(*pair) for pair in queue]
        return keys.index(sentence) + 1 if sentence in keys else 0
    if 1 <= at <= len(queue):
        return at
    for position, pair in enumerate(queue, 1):
        if sentence_key(*pair) not in mine:
            return position
    return 0


@router.post("")
def decide(
    request: Request,
    run: TheRun,
    filters: TheFilters,
    doc: Annotated[str, Form()],
    number: Annotated[int, Form()],
    annotator: Annotated[str, Form()] = "",
    labels: Annotated[list[str] | None, Form()] = None,
    stance: Annotated[str, Form()] = "",
    actor: Annotated[str, Form()] = "",
    polarity: Annotated[str, Form()] = "",
) -> Response:
    """Save a decision, and show the next sentence."""
    decision = Decision(
        annotator, tuple(labels or ()), stance or None, actor or None, polarity or None
    )
    saved = save(request, run, doc, number, decision)
    target = f"/runs/{run.id}/audit?{query(filters.given)}"
    answer = RedirectResponse(target, 303)
    answer.set_cookie(
        NAME_COOKIE, quote(saved["annotator"]), max_age=A_YEAR, samesite="strict", httponly=True
    )
    return answer


def save(
    request: Request, run: OpenedRun, doc_id: str, sentence_id: int, decision: Decision
) -> dict[str, Any]:
    """Append the decision to the audit file of the run and return its record."""
    row = row_of(run, doc_id)
    decision = checked(decision, run)
    item, previous = _sentence(request, run, row, sentence_id)
    record = record_of(run, row, item, decision, previous)
    try:
        audit_file.append(run.folder, record)
    except OSError as error:
        raise Refused(
            f"The decision cannot be saved: {error.strerror or error}.",
            status=507,
            where=str(run.folder / audit_file.NAME),
            fix="Make the run folder writable, or free space on the disk.",
        ) from error
    return record


def _sentence(
    request: Request, run: OpenedRun, row: dict[str, Any], sentence_id: int
) -> tuple[Labelled, str]:
    """The sentence, also one without mentions, and the sentence before it if the file is here."""
    item = labelled(run, row["doc_id"], sentence_id)
    try:
        document = place_of(request).room.read(run, row)
    except DocumentError:
        document = None
    previous = context_of(document, sentence_id)[0] if document else ""
    if item is not None:
        return item, previous
    if document is None or not 0 <= sentence_id < len(document.sentences):
        raise NotFound("The document has no such sentence.", where=str(sentence_id))
    bare = document.sentences[sentence_id]
    return (
        Labelled(
            sentence_key(row["doc_id"], sentence_id),
            row["doc_id"],
            sentence_id,
            bare.page,
            bare.section,
            bare.lang,
            document.text[bare.content_start : bare.content_end],
            bare.content_start,
            (),
            None,
            None,
            None,
            (),
        ),
        previous,
    )


@router.get("/context/{doc_id}/{sentence_id}")
def context(request: Request, run: TheRun, doc_id: str, sentence_id: int) -> HTMLResponse:
    """The sentence between its neighbours; loaded later, because the file has to be read."""
    row = row_of(run, doc_id)
    around, problem = ("", ""), ""
    try:
        around = context_of(place_of(request).room.read(run, row), sentence_id)
    except DocumentError as error:
        problem = error.what
    item, _ = _sentence(request, run, row, sentence_id)
    return show(
        request,
        "part_context.html",
        run=run,
        item=item,
        parts=shortened(pieces_of(item.text, item.start, item.evidence)),
        before=around[0],
        after=around[1],
        problem=problem,
    )
