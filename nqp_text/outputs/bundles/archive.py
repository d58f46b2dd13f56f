"""What a bundle is: a ZIP archive with ``bundle.json``, which lists every file with its hash."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nqp_text.errors import RunFolderError
from nqp_text.outputs.atomic import replacing
from nqp_text.outputs.bundles.unzip import LIMITS, Limits, unpack
from nqp_text.storage.hashes import file_sha256

FORMAT = "nqp-bundle/1"
CONTENTS = "bundle.json"
_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Bundle:
    """An unpacked bundle whose files are those that it lists.

    ``request`` says which panel it holds; ``manifest`` is that of the run.
    """

    folder: Path
    request: Mapping[str, Any]
    manifest: Mapping[str, Any]

    def file(self, name: str) -> Path:
        """A file of the bundle."""
        return self.folder.joinpath(*name.split("/"))


def pack(folder: Path, target: Path, request: Mapping[str, Any]) -> int:
    """Make an archive of all files in a folder; the same files give the same bytes."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    names = {file.relative_to(folder).as_posix(): file for file in files}
    listed = {name: _described(file) for name, file in names.items()}
    content = {"format": FORMAT, "request": request, "files": listed}
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False, sort_keys=True)
    with replacing(target) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        _add(archive, CONTENTS, text.encode("utf-8"))
        for name, file in names.items():
            _add(archive, name, file.read_bytes())
    return len(names)


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, date_time=_DATE)
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    packed = name.endswith(".parquet")
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)


def _described(file: Path) -> dict[str, object]:
    return {"bytes": file.stat().st_size, "sha256": file_sha256(file)}


def read_bundle(archive: Path, folder: Path, limits: Limits = LIMITS) -> Bundle:
    """Unpack a bundle into an empty folder and check every file against its hash."""
    names = set(unpack(archive, folder, limits))
    content = _json(archive, folder / CONTENTS)
    if content.get("format") != FORMAT:
        raise RunFolderError(
            f"This is no replication bundle of the format {FORMAT}.",
            where=str(archive),
            fix="Use a bundle that  nqp export --bundle  wrote with this version.",
        )
    listed = content.get("files")
    request = content.get("request")
    if not isinstance(listed, dict) or not isinstance(request, dict):
        raise _changed(archive, CONTENTS)
    for name, described in sorted(listed.items()):
        file = folder.joinpath(*str(name).split("/"))
        if name not in names or _described(file) != described:
            raise _changed(archive, str(name))
    if extra := sorted(names - set(listed) - {CONTENTS}):
        raise _changed(archive, extra[0])
    return Bundle(folder, request, _json(archive, folder / "run" / "manifest.json"))


def _json(archive: Path, file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _changed(archive, file.name) from error
    if not isinstance(content, dict):
        raise _changed(archive, file.name)
    return content


def _changed(archive: Path, name: str) -> RunFolderError:
    return RunFolderError(
        f"The bundle is not as it was written: {name} is absent or has changed.",
        where=str(archive),
        fix="Get the bundle again from its author.",
    )
