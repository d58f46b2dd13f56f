"""Sentences of a run that people have read: what they said, what the tagger said, how drawn."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nqp_text.errors import MeasureError


@dataclass(frozen=True, slots=True)
class Audited:
    """One sentence, drawn with a known probability from the document ``doc_id``."""

    doc_id: str
    labels: frozenset[str]
    predicted: frozenset[str]
    probability: float


def read_audited(file: Path) -> list[Audited]:
    """The sentences of ``audited.jsonl``, which ``nqp audit score`` writes.

    Raises ``MeasureError`` with the line where a field is missing or a probability is none.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise MeasureError(
            f"The audited sentences cannot be read: {error}",
            where=str(file),
            fix="Give the file audited.jsonl that  nqp audit score  wrote.",
        ) from error
    return [
        _audited(line, f"{file}, line {number}")
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]


def _audited(line: str, where: str) -> Audited:
    try:
        row: Mapping[str, Any] = json.loads(line)
        found = Audited(
            str(row["doc"]),
            _nodes(row["labels"]),
            _nodes(row["predicted"]),
            float(row["probability"]),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise MeasureError(
            f"This is no audited sentence: {error!r}",
            where=where,
            fix="Every line needs doc, labels, predicted and probability.",
        ) from error
    if not 0 < found.probability <= 1:
        raise MeasureError(
            f"{found.probability} is no probability of being drawn.",
            where=where,
            fix="It lies above 0 and at most at 1.",
        )
    return found


def _nodes(value: Iterable[Any]) -> frozenset[str]:
    """Nodes in a list, as keys of an object, or as objects with ``node``."""
    if isinstance(value, str):
        raise TypeError("labels are a list")
    return frozenset(str(item["node"] if isinstance(item, dict) else item) for item in value)
