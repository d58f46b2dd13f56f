"""A coded sample against what the run found: the classifier's errors in the whole run."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np

from nqp_text.errors import ValidationError
from nqp_text.records import Kind, Language
from nqp_text.taxonomy import Taxonomy
from nqp_text.validation.audit_items import AuditItem, AuditKey
from nqp_text.validation.coding import Code, labelled
from nqp_text.validation.evaluation import Comparison, Judgement, evaluate
from nqp_text.validation.gold import Gold, GoldSentence
from nqp_text.validation.predictions import Prediction


@dataclass(frozen=True, slots=True)
class AuditScore:
    """The evaluation, weighted to the run, and the coded sentences as labelled data."""

    comparison: Comparison
    records: tuple[dict[str, Any], ...]


def score_audit(
    key: AuditKey,
    codes: Mapping[str, Code],
    taxonomy: Taxonomy,
    *,
    partial: bool = False,
    replicates: int = 1000,
    seed: int = 0,
) -> AuditScore:
    """Precision and recall in the population that the sample was drawn from.

    Each sentence weighs one over its sampling probability. Where only some of a stratum's sentences
    are coded, these stand for the others. A stratum without any code is an error unless ``partial``
    leaves it out, because nothing is then known about its sentences.
    """
    if key.taxonomy != taxonomy.hash:
        raise ValidationError(
            "The audit was made with another taxonomy.",
            where=f"taxonomy {key.taxonomy[:12]}, now {taxonomy.hash[:12]}",
            fix="Give the taxonomy of the run with --taxonomy.",
        )
    items = [item for item in key.items if item.id in codes]
    coded = Counter(item.stratum for item in items)
    notes = _notes(key, coded, partial)
    probabilities = {name: coded[name] / size for name, (size, _) in key.strata.items()}
    items = [replace(item, probability=probabilities[item.stratum]) for item in items]
    records = tuple(labelled(item, codes[item.id], "audit") for item in items)
    text = "\n".join(json.dumps(record, ensure_ascii=False, sort_keys=True) for record in records)
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    gold = Gold("audit", digest, tuple(_gold(item, codes[item.id]) for item in items))
    judgement = Judgement(key.method, [_said(item) for item in items], key.model, key.lexicon)
    weights = np.asarray([1 / item.probability for item in items])
    comparison = evaluate(
        gold, [judgement], taxonomy, weights=weights, replicates=replicates, seed=seed
    )
    evaluation = replace(comparison.evaluations[0], notes=tuple(notes), weighted=True)
    return AuditScore(replace(comparison, evaluations=(evaluation,)), records)


def _notes(key: AuditKey, coded: Mapping[str, int], partial: bool) -> list[str]:
    """What the reader must know about sentences without a code."""
    empty = [name for name in key.strata if not coded.get(name)]
    if len(empty) == len(key.strata):
        raise ValidationError(
            "No sentence of the sample is coded.",
            where="the sheets",
            fix="Fill label_1 to label_5; 'none' says that there is no label.",
        )
    if empty and not partial:
        left = sum(key.strata[name][0] for name in empty)
        raise ValidationError(
            f"{len(empty)} strata without any code: nothing is known about {left} sentences.",
            where=", ".join(empty),
            fix="Code some of each, or leave them out of the result with --partial.",
        )
    notes = []
    total, done = len(key.items), sum(coded.values())
    if done < total:
        notes.append(
            f"{done} of {total} sentences are coded; within each stratum they stand for the others."
        )
    if empty:
        left = sum(key.strata[name][0] for name in empty)
        notes.append(
            f"Left out because nothing of them is coded: {', '.join(empty)} ({left} sentences). "
            "Precision and recall do not cover them."
        )
    return notes


def _gold(item: AuditItem, code: Code) -> GoldSentence:
    return GoldSentence(
        id=item.id,
        text=item.text,
        lang=cast(Language, item.lang),
        kind=cast(Kind, item.kind),
        prev=item.prev,
        doc=item.doc_id,
        stratum=item.stratum,
        stances=dict.fromkeys(sorted(code.labels), code.values.get("stance")),
        actor=code.values.get("actor"),
        polarity=code.values.get("polarity"),
    )


def _said(item: AuditItem) -> Prediction:
    return Prediction({m["node"]: (m["stance"], m["actor"], m["polarity"]) for m in item.predicted})
