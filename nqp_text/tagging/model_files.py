"""The files of a model folder: each has the SHA-256 that it should have, and no others are there.

The weights in Hugging Face layout lie in ``transformers/`` for other programs; nothing here reads
them. Their hashes are in ``transformers.json`` beside ``model.json``, so that the folder can be
left out, or made again, without making another model of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from nqp_text.errors import ModelError
from nqp_text.storage.hashes import file_sha256

HUGGING_FACE = "transformers"
"""Folder of the weights in Hugging Face layout, beside the ONNX file."""
LISTING = "transformers.json"
"""The SHA-256 of every file in that folder, by name."""

AGAIN = "Fetch or train the model again; nothing was loaded from it."

_READABLE = (".json", ".onnx", ".npy", ".md")
_READABLE_BELOW = (".json", ".safetensors", ".txt", ".md")


def check_files(path: Path, files: Mapping[str, str]) -> None:
    """The named files are in the folder itself, of a readable kind, and as they were."""
    for name, expected in files.items():
        if Path(name).name != name or not name.endswith(_READABLE):
            raise ModelError(
                f"The model names the file {name!r}, which is not read.", where=str(path), fix=AGAIN
            )
        _check(path, name, expected)


def refuse_strangers(path: Path) -> None:
    """A file that can run code is not read wherever it lies; say so instead of ignoring it."""
    below = path / HUGGING_FACE
    strange = [
        item.relative_to(path).as_posix()
        for item in sorted(path.rglob("*"))
        if not _belongs(item, path, below)
    ]
    if strange:
        raise ModelError(
            f"The model folder holds files that no model has: {', '.join(strange[:3])}.",
            where=str(path),
            fix="Remove them: pickles and other files that can run code are never loaded.",
        )


def check_hugging_face(path: Path) -> None:
    """Where the hashes of ``transformers/`` are known, the folder holds these files and no more."""
    below = path / HUGGING_FACE
    if not below.is_dir() or not (path / LISTING).exists():
        return
    try:
        listed = json.loads((path / LISTING).read_text(encoding="utf-8"))
        names = {name: str(value) for name, value in listed.items()}
    except (OSError, ValueError, AttributeError, RecursionError) as error:
        raise ModelError(
            f"The hashes of {HUGGING_FACE}/ cannot be read: {error!r}.",
            where=str(path / LISTING),
            fix=AGAIN,
        ) from error
    there = [item.relative_to(below).as_posix() for item in below.rglob("*") if item.is_file()]
    strange = sorted(set(there) - set(names))
    if strange:
        raise ModelError(
            f"{HUGGING_FACE}/ holds a file that the model was not made with: {strange[0]}.",
            where=str(path),
            fix="Remove it, or the whole folder: nqp-text itself does not read it.",
        )
    for name, expected in names.items():
        _check(below, name, expected)


def list_hugging_face(path: Path) -> None:
    """Writes the hashes of ``transformers/`` beside the model."""
    below = path / HUGGING_FACE
    listed = {
        item.relative_to(below).as_posix(): file_sha256(item)
        for item in below.rglob("*")
        if item.is_file()
    }
    text = json.dumps(listed, indent=1, sort_keys=True)
    (path / LISTING).write_text(text + "\n", encoding="utf-8", newline="\n")


def _belongs(item: Path, path: Path, below: Path) -> bool:
    if item.is_dir():
        return item == below and not item.is_symlink()
    kinds = _READABLE_BELOW if item.parent == below else _READABLE if item.parent == path else ()
    return item.name.endswith(kinds)


def _check(path: Path, name: str, expected: str) -> None:
    file = path / name
    if not file.is_file():
        raise ModelError(f"The model's file {name} is missing.", where=str(path), fix=AGAIN)
    try:
        found = file_sha256(file)
    except OSError as error:
        raise ModelError(
            f"The model's file {name} cannot be read: {error.strerror or error}.",
            where=str(file),
            fix="Check who may read it.",
        ) from error
    if found != expected:
        raise ModelError(
            f"The model's file {name} is not the one that the model was made with.",
            where=str(file),
            fix=AGAIN,
        )
