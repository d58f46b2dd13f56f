"""Puts the application together: pages, JSON, static files, the guard around them."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from nqp_text.errors import NqpError
from nqp_text.web import (
    routes_api,
    routes_audit,
    routes_document,
    routes_home,
    routes_run,
)
from nqp_text.web.guard import Guard
from nqp_text.web.options import Options
from nqp_text.web.place import Place
from nqp_text.web.problems import Refused, http_status
from nqp_text.web.show import show, wants_fragment

_log = logging.getLogger(__name__)
_STATIC = Path(__file__).parent / "static"


def create_app(options: Options) -> FastAPI:
    """The application. Child processes start with the first request that needs one."""
    place = Place(options)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            place.close()

    app = FastAPI(
        title="nqp-text",
        version=version("nqp-text"),
        description="Index of new quality productive forces: tag, scan, and read runs.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.place = place
    for routes in (routes_home, routes_run, routes_document, routes_audit, routes_api):
        app.include_router(routes.router)
    app.add_api_route("/api", _api_page, include_in_schema=False, response_class=HTMLResponse)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.add_exception_handler(NqpError, _on_our_error)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(Exception, _on_bug)
    app.add_middleware(
        Guard,
        hosts=frozenset(options.hosts),
        remote=options.remote,
        max_upload=options.max_upload_bytes,
    )
    return app


def _api_page(request: Request) -> HTMLResponse:
    """The JSON endpoints as a page, from the OpenAPI description."""
    return show(request, "api.html", paths=request.app.openapi()["paths"], address=request.base_url)


async def _on_our_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, NqpError)
    return _answer(request, error, http_status(error))


async def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    what = "There is no such page." if error.status_code == 404 else str(error.detail)
    return _answer(request, NqpError(what), error.status_code)


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    places = [".".join(map(str, e["loc"])) + ": " + str(e["msg"]) for e in error.errors()[:5]]
    return _answer(request, Refused("The request is not valid.", where="; ".join(places)), 422)


async def _on_bug(request: Request, error: Exception) -> Response:
    _log.error("internal error at %s", request.url.path, exc_info=error)
    problem = NqpError(f"Internal error {type(error).__name__}.", fix="Please report it.")
    return _answer(request, problem, 500)


def _answer(request: Request, error: NqpError, status: int) -> Response:
    """The error as JSON, as a fragment or as a page, whatever was asked for."""
    if request.url.path.startswith("/api/"):
        content = {"what": error.what, "where": error.where, "fix": error.fix}
        return JSONResponse({"error": content}, status)
    template = "part_error.html" if wants_fragment(request) else "error.html"
    return show(request, template, status, error=error)
