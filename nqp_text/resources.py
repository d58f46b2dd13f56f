"""Finds the shipped data folders (lexicons, corpora, models) and the user's cache folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from nqp_text.errors import ResourceError

DATA_VARIABLE = "NQP_TEXT_DATA"


def data_roots() -> list[Path]:
    """Places where data folders may lie, the most specific first."""
    package = Path(__file__).resolve().parent
    roots = [package / "_data", package.parent]
    override = os.environ.get(DATA_VARIABLE)
    return [Path(override), *roots] if override else roots


def has_data(*parts: str) -> bool:
    """Is this file or folder shipped?"""
    return any(root.joinpath(*parts).exists() for root in data_roots())


def data_path(*parts: str) -> Path:
    """Path of a shipped file or folder, such as ``data_path("lexicons", "zh.csv")``."""
    for root in data_roots():
        candidate = root.joinpath(*parts)
        if candidate.exists():
            return candidate
    raise ResourceError(
        f"The shipped file {'/'.join(parts)!r} was not found.",
        where=", ".join(str(root) for root in data_roots()),
        fix=f"Reinstall nqp-text, or set {DATA_VARIABLE} to a folder that holds it.",
    )


def cache_folder() -> Path:
    """Where this system wants programs to keep what they can make again."""
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else home / "AppData" / "Local") / "nqp-text" / "Cache"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "nqp-text"
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else home / ".cache") / "nqp-text"
