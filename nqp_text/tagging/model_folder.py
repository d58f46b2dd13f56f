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
from nqp_text.tagging.model_files import (
    AGAIN,
    check_files,
    check_hugging_face,
    refuse_strangers,
)
from nqp_text.tagging.model_input import FEWEST_PIECES, MOST_PIECES, SpecialPieces

FORMAT = "nqp-model/1"
DESCRIPTION = "model.json"
TOKENIZER = "tokenizer.json"
NETWORK = "model.onnx"
WEIGHTS = "linear_weights.npy"
BIASES = "linear_biases.npy"
RARITY = "linear_rarity.npy"
DECISIONS = "decisions.json"

FILES = {
    "linear": (TOKENIZER, WEIGHTS, BIASES, RARITY, DECISIONS),
    "transformer": (TOKENIZER, WEIGHTS, BIASES, RARITY, DECISIONS, NETWORK),
}
"""The files that a model of each kind has: no less, and no others."""

_NOT_JSON = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)


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


def open_model(path: Path) -> ModelFolder:
    """The model in a folder. Raises ``ModelError`` if a file is missing, changed or unsafe."""
    text = _text(path, DESCRIPTION)
    try:
        description = json.loads(text)
        format_name = description["format"]
    except _NOT_JSON as error:
        raise _wrong(path, error) from error
    if format_name != FORMAT:
        raise ModelError(
            f"The model has the format {format_name!r}; this version reads {FORMAT!r}.",
            where=str(path),
            fix="Train it again with this version of nqp-text.",
        )
    try:
        files = {str(name): str(value) for name, value in description["files"].items()}
        nodes = _nodes(description["nodes"])
        pieces = _number(description, "pieces", FEWEST_PIECES, MOST_PIECES)
        buckets = _number(description, "buckets", 1, 2**31)
        special = _special(description.get("special", {}))
        needed = FILES[description["kind"]]
    except _NOT_JSON as error:
        raise _wrong(path, error) from error
    check_files(path, files)
    if set(files) != set(needed):
        odd = sorted(set(files) ^ set(needed))[0]
        raise ModelError(
            f"A {description['kind']} model has the files {', '.join(needed)}, each with its hash; "
            f"this one {'lacks' if odd in needed else 'has also'} {odd}.",
            where=str(path / DESCRIPTION),
            fix=AGAIN,
        )
    refuse_strangers(path)
    check_hugging_face(path)
    hints = bool(description.get("hints", False))
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    decisions = _decisions(path)
    return ModelFolder(path, nodes, pieces, buckets, special, hints, digest, decisions, description)


def _nodes(names: object) -> tuple[str, ...]:
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        raise ValueError("nodes is no list of names")
    if len(set(names)) < len(names):
        raise ValueError("a node is named twice")
    return tuple(names)


def _number(description: Mapping[str, Any], name: str, least: int, most: int) -> int:
    value = description[name]
    if type(value) is not int or not least <= value <= most:
        raise ValueError(f"{name} is {value!r}, not a number from {least} to {most}")
    return value


def _special(stored: Mapping[str, Any]) -> SpecialPieces:
    if not all(type(value) is int and value >= 0 for value in stored.values()):
        raise ValueError("a special piece is no number")
    return SpecialPieces(**stored)


def _decisions(path: Path) -> Mapping[str, Any]:
    try:
        stored = json.loads(_text(path, DECISIONS))
    except _NOT_JSON as error:
        raise _wrong(path, error, DECISIONS) from error
    if not isinstance(stored, dict):
        raise _wrong(path, TypeError(f"it holds a {type(stored).__name__}"), DECISIONS)
    return stored


def _wrong(path: Path, error: Exception, name: str = DESCRIPTION) -> ModelError:
    return ModelError(
        f"{name} of the model is not as it should be: {error!r}.", where=str(path / name), fix=AGAIN
    )


def _text(path: Path, name: str) -> str:
    try:
        return (path / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(
            f"The model has no readable {name}.",
            where=str(path),
            fix="Give a folder that `nqp train` wrote, or leave --model out.",
        ) from error
