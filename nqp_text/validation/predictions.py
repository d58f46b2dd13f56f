"""What a classifier said about the sentences of a gold file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nqp_text.errors import ValidationError
from nqp_text.records import Mention


@dataclass(frozen=True, slots=True)
class Prediction:
    """The labels of one sentence and, where the method has them, the probability of every node.

    ``labels`` maps each node decided positive to its (stance, actor, polarity). ``scores`` is None
    for a method without probabilities; a node that it leaves out has the probability 0.
    """

    labels: Mapping[str, tuple[str | None, str | None, str | None]] = field(default_factory=dict)
    scores: Mapping[str, float] | None = None


def prediction_of(
    mentions: Iterable[Mention], scores: Mapping[str, float] | None = None
) -> Prediction:
    """The prediction that the mentions of one sentence make."""
    labels = {m.node: (m.stance, m.actor, m.polarity) for m in mentions}
    return Prediction(labels, scores)


def read_predictions(file: Path, texts: Iterable[str], nodes: Iterable[str]) -> list[Prediction]:
    """Predictions that ``nqp tag --format jsonl`` wrote for the sentences of a gold file.

    One line a sentence, in the order of the gold file; the texts must be the same. This is also the
    way for classifiers that are no part of nqp-text.
    """
    expected = list(texts)
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
        records = [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        raise ValidationError(
            f"The predictions cannot be read: {error}.",
            where=str(file),
            fix="Write them with `nqp tag GOLD.jsonl --format jsonl`.",
        ) from error
    if len(records) != len(expected):
        raise ValidationError(
            f"There are {len(records)} predictions for {len(expected)} sentences.",
            where=str(file),
            fix="Tag the gold file itself: one prediction a sentence, in the same order.",
        )
    known = frozenset(nodes)
    made: list[Prediction] = []
    for number, (record, text) in enumerate(zip(records, expected, strict=True), 1):
        where = f"{file}, line {number}"
        if not isinstance(record, dict) or record.get("text", text) != text:
            raise ValidationError(
                "The prediction is for another sentence than the gold file has here.",
                where=where,
                fix="Tag the gold file itself: one prediction a sentence, in the same order.",
            )
        made.append(_prediction(record, known, where))
    return made


def _prediction(record: Mapping[str, Any], known: frozenset[str], where: str) -> Prediction:
    try:
        nodes = [label["node"] if isinstance(label, dict) else label for label in record["labels"]]
        scores = record.get("scores")
        scores = None if scores is None else {str(k): float(v) for k, v in scores.items()}
        outside = set(nodes) - known or set(scores or ()) - known
        wild = any(not 0 <= value <= 1 for value in (scores or {}).values())
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValidationError(
            "The prediction has not the form that `nqp tag --format jsonl` writes.",
            where=where,
            fix='Write {"text": "...", "labels": ["path.green"], "scores": {"path.green": 0.9}}.',
        ) from error
    if outside or wild:
        raise ValidationError(
            f"Not in the taxonomy: {', '.join(sorted(outside))}."
            if outside
            else "A score is not between 0 and 1.",
            where=where,
            fix="Use the ids of `nqp lexicon codebook`, and calibrated probabilities as scores.",
        )
    attributes = tuple(record.get(name) for name in ("stance", "actor", "polarity"))
    return Prediction(dict.fromkeys(nodes, attributes), scores)  # type: ignore[arg-type]
