"""The sentences of a run in the order in which they are audited, and the record of a decision.

The order is drawn by a hash of document and sentence: whoever stops anywhere has audited a random
sample of what the filters chose, and two people audit the same sentences first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args

import polars as pl

from nqp_text.records import Actor, Polarity, Stance
from nqp_text.web.evidence import Filters, matching
from nqp_text.web.opened_run import OpenedRun
from nqp_text.web.problems import Refused

STANCES: tuple[str, ...] = get_args(Stance)
ACTORS: tuple[str, ...] = get_args(Actor)
POLARITIES: tuple[str, ...] = get_args(Polarity)
MAX_NAME = 60


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence as the tagger labelled it. Without mentions there are no attributes."""

    id: str
    doc_id: str
    sentence_id: int
    page: int
    section: str
    lang: str
    text: str
    start: int
    labels: tuple[str, ...]
    stance: str | None
    actor: str | None
    polarity: str | None
    evidence: tuple[tuple[int, int], ...]


def sentence_key(doc_id: str, sentence_id: int) -> str:
    """The id of a sentence in labelled data."""
    return f"{doc_id[:16]}-{sentence_id}"


def queue_of(run: OpenedRun, filters: Filters) -> list[tuple[str, int]]:
    """Document and number of every sentence that has a matching mention, in audit order."""
    found = matching(run, filters).select("doc_id", "sentence_id").unique().collect()
    return sorted(found.iter_rows(), key=lambda pair: _drawn(*pair))


def _drawn(doc_id: str, sentence_id: int) -> bytes:
    return hashlib.sha256(f"{doc_id}:{sentence_id}".encode()).digest()


def labelled(run: OpenedRun, doc_id: str, sentence_id: int) -> Labelled | None:
    """The sentence with all its labels, or None if it has no mention."""
    rows = (
        run.mentions.filter((pl.col("doc_id") == doc_id) & (pl.col("sentence_id") == sentence_id))
        .collect()
        .to_dicts()
    )
    return _labelled(rows) if rows else None


def _labelled(rows: Sequence[Mapping[str, Any]]) -> Labelled:
    affirmed = [row for row in rows if row["polarity"] == "affirmed"]
    leading = (affirmed or rows)[0]
    return Labelled(
        sentence_key(leading["doc_id"], leading["sentence_id"]),
        leading["doc_id"],
        leading["sentence_id"],
        leading["page"],
        leading["section"] or "",
        leading["lang"],
        leading["text"],
        leading["start"],
        tuple(dict.fromkeys(row["node"] for row in rows)),
        leading["stance"],
        leading["actor"],
        leading["polarity"],
        tuple((row["evidence_start"], row["evidence_end"]) for row in rows),
    )


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person says about a sentence. Without labels there are no attributes."""

    annotator: str
    labels: tuple[str, ...]
    stance: str | None = None
    actor: str | None = None
    polarity: str | None = None


def checked(decision: Decision, run: OpenedRun) -> Decision:
    """The decision with a clean name and labels in the order of the taxonomy, or ``Refused``."""
    name = " ".join("".join(c for c in decision.annotator if c.isprintable()).split())
    if not name or len(name) > MAX_NAME:
        raise Refused(
            "The name of who decides is missing or too long.",
            where="annotator",
            fix=f"Give 1 to {MAX_NAME} characters.",
        )
    known = dict.fromkeys(run.nodes)
    if unknown := [label for label in decision.labels if label not in known]:
        raise Refused(
            f"The taxonomy has no node {', '.join(map(repr, unknown))}.",
            where="labels",
            fix="Use ids such as path.green.",
        )
    for field, allowed in (("stance", STANCES), ("actor", ACTORS), ("polarity", POLARITIES)):
        value = getattr(decision, field)
        if value is not None and value not in allowed:
            raise Refused(
                f"{value!r} is no {field}.", where=field, fix=f"Use one of {', '.join(allowed)}."
            )
    labels = tuple(node for node in known if node in set(decision.labels))
    if not labels:
        return Decision(name, ())
    return Decision(name, labels, decision.stance, decision.actor, decision.polarity)


def record_of(
    run: OpenedRun, row: Mapping[str, Any], sentence: Labelled, decision: Decision, prev: str
) -> dict[str, Any]:
    """The line for the audit file: the labelled-data format, and where and when it comes from."""
    same = set(decision.labels) == set(sentence.labels) and (
        not decision.labels
        or (decision.stance, decision.actor, decision.polarity)
        == (sentence.stance, sentence.actor, sentence.polarity)
    )
    rejected = bool(sentence.labels) and not decision.labels
    return {
        "id": sentence.id,
        "doc": str(row["path"]).rsplit("/", 1)[-1],
        "kind": row["kind"],
        "lang": sentence.lang,
        "text": sentence.text,
        "prev": prev,
        "labels": list(decision.labels),
        "stance": decision.stance,
        "actor": decision.actor,
        "polarity": decision.polarity,
        "split": "audit",
        "annotator": decision.annotator,
        "decided": datetime.now(UTC).isoformat(timespec="seconds"),
        "decision": "accepted" if same else "rejected" if rejected else "changed",
        "tagged": {
            "labels": list(sentence.labels),
            "stance": sentence.stance,
            "actor": sentence.actor,
            "polarity": sentence.polarity,
        },
        "doc_id": sentence.doc_id,
        "sentence_id": sentence.sentence_id,
        "page": sentence.page,
        "run": run.folder.resolve().name,
        "settings_hash": run.manifest.get("settings_hash", ""),
    }
