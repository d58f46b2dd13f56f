"""The user's own weights of the paths, from a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from math import isfinite
from pathlib import Path

from nqp_text.errors import MeasureError

_COLUMNS = ("node", "weight")


def read_weights(file: Path, paths: Sequence[str]) -> dict[str, float]:
    """One weight per path, adding up to 1, of a CSV file ``node,weight``.

    A path that the file leaves out weighs zero.
    """
    return _normalised(_read(file, paths), file, paths)


def _read(file: Path, paths: Sequence[str]) -> dict[str, float]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            if not set(_COLUMNS) <= set(reader.fieldnames or ()):
                raise MeasureError(
                    "The weights file lacks the columns node and weight.",
                    where=str(file),
                    fix="Write  node,weight  in the first line.",
                )
            found: dict[str, float] = {}
            for row in reader:
                node = (row["node"] or "").strip()
                where = f"{file}, line {reader.line_num}"
                found[_node(node, found, paths, where)] = _number(row["weight"], where)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise MeasureError(
            f"The weights file cannot be read: {error}",
            where=str(file),
            fix="Give a CSV file in UTF-8 with the columns node,weight.",
        ) from error
    return found


def _node(node: str, found: Mapping[str, float], paths: Sequence[str], where: str) -> str:
    if node not in paths:
        raise MeasureError(
            f"There is no path {node!r} to weigh.", where=where, fix=f"Known: {', '.join(paths)}."
        )
    if node in found:
        raise MeasureError(
            f"The path {node!r} is weighed twice.", where=where, fix="Keep one of the lines."
        )
    return node


def _number(text: str | None, where: str) -> float:
    try:
        number = float(text or "")
    except ValueError:
        number = -1.0
    if not isfinite(number) or number < 0:
        raise MeasureError(
            f"The weight {text!r} is not a number of 0 or more.",
            where=where,
            fix="Write a number such as 1 or 0.25.",
        )
    return number


def _normalised(found: Mapping[str, float], file: Path, paths: Sequence[str]) -> dict[str, float]:
    total = sum(found.values())
    if not total:
        raise MeasureError(
            "All weights are zero.", where=str(file), fix="Give one path a weight above 0."
        )
    return {path: found.get(path, 0.0) / total for path in paths}
