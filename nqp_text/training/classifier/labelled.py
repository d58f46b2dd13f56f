"""Labelled sentences as training wants them: checked, weighed, and split by document."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

import numpy as np

from nqp_text.errors import ValidationError
from nqp_text.records import Kind, Language
from nqp_text.tagging.model_input import ModelSentence
from nqp_text.tagging.model_labels import ATTRIBUTES

if TYPE_CHECKING:
    from numpy.typing import NDArray

CONFIDENCE_WEIGHTS = {1: 0.6, 2: 1.0, 3: 1.0}
"""How much a sentence counts by the coder's confidence: doubtful labels are noisier."""

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A sentence with its labels; attributes are None where there is no label."""

    id: str
    doc: str
    sentence: ModelSentence
    labels: frozenset[str]
    attributes: tuple[str | None, str | None, str | None]
    weight: float


@dataclass(frozen=True, slots=True)
class Targets:
    """What is to be learnt.

    ``nodes`` (sentences, nodes) as 0 and 1; ``attributes`` (sentences, 3) as positions in
    ``ATTRIBUTES``, -1 where not coded; ``weights`` (sentences,).
    """

    nodes: NDArray[np.float32]
    attributes: NDArray[np.int64]
    weights: NDArray[np.float32]


def read_labelled(files: Iterable[Path], nodes: Sequence[str]) -> list[LabelledSentence]:
    """All sentences of JSONL files in the labelled format; mistakes are reported together."""
    known = frozenset(nodes)
    found: list[LabelledSentence] = []
    mistakes: list[str] = []
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8-sig").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise ValidationError(
                f"The labelled sentences cannot be read: {error}.",
                where=str(file),
                fix="Give JSONL files in UTF-8.",
            ) from error
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    found.append(_sentence(json.loads(line), known, f"{file.name}:{number}"))
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    mistakes.append(f"{file.name}, line {number}: {error}")
    if mistakes or not found:
        raise ValidationError(
            f"{len(mistakes)} labelled sentences are not as they should be: "
            + "; ".join(mistakes[:_SHOWN]) if mistakes else "There are no labelled sentences.",
            where=", ".join(str(file) for file in files),
            fix='Write {"text": "...", "labels": ["path.green"], "lang": "zh", "kind": "firm"}.',
        )  # fmt: skip
    return found


def _sentence(record: Mapping[str, Any], known: frozenset[str], where: str) -> LabelledSentence:
    labels = frozenset(record["labels"])
    if unknown := sorted(labels - known):
        raise ValueError(f"no node of the taxonomy: {', '.join(unknown)}")
    lang, kind = record["lang"], record["kind"]
    if lang not in get_args(Language) or kind not in get_args(Kind):
        raise ValueError(f"lang {lang!r} or kind {kind!r} is unknown")
    values = []
    for name, allowed in ATTRIBUTES.items():
        value = record.get(name) if labels else None
        if value is not None and value not in allowed:
            raise ValueError(f"{name} {value!r} is unknown")
        values.append(value)
    sentence = ModelSentence(
        str(record["text"]), cast(Kind, kind), cast(Language, lang), str(record.get("prev") or "")
    )
    return LabelledSentence(
        str(record.get("id") or where),
        str(record.get("doc") or where),
        sentence,
        labels,
        cast("tuple[str | None, str | None, str | None]", tuple(values)),
        CONFIDENCE_WEIGHTS.get(int(record.get("confidence") or 3), 1.0),
    )


def targets_of(sentences: Sequence[LabelledSentence], nodes: Sequence[str]) -> Targets:
    """The labels as arrays."""
    table = np.zeros((len(sentences), len(nodes)), dtype=np.float32)
    attributes = np.full((len(sentences), len(ATTRIBUTES)), -1, dtype=np.int64)
    column = {node: number for number, node in enumerate(nodes)}
    for row, item in enumerate(sentences):
        for label in item.labels:
            table[row, column[label]] = 1.0
        for place, (values, value) in enumerate(
            zip(ATTRIBUTES.values(), item.attributes, strict=True)
        ):
            if value is not None:
                attributes[row, place] = values.index(value)
    weights = np.array([item.weight for item in sentences], dtype=np.float32)
    return Targets(table, attributes, weights)


def part_of(doc: str, seed: int) -> float:
    """A number in [0, 1) that a document's name and the seed decide: for group-wise splits."""
    digest = hashlib.blake2b(f"{seed}:{doc}".encode("utf-8", "surrogatepass"), digest_size=6)
    return int.from_bytes(digest.digest(), "big") / 2**48


def split_by_document(
    sentences: Sequence[LabelledSentence], share: float, seed: int
) -> tuple[list[LabelledSentence], list[LabelledSentence]]:
    """Two parts without a common document; the second has about ``share`` of the documents."""
    first = [item for item in sentences if part_of(item.doc, seed) >= share]
    second = [item for item in sentences if part_of(item.doc, seed) < share]
    return first, second
