"""``manifest.json``: what was asked, with which versions, and which files came of it.

It is written last. A folder without it holds no finished run.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from nqp_text.errors import RunFolderError
from nqp_text.outputs.atomic import write_text
from nqp_text.outputs.schema import (
    DATABASE,
    FORMAT_VERSION,
    INDEX_CSV,
    MANIFEST,
    QUARANTINE,
    TABLES,
)
from nqp_text.storage.hashes import file_sha256

_RESULTS = (*(table.file for table in TABLES.values()), INDEX_CSV, QUARANTINE)


def write_manifest(
    folder: Path,
    given: Mapping[str, Any],
    documents: pl.DataFrame,
    section: str,
    paths: Sequence[str],
) -> None:
    """Add to what the caller knows what the folder shows, and write it."""
    content = {
        "format_version": FORMAT_VERSION,
        **given,
        "section": section,
        "paths": list(paths),
        "documents": documents.height,
        "statuses": dict(sorted(Counter(documents["status"]).items())),
        "files": {name: _described(folder / name) for name in _RESULTS},
        "folder": str(folder.resolve()),
    }
    content["files"][DATABASE] = {"bytes": (folder / DATABASE).stat().st_size}
    text = json.dumps(content, ensure_ascii=False, indent=2, default=str)
    write_text(folder / MANIFEST, text + "\n")


def _described(file: Path) -> dict[str, object]:
    return {"bytes": file.stat().st_size, "sha256": file_sha256(file)}


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a finished run; an error that says what the folder is if it is none."""
    file = folder / MANIFEST
    if not folder.is_dir():
        raise RunFolderError(
            "The run folder does not exist.",
            where=str(folder),
            fix="Give the folder that  nqp scan --out  wrote.",
        )
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RunFolderError(
            "The folder holds no finished run: manifest.json is missing.",
            where=str(folder),
            fix="Give the folder that  nqp scan --out  wrote, or scan again if it was stopped.",
        ) from error
    except (OSError, ValueError) as error:
        raise RunFolderError(
            f"The manifest cannot be read: {error}", where=str(file), fix="Scan again."
        ) from error
    version = content.get("format_version") if isinstance(content, dict) else None
    if version != FORMAT_VERSION:
        raise RunFolderError(
            f"The run folder has format {version}, this version reads {FORMAT_VERSION}.",
            where=str(file),
            fix="Scan again with this version, or read it with the version that wrote it.",
        )
    return dict(content)
