"""A document: page images with marks, and the sentences beside them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from nqp_text.errors import DocumentError
from nqp_text.web.document_view import ShownPage, mentions_of, show_evidence_only, show_page
from nqp_text.web.opened_run import OpenedRun
from nqp_text.web.problems import NotFound
from nqp_text.web.routes_home import place_of
from nqp_text.web.routes_run import TheRun
from nqp_text.web.show import show, wants_fragment

router = APIRouter(prefix="/runs/{run_id}/documents/{doc_id}", include_in_schema=False)
WIDTHS = (900, 1400)
"""Widths of page images in pixels; others are not drawn, so that each is drawn once."""


def row_of(run: OpenedRun, doc_id: str) -> dict[str, Any]:
    """The row of the document in the address."""
    row = run.document(doc_id)
    if row is None:
        raise NotFound(
            "The run has no such document.", where=doc_id, fix="Choose one in the list of the run."
        )
    return row


@router.get("")
def document(request: Request, run: TheRun, doc_id: str, page: int = 0) -> HTMLResponse:
    """The page with its text; without a number, the first one that has mentions.

    The fragment holds what changes from page to page.
    """
    row = row_of(run, doc_id)
    if wants_fragment(request):
        shown, problem = page_of(request, run, row, page)
        return show(request, "part_page.html", run=run, row=row, shown=shown, problem=problem)
    return show(
        request,
        "document.html",
        run=run,
        tab="overview",
        row=row,
        page=page,
        mentions=run.mentions_by_document.get(doc_id, 0),
    )


def page_of(
    request: Request, run: OpenedRun, row: dict[str, Any], number: int
) -> tuple[ShownPage, DocumentError | None]:
    """The page with its marks; without the file, the tagged sentences alone and the reason."""
    mentions = mentions_of(run, row["doc_id"])
    try:
        read = place_of(request).room.read(run, row)
    except DocumentError as error:
        shown = show_evidence_only(mentions, row["format"] or "", number, row["pages"] or 1)
        return shown, error
    return show_page(read, mentions, number), None


@router.get("/pages/{number}.png")
def picture(request: Request, run: TheRun, doc_id: str, number: int, width: int = 0) -> Response:
    """The image of a page. It never changes, because the address holds the file's hash."""
    row = row_of(run, doc_id)
    if not 1 <= number <= (row["pages"] or 0):
        raise NotFound("The document has no such page.", where=str(number))
    wide = width if width in WIDTHS else WIDTHS[-1]
    drawn = place_of(request).room.draw(run, row, number, wide)
    return Response(
        drawn, media_type="image/png", headers={"cache-control": "private, max-age=86400"}
    )
