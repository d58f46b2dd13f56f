"""The first page, pasted text, uploads and their progress."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from nqp_text.errors import NqpError
from nqp_text.records import Kind
from nqp_text.web.jobs import Job
from nqp_text.web.language import COOKIE, LANGUAGES
from nqp_text.web.opened_run import OpenedRun
from nqp_text.web.options import MEGABYTE
from nqp_text.web.place import Place
from nqp_text.web.show import THEME_COOKIE, THEMES, show, wants_fragment
from nqp_text.web.tagged_text import show_tagged
from nqp_text.web.uploads import Incoming, store

router = APIRouter(include_in_schema=False)

MAX_PASTED = 2_000_000
A_YEAR = 365 * 24 * 3600


def place_of(request: Request) -> Place:
    """What the server has."""
    place: Place = request.app.state.place
    return place


@router.get("/")
def home(request: Request) -> HTMLResponse:
    """The runs, a place to drop files, and a box for text."""
    place = place_of(request)
    runs: list[tuple[str, OpenedRun | None, str]] = []
    for run_id in reversed(place.library.ids):
        try:
            runs.append((run_id, place.library.find(run_id), ""))
        except NqpError as error:
            runs.append((run_id, None, error.what))
    return show(
        request,
        "home.html",
        runs=runs,
        jobs=place.jobs.all[:8],
        options=place.options,
        max_pasted=MAX_PASTED,
    )


@router.post("/tag")
def tag(
    request: Request,
    text: Annotated[str, Form(max_length=MAX_PASTED)] = "",
    kind: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """The pasted text with what it mentions."""
    known: dict[str, Kind] = {"firm": "firm", "gov": "gov", "news": "news"}
    shown = None
    if text.strip():
        shown = show_tagged(place_of(request).room.tag(text, known.get(kind)))
    template = "part_tagged.html" if wants_fragment(request) else "tagged.html"
    return show(request, template, shown=shown)


@router.post("/scan")
async def scan(request: Request) -> Response:
    """Take files in and start a scan."""
    job = await start_scan(request)
    target = f"/jobs/{job.id}"
    if wants_fragment(request):
        return Response(status_code=204, headers={"HX-Redirect": target})
    return RedirectResponse(target, 303)


async def start_scan(request: Request) -> Job:
    """The scan of the files of a form; raises ``Refused`` if nothing can be scanned."""
    place = place_of(request)
    options = place.options
    place.jobs.check_room()
    async with request.form(max_files=options.max_files + 1, max_fields=20) as form:
        files = [
            Incoming(part.filename or "document", part.file, part.size or 0)
            for _, part in form.multi_items()
            if isinstance(part, UploadFile) and (part.filename or part.size)
        ]
        stored = await run_in_threadpool(
            store,
            files,
            place.scans,
            max_file=options.max_file_mb * MEGABYTE,
            max_files=options.max_files,
            max_store=options.max_store_mb * MEGABYTE,
        )
    return place.jobs.start(stored)


@router.get("/jobs/{job_id}")
def job(request: Request, job_id: str) -> HTMLResponse:
    """How far a scan is; as a fragment, it asks for itself again until the scan has ended."""
    found = place_of(request).jobs.find(job_id)
    template = "part_job.html" if wants_fragment(request) else "job.html"
    return show(request, template, job=found)


@router.post("/jobs/{job_id}/cancel")
def cancel(request: Request, job_id: str) -> Response:
    """End a scan."""
    place_of(request).jobs.cancel(job_id)
    return RedirectResponse(f"/jobs/{job_id}", 303)


@router.get("/language/{language}")
def choose_language(language: str, back: str = "/") -> Response:
    """Remember the language and go back to the page."""
    return _remember(COOKIE, language if language in LANGUAGES else "en", back)


@router.get("/theme/{theme}")
def choose_theme(theme: str, back: str = "/") -> Response:
    """Remember light or dark, or what the system says, and go back to the page."""
    return _remember(THEME_COOKIE, theme if theme in THEMES else "auto", back)


def _remember(cookie: str, value: str, back: str) -> Response:
    answer = RedirectResponse(_local(back), 303)
    answer.set_cookie(cookie, value, max_age=A_YEAR, samesite="strict", httponly=True)
    return answer


def _local(back: str) -> str:
    """An address on this server, whatever was asked for."""
    parts = urlsplit(back)
    if parts.scheme or parts.netloc or not back.startswith("/") or back[1:2] in ("/", "\\"):
        return "/"
    return "".join(c for c in back if c.isprintable())
