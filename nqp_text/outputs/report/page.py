"""The page: template, styles, scripts and data in one file that asks the network for nothing.

Every text of the run goes through Jinja's escaping or through ``packed``. The content security
policy lets only the scripts run whose hashes it names, so that even a mistake here runs nothing.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nqp_text.errors import RunFolderError
from nqp_text.outputs.atomic import replacing
from nqp_text.outputs.charts import LANGUAGES, colours, config, report_specs, vega_bundle
from nqp_text.outputs.report.contents import Contents, gather
from nqp_text.outputs.report.folder import Notice, ReportFolder, open_folder
from nqp_text.outputs.report.packing import packed, packed_pieces
from nqp_text.outputs.schema import REPORT
from nqp_text.outputs.spool import Span, Spool
from nqp_text.outputs.words import words

if TYPE_CHECKING:
    from jinja2 import Environment

MAX_BYTES = 25_000_000
"""Largest report that is written: the evidence is chosen to fit."""

OVERHEAD = 65_536
"""Bytes for a notice and for what stands around the blocks."""

SCRIPTS = (
    "text.js", "data.js", "list.js", "charts.js", "coverage.js", "heat.js", "views.js",
    "evidence.js", "start.js",
)  # fmt: skip
TITLES = {
    "new quality productive forces": {"zh": "新质生产力", "en": "New quality productive forces"}
}
"""What the shipped taxonomy is called in a heading; another one gives its own name."""

_PACKAGE = "nqp_text.outputs.report"


def write_report(folder: Path, target: Path | None = None, *, max_bytes: int = MAX_BYTES) -> Path:
    """Write the report of a run folder, ``report.html`` in it unless ``target`` says otherwise.

    It has at most ``max_bytes`` bytes, with the best evidence that fits. A folder that is not whole
    gets a report that says so.
    """
    source = open_folder(Path(folder))
    target = target or Path(folder) / REPORT
    with (
        replacing(target) as temporary,
        Spool(temporary.parent) as spool,
        temporary.open("wb") as stream,
    ):
        for piece in report_pieces(source, spool, max_bytes=max_bytes):
            stream.write(piece.encode("utf-8"))
    return target


def report_pieces(
    source: ReportFolder, spool: Spool, *, max_bytes: int = MAX_BYTES
) -> Iterator[str]:
    """The page piece by piece. What stands in its middle is made before and waits in ``spool``."""
    contents = gather(source, spool)
    for content, left_out in _ever_smaller(contents.core):
        core = spool.add(packed_pieces(content))
        told = (*contents.notices, *left_out)
        around = sum(len(piece.encode("utf-8")) for piece in _page(contents, (), (), told))
        room = max_bytes - around - core.size - OVERHEAD
        if room >= core.size // 2:  # evidence needs some of it
            break
    if room < 0:
        raise RunFolderError(
            f"The report needs more than {max_bytes:,} bytes without any evidence.",
            where="max_bytes",
            fix="Allow more, or report on fewer documents.",
        )
    blocks, notices = contents.evidence(room, spool)
    yield from _page(
        contents, _texts(spool, core), (_texts(spool, block) for block in blocks), (*told, *notices)
    )


def _texts(spool: Spool, span: Span) -> Iterator[str]:
    return (piece.decode("ascii") for piece in spool.pieces(span))


def _ever_smaller(core: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], tuple[Notice, ...]]]:
    """The core whole, with one measure, and without panels: tens of thousands of units fit too."""
    yield dict(core), ()
    first = [{**panel, "cells": panel["cells"][:1]} for panel in core["panels"]]
    yield {**core, "panels": first}, (Notice("notice_measures"),)
    yield {**core, "panels": []}, (Notice("notice_panels"),)


def _page(
    contents: Contents,
    core: Iterable[str],
    blocks: Iterable[Iterable[str]],
    notices: Sequence[Notice],
) -> Iterator[str]:
    scripts = {"vega": vega_bundle(), "page": _scripts()}
    settings = {
        "words": words(),
        "specs": report_specs(),
        "config": {mode: config(dark=mode == "dark") for mode in ("light", "dark")},
        "colours": {mode: colours(dark=mode == "dark") for mode in ("light", "dark")},
    }
    template = _environment().get_template("report.html.j2")
    return template.generate(
        words=words(),
        languages=LANGUAGES,
        totals=contents.totals,
        notices=notices,
        blocks=blocks,
        run=contents.core["run"],
        title=_title(contents.core["run"]["taxonomy"]),
        paths=[node for node in contents.core["nodes"] if node["in_index"]],
        facets=[node for node in contents.core["nodes"] if not node["in_index"]],
        style=_asset("report.css"),
        scripts=scripts,
        hashes=[_hash(script) for script in scripts.values()],
        settings=packed(settings),
        core=core,
    )


def _title(taxonomy: Mapping[str, Any]) -> dict[str, str]:
    name = str(taxonomy.get("name") or "")
    default = words()["title"]
    return {lang: TITLES.get(name, {}).get(lang) or name or default[lang] for lang in LANGUAGES}


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


@cache
def _scripts() -> str:
    body = "\n".join(_asset(name) for name in SCRIPTS)
    return f'"use strict";\n(() => {{\n{body}\n}})();\n'


@cache
def _asset(name: str) -> str:
    return files(_PACKAGE).joinpath("assets", name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    def load(name: str) -> str:
        return files(_PACKAGE).joinpath("templates", name).read_text(encoding="utf-8")

    environment = Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["filled"] = _filled
    environment.filters["thousands"] = lambda number: f"{number:,}"
    environment.filters["json"] = lambda value: json.dumps(value, ensure_ascii=False)
    return environment


def _filled(text: str, values: dict[str, Any]) -> str:
    """Put values into ``{name}`` places; a text of the run that holds braces stays as it is."""
    for name, value in values.items():
        text = text.replace(
            "{" + name + "}", f"{value:,}" if isinstance(value, int) else str(value)
        )
    return text
