"""Unpacks archives of strangers: no file outside of the folder, nothing larger than allowed."""

from __future__ import annotations

import re
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path

from nqp_text.errors import RunFolderError

_PIECE = 1 << 20
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,79}")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.I)
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """Most files, and most bytes of one file and of all, unpacked."""

    files: int = 1_000
    file_bytes: int = 4 * 2**30
    all_bytes: int = 8 * 2**30


LIMITS = Limits()


def unpack(archive: Path, folder: Path, limits: Limits = LIMITS) -> list[str]:
    """Unpack into a folder and return the names, in the order of the archive.

    Names are checked by what they may be: letters, digits, dots, dashes and single slashes, so no
    path leads out of the folder on any system. Links and encrypted files are refused, and sizes are
    counted while unpacking, whatever the archive says of itself.
    """
    try:
        with zipfile.ZipFile(archive) as source:
            entries = [entry for entry in source.infolist() if not entry.is_dir()]
            _check_entries(archive, entries, limits)
            left = limits.all_bytes
            for entry in entries:
                left -= _extract(archive, source, entry, folder, min(left, limits.file_bytes))
            return [entry.filename for entry in entries]
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError) as error:
        raise RunFolderError(
            f"The archive cannot be read: {error}.",
            where=str(archive),
            fix="Get it again: it is damaged or no ZIP archive.",
        ) from error
    except OSError as error:
        raise RunFolderError(
            f"The archive cannot be unpacked: {error.strerror or error}.",
            where=str(archive),
            fix="Check its name, permissions and free space.",
        ) from error


def _check_entries(archive: Path, entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.files:
        raise _refused(archive, f"It holds {len(entries)} files, more than {limits.files}.")
    seen: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        if not _is_plain(name):
            raise _refused(archive, f"It holds a file of the name {name!r}.")
        if name.casefold() in seen:
            raise _refused(archive, f"It holds {name!r} twice.")
        seen.add(name.casefold())
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            raise _refused(archive, f"{name!r} is no plain file.")
        if entry.flag_bits & 1:
            raise _refused(archive, f"{name!r} is encrypted.")
        if entry.file_size > limits.file_bytes:
            raise _refused(archive, f"{name!r} is larger than {limits.file_bytes:,} bytes.")


def _is_plain(name: str) -> bool:
    parts = name.split("/")
    return len(parts) <= _DEPTH and all(
        _NAME.fullmatch(part) and not part.endswith(".") and not _DEVICES.fullmatch(part)
        for part in parts
    )


def _extract(
    archive: Path, source: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, most: int
) -> int:
    target = folder.joinpath(*entry.filename.split("/"))
    target.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    unpacked = source.open  # bytes, not text
    with unpacked(entry) as packed, target.open("xb") as stream:
        while piece := packed.read(_PIECE):
            size += len(piece)
            if size > most:
                raise _refused(archive, f"{entry.filename!r} unpacks to more than is allowed.")
            stream.write(piece)
    return size


def _refused(archive: Path, why: str) -> RunFolderError:
    return RunFolderError(
        f"The archive is refused. {why}",
        where=str(archive),
        fix="Use a bundle that  nqp export --bundle  wrote.",
    )
