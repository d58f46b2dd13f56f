"""What a run was asked to do, written before its first document: ``parts/plan.json``.

``nqp scan --resume`` and ``--retry-failed`` need nothing but the run folder because of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nqp_text.errors import RunFolderError
from nqp_text.settings import Settings
from nqp_text.storage.files import replaced

PLAN = Path("parts", "plan.json")
_NOT_KEPT = ("workers", "start_method", "strict", "quiet", "cache", "cache_limit")
"""Settings of the machine or the moment: a resumed run may have others."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The sources as they were named, the folder they were named in, and the settings."""

    sources: tuple[str, ...]
    folder: str
    settings: Mapping[str, Any]


def is_begun(out: Path) -> bool:
    """Was a run begun in this folder?"""
    return (out / PLAN).is_file()


def write_plan(out: Path, sources: Iterable[str | Path], settings: Settings) -> None:
    """Write the plan, durably."""
    kept = {k: v for k, v in settings.as_dict().items() if k not in _NOT_KEPT}
    content = {
        "sources": [str(source) for source in sources],
        "folder": str(Path.cwd()),
        "settings": kept,
    }
    # ASCII: file names of other encodings come as half surrogate pairs.
    text = json.dumps(content, ensure_ascii=True, indent=1)
    try:
        with replaced(out / PLAN) as temporary:
            temporary.write_text(text + "\n", encoding="ascii")
    except OSError as error:
        raise RunFolderError(
            f"The run folder cannot be written: {error.strerror or error}.",
            where=str(out / PLAN),
            fix="Check free space and permissions.",
        ) from error


def read_plan(out: Path) -> Plan:
    """The plan of the run in a folder; raises if there is none."""
    try:
        content = json.loads((out / PLAN).read_text(encoding="ascii"))
        return Plan(tuple(content["sources"]), content["folder"], dict(content["settings"]))
    except FileNotFoundError as error:
        raise RunFolderError(
            "The folder holds no run to go on with.",
            where=str(out),
            fix="Name the sources: nqp scan SOURCES --out RUN.",
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunFolderError(
            f"The plan of the run cannot be read: {error}",
            where=str(out / PLAN),
            fix="Name the sources and options again, with --resume.",
        ) from error


def planned_sources(plan: Plan) -> tuple[str, ...]:
    """The sources of a plan, if they mean the same from here."""
    here = str(Path.cwd())
    if plan.folder != here and any(not Path(name).is_absolute() for name in plan.sources):
        raise RunFolderError(
            "The run was begun in another working folder, and names its files from there.",
            where=here,
            fix=f"Change to {plan.folder} first, or name the sources again.",
        )
    return plan.sources
