"""A model as a folder of plain files, checked before anything in it is used.

``model.json`` names the nodes and the SHA-256 of every other file. Arrays are ``.npy`` without
objects, the network is ONNX, the rest JSON: nothing in a model folder can run code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nqp_text.errors import ModelError
from nqp_text.tagging.model_input import SpecialPieces

FORMAT = "nqp-model/1"
DESCRIPTION = "model.json"
TOKENIZER = "tokenizer.json"
NETWORK = "model.onnx"
WEIGHTS = "linear_weights.npy"
BIASES = "linear_biases.npy"
RARITY = "linear_rarity.npy"
DECISIONS = "decisions.json"

_READABLE = (".json", ".onnx", ".npy", ".md", ".safetensors")
_AGAIN = "Fetch or train the model again; nothing was loaded from it."


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A checked folder. ``hash`` identifies the model: it covers every file that matters.

    ``hints``: the network is told what the lexicon found.
    """

    path: Path
    nodes: tuple[str, ...]
    pieces: int
    buckets: int
    special: SpecialPieces
    hints: bool
    hash: str
    decisions: Mapping[str, Any]
    description: Mapping[str, Any]

    def has(self, name: str) -> bool:
        """Is this file a part of the model?"""
        return name in self.description["files"]


def open_model(path: Path) -> ModelFolder:
    """The model in a folder. Raises ``ModelError`` if a file is missing, changed or unsafe."""
    text = _text(path, DESCRIPTION)
    try:
        description = json.loads(text)
        files = dict(description["files"])
        nodes, pieces = tuple(description["nodes"]), int(description["pieces"])
        buckets, format_name = int(description["buckets"]), description["format"]
        hints = bool(description.get("hints", False))
        special = SpecialPieces(**description.get("special", {}))
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"The description of the model is not as it should be: {error!r}.",
            where=str(path / DESCRIPTION),
            fix=_AGAIN,
        ) from error
    if format_name != FORMAT:
        raise ModelError(
            f"The model has the format {format_name!r}; this version reads {FORMAT!r}.",
            where=str(path),
            fix="Train it again with this version of nqp-text.",
        )
    for name, expected in files.items():
        _check(path, name, expected)
    _refuse_strangers(path, files)
    decisions = json.loads(_text(path, DECISIONS)) if DECISIONS in files else {}
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return ModelFolder(path, nodes, pieces, buckets, special, hints, digest, decisions, description)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _text(path: Path, name: str) -> str:
    try:
        return (path / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(
            f"The model has no readable {name}.",
            where=str(path),
            fix="Give a folder that `nqp train` wrote, or leave --model out.",
        ) from error


def _check(path: Path, name: str, expected: str) -> None:
    file = path / name
    if Path(name).name != name or not name.endswith(_READABLE):
        raise ModelError(
            f"The model names the file {name!r}, which is not read.", where=str(path), fix=_AGAIN
        )
    if not file.is_file():
        raise ModelError(f"The model's file {name} is missing.", where=str(path), fix=_AGAIN)
    if file_sha256(file) != expected:
        raise ModelError(
            f"The model's file {name} is not the one that the model was made with.",
            where=str(file),
            fix=_AGAIN,
        )


def _refuse_strangers(path: Path, files: Mapping[str, str]) -> None:
    """A file of another kind beside the model is not read; say so instead of ignoring it."""
    strange = [
        item.name
        for item in sorted(path.iterdir())
        if item.is_file() and item.name not in files and not item.name.endswith(_READABLE)
    ]
    if strange:
        raise ModelError(
            f"The model folder holds files that no model has: {', '.join(strange[:3])}.",
            where=str(path),
            fix="Remove them: pickles and other files that can run code are never loaded.",
        )
