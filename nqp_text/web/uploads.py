"""Takes uploaded files in: told by their content, stored under names that cannot lead elsewhere."""

from __future__ import annotations

import csv
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from nqp_text.documents.sniff import sniff
from nqp_text.errors import DocumentError
from nqp_text.web.options import MEGABYTE
from nqp_text.web.problems import Refused

HEAD = 65536
MAX_NAME_BYTES = 180
MANIFEST = "sources.csv"
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}
)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file of a request: its name as given, and its bytes."""

    name: str
    stream: BinaryIO
    size: int


@dataclass(slots=True)
class Stored:
    """What became of an upload. ``folder`` holds ``files`` and the manifest that lists them."""

    folder: Path
    names: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)

    @property
    def manifest(self) -> Path:
        """The source list for the scan; it names the files without their folder."""
        return self.folder / "files" / MANIFEST


def store(
    files: Sequence[Incoming], into: Path, *, max_file: int, max_files: int, max_store: int
) -> Stored:
    """Keep the files that can be documents; the others are named with the reason.

    Raises ``Refused`` and keeps nothing if no file is left, or there are too many or too much.
    """
    if len(files) > max_files:
        raise Refused(
            f"{len(files)} files are too many.",
            status=413,
            fix=f"Send at most {max_files} at a time.",
        )
    if _size_of(into) + sum(file.size for file in files) > max_store:
        raise Refused(
            "There is no room left for uploads on this server.",
            status=507,
            fix=f"Its limit is {max_store // MEGABYTE} MB: restart it, or raise --max-store.",
        )
    stored = Stored(Path(tempfile.mkdtemp(prefix="scan-", dir=into)))
    try:
        (stored.folder / "files").mkdir()
        for file in files:
            reason = _problem(file, max_file)
            if reason:
                stored.refused.append((shown_name(file.name), reason))
            else:
                _keep(file, stored)
        if not stored.names:
            what = "; ".join(f"{name}: {reason}" for name, reason in stored.refused)
            raise Refused(
                what or "No file was sent.",
                status=422,
                fix="Send PDF, DOCX, HTML or plain text files.",
            )
        _write_manifest(stored)
    except BaseException:
        shutil.rmtree(stored.folder, ignore_errors=True)
        raise
    return stored


def _problem(file: Incoming, max_file: int) -> str:
    """Why a file is not taken, or nothing. What it is shows in its first bytes, not in its name."""
    if file.size > max_file:
        return f"It has {file.size / MEGABYTE:.0f} MB; at most {max_file // MEGABYTE} MB are taken."
    file.stream.seek(0)
    head = file.stream.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        return ""  # whether it is a DOCX is looked at in a child process, like all else inside
    try:
        kind = sniff(head, file.name)
    except DocumentError as error:
        return f"{error.what} {error.fix}"
    if kind == "text" and _is_binary(head):
        return "It is neither PDF, DOCX, HTML nor text."
    return ""


def _is_binary(head: bytes) -> bool:
    """Are there bytes that no text has? UTF-16 has zeros, and a mark in front of them."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    strange = sum(byte < 9 or (13 < byte < 32 and byte != 27) for byte in head)
    return strange > len(head) // 100


def _keep(file: Incoming, stored: Stored) -> None:
    name = free_name(safe_name(file.name), stored.names)
    file.stream.seek(0)
    with (stored.folder / "files" / name).open("xb") as target:
        shutil.copyfileobj(file.stream, target, MEGABYTE)
    stored.names.append(name)


def _write_manifest(stored: Stored) -> None:
    with stored.manifest.open("x", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["path"])
        writer.writerows([name] for name in stored.names)


def safe_name(name: str) -> str:
    """The last part of a name, with nothing in it that means something to a file system.

    The name is kept as far as possible: firm and year are read from it.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join("_" if unicodedata.category(c)[0] == "C" else c for c in last)
    plain = _FORBIDDEN.sub("_", plain).strip(" .")
    stem, dot, suffix = plain.rpartition(".")
    if not dot:
        stem, suffix = plain, ""
    while len(f"{stem}.{suffix}".encode()) > MAX_NAME_BYTES and stem:
        stem = stem[:-1]
    if plain.split(".")[0].lower() in _RESERVED:
        stem = f"_{stem}"
    return (f"{stem}.{suffix[:16]}" if dot else stem) or "document"


def free_name(name: str, taken: Sequence[str]) -> str:
    """The name, with a number if it is taken. Case does not tell names apart on every system."""
    used = {other.casefold() for other in (*taken, MANIFEST)}
    stem, dot, suffix = name.rpartition(".")
    stem, suffix = (stem, f".{suffix}") if dot and stem else (name, "")
    candidate, number = name, 1
    while candidate.casefold() in used:
        number += 1
        candidate = f"{stem} ({number}){suffix}"
    return candidate


def shown_name(name: str) -> str:
    """A name as it is repeated to the user."""
    return safe_name(name)[:80]


def _size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
