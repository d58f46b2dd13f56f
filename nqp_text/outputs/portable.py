"""A run without the names of the folders that it was made in, and without the texts of others."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

import polars as pl

from nqp_text.records import LINK_NOTE

_LINK = f"(?s)(?:^|; ){LINK_NOTE}.*$"
_LEFT_OUT = ("folder", "files", "left_out", "command")


def common_folder(paths: Sequence[str]) -> str:
    """The folder that all paths lie in, with a slash at its end; empty if there is none.

    >>> common_folder(["/home/x/a/1.pdf", "/home/x/b/2.pdf"])
    '/home/x/'
    >>> common_folder(["1.pdf", "a/2.pdf"])
    ''
    """
    folders = {posixpath.dirname(path) for path in paths}
    if not folders or len({posixpath.isabs(folder) for folder in folders}) > 1:
        return ""
    common = posixpath.commonpath(sorted(folders))
    return "" if not common else common.rstrip("/") + "/"


def without_folder(frame: pl.DataFrame, folder: str) -> pl.DataFrame:
    """The frame with the folder cut off wherever a text names a file in it.

    Where a link led on the author's machine says nothing to others, and is left out.
    """
    if frame.schema.get("reason") == pl.String:
        frame = frame.with_columns(pl.col("reason").str.replace(_LINK, ""))
    if not folder:
        return frame
    texts = [
        name
        for name in ("path", "file", "reason", "primary_rule")
        if frame.schema.get(name) == pl.String
    ]
    return frame.with_columns(pl.col(texts).str.replace_all(folder, "", literal=True))


def without_texts(mentions: pl.DataFrame) -> pl.DataFrame:
    """Mentions by place and terms; the sentences belong to those who wrote them."""
    return mentions.with_columns(pl.lit("").alias("text"))


def portable_manifest(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest without what only this machine knows; of a path, its last part."""
    return {
        name: _named(value) for name, value in sorted(manifest.items()) if name not in _LEFT_OUT
    }


def _named(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _named(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_named(part) for part in value]
    if isinstance(value, str):
        for kind in (PurePosixPath, PureWindowsPath):
            if kind(value).is_absolute():
                return kind(value).name
    return value
