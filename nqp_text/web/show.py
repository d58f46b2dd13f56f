"""Fills templates: every value is escaped, and control characters are made visible."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from nqp_text.outputs.messages import in_chinese
from nqp_text.web.language import LANGUAGES, Translator, language_of
from nqp_text.web.opened_run import OpenedRun

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "nqp_theme"
_HERE = Path(__file__).parent
# What turns the direction of text or cannot be seen could make a sentence look like another one.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def visible(text: object) -> str:
    """The text with a sign in the place of characters that nobody sees; its length stays."""
    return _HIDDEN.sub("\ufffd", "" if text is None else str(text))


def number(value: object) -> str:
    """A count with thin spaces, or a dash where nothing is known."""
    return "–" if value is None else f"{int(str(value)):,}".replace(",", "\u202f")


def decimal(value: float | None, digits: int = 2) -> str:
    """A value with some digits, or a dash where there is none."""
    return "–" if value is None else f"{value:.{digits}f}"


def percent(value: float | None, digits: int = 1) -> str:
    """A share as a percentage, or a dash where there is none."""
    return "–" if value is None else f"{100 * value:.{digits}f}\u202f%"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates", encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        visible=visible, number=number, decimal=decimal, percent=percent, query=query
    )
    return environment


def query(values: dict[str, Any]) -> str:
    """The part of an address behind the question mark, without empty values."""
    return urlencode({name: value for name, value in values.items() if value not in ("", None, 0)})


def show(
    request: Request, template: str, status: int = 200, run: OpenedRun | None = None, **values: Any
) -> HTMLResponse:
    """The page or fragment in the language and theme of the request."""
    t = Translator(language_of(request.cookies, request.headers.get("accept-language", "")))
    theme = request.cookies.get(THEME_COOKIE, "auto")
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    values = {
        "t": t,
        "languages": LANGUAGES,
        "theme": theme if theme in THEMES else "auto",
        "themes": THEMES,
        "here": here,
        "run": run,
        "said": _said(t.language),
        "section_name": _section_names(t),
        "measure_name": lambda measure: t(f"measure_{measure}"),
        "node_name": _node_names(run, t.language),
        "short_name": _short_names(run, t),
        "tone": _tones(run),
        **values,
    }
    tone = values["tone"]
    values["lead"] = lambda labels: next((t for t in (tone(x[0]) for x in labels) if t), 0)
    html = _environment().get_template(template).render(values)
    return HTMLResponse(html, status, headers={"vary": "Cookie, Accept-Language, HX-Request"})


def wants_fragment(request: Request) -> bool:
    """Does htmx ask for a part of a page only?"""
    return request.headers.get("hx-request") == "true"


def _said(language: str) -> Callable[[object], str]:
    """Messages of the program in the language of the page, escaped by the template."""
    return lambda text: visible(in_chinese(str(text or "")) if language == "zh" else text)


def _section_names(t: Translator) -> Callable[[str], str]:
    """A section in words; a part of another section is dotted, as in mdna.risk."""

    def name(section: str) -> str:
        keys = {part: f"section_{part}" for part in section.split(".")}
        return " › ".join(part if t(key) == key else t(key) for part, key in keys.items())

    return name


def _node_names(run: OpenedRun | None, language: str) -> Any:
    """The name of a node in the language, short enough for a label."""
    taxonomy = run.taxonomy if run else _shipped()
    names = {node.id: (node.zh if language == "zh" else node.en) for node in taxonomy.nodes}
    return lambda node: names.get(node, node)


def _short_names(run: OpenedRun | None, t: Translator) -> Any:
    """A name of a node that fits a label; nodes of other taxonomies have their whole name."""
    full = _node_names(run, t.language)

    def short(node: str) -> str:
        key = f"short.{node}"
        found = t(key)
        return str(full(node)) if found == key else found

    return short


def _tones(run: OpenedRun | None) -> Any:
    """The number of the colour of a node: one for each path, 0 for all others."""
    paths = run.paths if run else _shipped().paths
    tones = {path: position % 9 + 1 for position, path in enumerate(paths)}
    return lambda node: tones.get(node, 0)


@cache
def _shipped() -> Any:
    from nqp_text.taxonomy import load_taxonomy

    return load_taxonomy()
