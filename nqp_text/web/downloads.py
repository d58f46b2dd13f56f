"""Files to download, made when they are asked for."""

from __future__ import annotations

import tempfile
from pathlib import Path

from nqp_text.outputs import EXPORT_FORMATS, EXPORTABLE, export_panel, export_table
from nqp_text.web import audit_file
from nqp_text.web.opened_run import OpenedRun
from nqp_text.web.problems import NotFound

SHAPES = ("long", "wide")
_AS_THEY_ARE = ("report.html", "index.csv", "quarantine.csv", "manifest.json", audit_file.NAME)


def formats() -> tuple[str, ...]:
    """Suffixes of export files."""
    return tuple(EXPORT_FORMATS)


def make_export(
    run: OpenedRun,
    what: str,
    suffix: str,
    into: Path,
    *,
    shape: str = "long",
    by: str = "document",
    measures: tuple[str, ...] = ("share_listed",),
    scopes: tuple[str, ...] = ("attention",),
) -> tuple[Path, Path]:
    """Write an export into a new folder below ``into``; returns the file and its codebook."""
    if what not in EXPORTABLE or suffix not in EXPORT_FORMATS or shape not in SHAPES:
        raise NotFound(
            "There is no such export.",
            where=f"{what}{suffix}",
            fix=f"Choose one of {', '.join(EXPORTABLE)} and {', '.join(EXPORT_FORMATS)}.",
        )
    folder = Path(tempfile.mkdtemp(prefix="export-", dir=into))
    target = folder / f"{run.id}-{what}{suffix}"
    if what == "panel":
        written = export_panel(
            run.run, target, shape=shape, by=by, measures=measures, scopes=scopes
        )
    else:
        written = export_table(run.run, target, what)
    return written.file, written.codebook


def ready_files(run: OpenedRun) -> list[tuple[str, int]]:
    """Files of the run folder that are handed out as they are, with their sizes in bytes."""
    found = []
    for name in _AS_THEY_ARE:
        file = run.folder / name
        if file.is_file():
            found.append((name, file.stat().st_size))
    return found


def ready_file(run: OpenedRun, name: str) -> Path:
    """One of these files."""
    if name not in dict(ready_files(run)):
        raise NotFound("The run has no such file.", where=name, fix="Choose one of the list.")
    return run.folder / name
