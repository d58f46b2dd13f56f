"""Unlabelled sentences with soft labels of teachers, for a student to start from.

The probabilities of a teacher (Hinton, Vinyals & Dean 2015, "Distilling the Knowledge in a Neural
Network") hold what it learnt from the labels, the lexicon and the linear model together; a student
that has read a hundred thousand sentences with them starts fine-tuning closer to its end.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

import numpy as np

from nqp_text.errors import ValidationError
from nqp_text.records import Kind, Language
from nqp_text.tagging.decisions import NOT_READ, read_decisions
from nqp_text.tagging.linear_model import read_linear_model
from nqp_text.tagging.model_folder import open_model
from nqp_text.tagging.model_input import ModelSentence
from nqp_text.tagging.model_labels import attribute_columns
from nqp_text.tagging.model_parts import read_network, read_tokenizer
from nqp_text.training.classifier.labelled import LabelledSentence, Targets, part_of
from nqp_text.training.classifier.prepared import prepare_sentences

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nqp_text.tagging.keyword import LexiconTagger

KEPT_OF_CLEAR_NEGATIVES = 0.15
"""Share kept of the sentences that the teachers' cheap filter rules out: they teach little."""
SURE = 0.5
"""Attributes are learnt of sentences that a teacher gives a label with this probability."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a model says about some sentences.

    ``probabilities`` of the hybrid, logits of ``network`` and ``linear`` (sentences, nodes),
    ``attributes``: mixed logits of all outputs (sentences, outputs), ``found`` by the lexicon
    (sentences, nodes, 3), ``read``: the sentences that the network read.
    """

    probabilities: NDArray[np.float64]
    network: NDArray[np.float32]
    linear: NDArray[np.float32]
    attributes: NDArray[np.float32]
    found: NDArray[np.bool_]
    read: NDArray[np.bool_]


def read_unlabelled(files: Iterable[Path]) -> list[LabelledSentence]:
    """Sentences of JSONL files (``text``, ``lang``, ``kind``, ``prev``); labels are not read."""
    found: list[LabelledSentence] = []
    for file in files:
        try:
            for number, line in enumerate(file.read_text(encoding="utf-8-sig").split("\n"), 1):
                if line.strip():
                    found.append(sentence_of(json.loads(line), f"{file.name}:{number}"))
        except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
            raise ValidationError(
                f"The unlabelled sentences cannot be read: {error!r}.",
                where=str(file),
                fix='Write a line each: {"text": "...", "lang": "zh", "kind": "firm"}, in UTF-8.',
            ) from error
    return found


def sentence_of(record: Mapping[str, Any], where: str) -> LabelledSentence:
    """A sentence without labels. Raises ``ValueError`` or ``KeyError``."""
    lang, kind = record["lang"], record["kind"]
    if lang not in get_args(Language) or kind not in get_args(Kind):
        raise ValueError(f"{where}: lang {lang!r} or kind {kind!r} is unknown")
    sentence = ModelSentence(
        str(record["text"]), cast(Kind, kind), cast(Language, lang), str(record.get("prev") or "")
    )
    return LabelledSentence(where, where, sentence, frozenset(), (None, None, None), 1.0)


def soft_targets(
    teachers: Sequence[Path],
    items: Sequence[LabelledSentence],
    nodes: Sequence[str],
    lexicon: LexiconTagger,
) -> tuple[list[LabelledSentence], Targets]:
    """The sentences worth learning from, with the mean of the teachers' hybrid probabilities."""
    total = np.zeros((len(items), len(nodes)))
    attributes: NDArray[np.float32] | None = None
    possible = np.zeros(len(items), dtype=np.bool_)
    for teacher in teachers:
        answers = answers_of(teacher, items, nodes, lexicon)
        total += answers.probabilities / len(teachers)
        logits = answers.attributes
        attributes = logits if attributes is None else attributes + logits
        possible |= answers.read
    kept = [
        row
        for row, item in enumerate(items)
        if possible[row] or part_of(item.sentence.text, 0) < KEPT_OF_CLEAR_NEGATIVES
    ]
    places = attribute_columns(len(nodes)).values()
    coded = np.full((len(items), len(places)), -1, dtype=np.int64)
    if attributes is not None:
        sure = total.max(1) >= SURE
        for number, place in enumerate(places):
            coded[sure, number] = attributes[sure][:, place].argmax(1)
    return [items[row] for row in kept], Targets(
        total[kept].astype(np.float32), coded[kept], np.ones(len(kept), dtype=np.float32)
    )


def answers_of(
    teacher: Path,
    items: Sequence[LabelledSentence],
    nodes: Sequence[str],
    lexicon: LexiconTagger,
) -> Answers:
    """The answers of a model folder, read as ``nqp tag`` reads."""
    folder = open_model(teacher)
    if folder.nodes != tuple(nodes):
        raise ValidationError(
            "The teacher answers for other nodes than the taxonomy has.",
            where=str(teacher),
            fix="Distil from a model that was trained with the same taxonomy.",
        )
    linear_model = read_linear_model(folder)
    decisions = read_decisions(folder.decisions, "hybrid", nodes)
    tokenizer = read_tokenizer(folder)
    network = read_network(folder, tokenizer)
    prepared = prepare_sentences(items, nodes, tokenizer, lexicon, hints=folder.hints)
    features = linear_model.features(
        [item.sentence for item in items], prepared.pieces, prepared.marks
    )
    linear = linear_model.logits(features)
    by_linear = linear[:, : len(nodes)].max(1) >= decisions.filter
    read = by_linear | prepared.found[:, :, :2].any((1, 2))
    logits = np.full_like(linear, NOT_READ)
    rows = np.flatnonzero(read)
    if len(rows):
        logits[rows] = network.logits([prepared.pieces[row] for row in rows])
    own, other = decisions.shares
    mixed = np.where(read[:, None], own * logits, 0) + other * linear
    probabilities = decisions.probabilities(prepared.features(logits, linear))
    count = len(nodes)
    return Answers(probabilities, logits[:, :count], linear[:, :count], mixed, prepared.found, read)
