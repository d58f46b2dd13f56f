"""The evaluation file: what a classifier gets wrong, in the form that the error model reads.

JSON with the key ``format``; `docs/validation.md` lists the fields. An estimate is a list of value,
lower and upper end of the 95 % interval, null where it is not defined.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from nqp_text.errors import ValidationError
from nqp_text.outputs.atomic import write_text
from nqp_text.records import Estimate, NodeErrors

FORMAT = "nqp-evaluation/1"


@dataclass(frozen=True, slots=True)
class SummaryScore:
    """Precision, recall and F1 over several nodes.

    ``micro`` pools the decisions on all of them. ``macro`` is the mean over the ``nodes`` that
    occur in the gold sentences; a node that is never predicted has an F1 of 0 and no precision.
    """

    average: str
    over: str
    lang: str
    kind: str
    n: int
    nodes: int
    precision: Estimate
    recall: Estimate
    f1: Estimate
    stratum: str = "all"


@dataclass(frozen=True, slots=True)
class AttributeScore:
    """How often stance, actor or polarity is right where the label is right.

    ``n`` sentences have a true positive with a coded attribute; each counts once.
    """

    attribute: str
    lang: str
    kind: str
    n: int
    accuracy: Estimate


@dataclass(frozen=True, slots=True)
class ExactScore:
    """How often the set of index paths is exactly right, or the same in both languages."""

    lang: str
    kind: str
    n: int
    share: Estimate


@dataclass(frozen=True, slots=True)
class Bin:
    """Sentence-node pairs whose probability lies in a range, and how many are positive."""

    low: float
    high: float
    n: int
    mean_score: float | None
    positive_share: float | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether probabilities mean what they say.

    ``ece`` is the expected calibration error over all pairs of sentence and node in ten bins;
    most pairs are clear negatives, so ``ece_paths`` gives it for the index paths alone and
    ``ece_positive`` for the pairs decided positive alone.
    """

    lang: str
    kind: str
    ece: float
    ece_paths: float | None
    ece_positive: float | None
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that was measured about one method on one gold file."""

    method: str
    model: str
    lexicon: str
    taxonomy: str
    gold: Mapping[str, Any]
    weighted: bool
    resampled: str
    replicates: int
    seed: int
    cells: tuple[NodeErrors, ...] = ()
    summary: tuple[SummaryScore, ...] = ()
    strata: tuple[SummaryScore, ...] = ()
    attributes: tuple[AttributeScore, ...] = ()
    exact: tuple[ExactScore, ...] = ()
    pairs: tuple[ExactScore, ...] = ()
    calibration: tuple[Calibration, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def score(
        self, average: str = "micro", over: str = "paths", lang: str = "all", kind: str = "all"
    ) -> SummaryScore | None:
        """The summary of this average, set of nodes, language and kind, if it was measured."""
        wanted = (average, over, lang, kind)
        return next(
            (s for s in self.summary if (s.average, s.over, s.lang, s.kind) == wanted), None
        )


_ROWS = {
    "cells": NodeErrors,
    "summary": SummaryScore,
    "strata": SummaryScore,
    "attributes": AttributeScore,
    "exact": ExactScore,
    "pairs": ExactScore,
    "calibration": Calibration,
}


def as_record(evaluation: Evaluation) -> dict[str, Any]:
    """The evaluation as plain values, ready for JSON."""
    return {"format": FORMAT, **asdict(evaluation)}


def write_evaluation(evaluation: Evaluation, file: Path) -> None:
    """Write the evaluation file in UTF-8, completely or not at all."""
    text = json.dumps(as_record(evaluation), ensure_ascii=False, indent=1, allow_nan=False)
    write_text(file, text + "\n")


def read_evaluation(file: Path) -> Evaluation:
    """Read an evaluation file, checked; what it need not have is empty."""
    try:
        record = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise ValidationError(
            f"The evaluation file cannot be read: {error}.",
            where=str(file),
            fix="Write one with `nqp evaluate` or `nqp audit score`.",
        ) from error
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise ValidationError(
            f"This is no evaluation file of the format {FORMAT}.",
            where=str(file),
            fix="Write one with `nqp evaluate` or `nqp audit score`.",
        )
    try:
        return _evaluation(record)
    except (KeyError, TypeError, ValueError) as error:
        raise ValidationError(
            f"The evaluation file is incomplete: {error}.",
            where=str(file),
            fix="Write it again with `nqp evaluate` or `nqp audit score`.",
        ) from error


def _evaluation(record: Mapping[str, Any]) -> Evaluation:
    values: dict[str, Any] = {
        name: str(record.get(name, "")) for name in ("method", "model", "lexicon", "taxonomy")
    }
    values |= {
        "gold": dict(record.get("gold", {})),
        "weighted": bool(record["weighted"]),
        "resampled": str(record.get("resampled", "")),
        "replicates": int(record.get("replicates", 0)),
        "seed": int(record.get("seed", 0)),
        "notes": tuple(record.get("notes", ())),
    }
    for name, kind in _ROWS.items():
        values[name] = tuple(_row(kind, row) for row in record.get(name, ()))
    return Evaluation(**values)


def _row(kind: type[Any], row: Mapping[str, Any]) -> Any:
    known = {each.name for each in fields(kind)}
    values: dict[str, Any] = {name: value for name, value in row.items() if name in known}
    for name, value in values.items():
        if name == "bins":
            values[name] = tuple(Bin(**each) for each in value)
        elif isinstance(value, list):
            values[name] = _estimate(value)
    return kind(**values)


def _estimate(value: list[Any]) -> Estimate:
    if len(value) != 3 or not all(each is None or isinstance(each, int | float) for each in value):
        raise ValueError(f"{value!r} is no list of value, lower and upper end")
    return (value[0], value[1], value[2])
