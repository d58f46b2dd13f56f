"""What the user names (files, folders, patterns, URLs, a manifest) → the files, in one order."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from nqp_text.errors import NqpError
from nqp_text.pipeline.manifest import Row, is_manifest, read_manifest
from nqp_text.pipeline.remote import is_url, urls_in

READABLE_SUFFIXES = frozenset(
    {".pdf", ".docx", ".html", ".htm", ".xhtml", ".shtml", ".txt", ".text", ".md", ".markdown"}
)
UNREADABLE_SUFFIXES = frozenset(
    {".doc", ".rtf", ".odt", ".wps", ".caj", ".epub", ".zip", ".rar", ".7z", ".tif", ".tiff"}
)
"""Formats in which documents come but that we cannot read: they are reported, not passed over."""

_SNIFFED = 1024
_DOCUMENT_MAGIC = (b"%PDF-", b"<html", b"<!doctype html")


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read. ``path`` is its name in the tables, ``file`` where it lies.

    ``known`` are the fields that a manifest sets; ``problem`` says why it cannot be opened at all;
    ``link`` is the file that a link in a folder leads to, if it lies outside of that folder.
    """

    path: str
    file: str
    known: tuple[tuple[str, str], ...] = ()
    problem: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of a run sorted by path, and the files in the folders that are no documents."""

    files: tuple[Source, ...]
    left_out: tuple[str, ...] = ()


def find_sources(names: Iterable[str | Path]) -> Sources:
    """Every file that the names stand for, once, sorted by path. Raises if a name is nothing."""
    found: dict[str, Source] = {}
    left_out: list[str] = []
    mistakes: list[str] = []
    for name in names:
        sources = list(_expand(str(name), left_out))
        if not sources:
            mistakes.append(_nothing(str(name)))
        for source in sources:
            # Not ``resolve``: a link and its target are two files of the corpus.
            place = source.file if is_url(source.file) else os.path.abspath(source.file)  # noqa: PTH100
            found.setdefault(place, source)
    if mistakes:
        raise NqpError(
            "Some sources are not there: " + "; ".join(mistakes) + ".",
            where="sources",
            fix="Give files, folders, patterns such as 'reports/*.pdf', or a manifest CSV.",
        )
    files = sorted(found.values(), key=lambda source: source.path)
    return Sources(tuple(files), tuple(sorted(left_out)))


def shown(path: str | Path) -> str:
    """A path as it stands in the tables: forward slashes, and valid text whatever its bytes."""
    text = Path(path).as_posix()
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _expand(name: str, left_out: list[str]) -> Iterator[Source]:
    path = Path(name)
    if is_url(name):
        yield from (Source(url, url) for url in urls_in(name) if _has_readable_name(url))
    elif path.is_dir():
        yield from _walk(path, left_out)
    elif os.path.lexists(path):
        if is_manifest(path):
            yield from (_from_row(row, path) for row in read_manifest(path))
        else:
            yield _source(path, path.parent)
    elif glob.has_magic(name):  # also for shells that expand no patterns
        for match in sorted(glob.glob(name, recursive=True)):  # noqa: PTH207 (absolute ones)
            yield from _expand(match, left_out)


def _walk(folder: Path, left_out: list[str]) -> Iterator[Source]:
    """Documents in a folder and below it; hidden ones are skipped, linked folders not entered."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(parent, name)
            if name.startswith((".", "~$")):
                continue
            if _looks_like_document(path):
                yield _source(path, folder)
            else:
                left_out.append(shown(path))


def _looks_like_document(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix in READABLE_SUFFIXES or suffix in UNREADABLE_SUFFIXES:
        return True
    try:
        with path.open("rb") as file:
            head = file.read(_SNIFFED)
    except OSError:
        return False
    return any(magic in head.lower() for magic in (m.lower() for m in _DOCUMENT_MAGIC))


def _has_readable_name(url: str) -> bool:
    """Nobody fetches a file to see whether it is a document: its suffix has to say so."""
    return PurePath(url).suffix.lower() in READABLE_SUFFIXES | UNREADABLE_SUFFIXES


def _source(path: Path, folder: Path) -> Source:
    problem = "" if path.exists() else "The link leads nowhere."
    return Source(shown(path), str(path), problem=problem, link=_way_out(path, folder))


def _way_out(path: Path, folder: Path) -> str:
    """The file that a link leads to, if it lies outside of the folder; else nothing.

    Whoever packed a folder may have pointed at what was not meant to be read.
    """
    if not path.is_symlink():
        return ""
    target = Path(os.path.realpath(path))
    return "" if target.is_relative_to(os.path.realpath(folder)) else shown(target)


def _from_row(row: Row, manifest: Path) -> Source:
    """A row's file; a relative path starts at the manifest's folder."""
    file = str(manifest.parent / row.path)  # an absolute path stays as it is
    problem = (
        "" if Path(file).exists() else f"The file of {manifest.name} row {row.number} is absent."
    )
    return Source(shown(row.path), file, row.known, problem)


def _nothing(name: str) -> str:
    if glob.has_magic(name):
        return f"no file matches {name!r}"
    if Path(name).is_dir():
        return f"no document lies in {name!r}"
    return f"{name!r} does not exist" if not Path(name).exists() else f"{name!r} lists no file"
