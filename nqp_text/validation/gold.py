"""Labelled sentences: what a classifier is judged by.

One JSON object a line: ``text``, and ``labels`` as a list of nodes or as an object that gives every
node its stance. Optional: ``id``, ``doc``, ``kind``, ``lang``, ``prev``, ``stance``, ``actor``,
``polarity``, ``stratum``, ``nm`` (why the sentence is tricky) and any column of weights.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast, get_args

from nqp_text.errors import ValidationError
from nqp_text.records import Actor, Kind, Language, Polarity, Stance
from nqp_text.text import language_of

_VALUES = {"stance": get_args(Stance), "actor": get_args(Actor), "polarity": get_args(Polarity)}
ATTRIBUTES = tuple(_VALUES)
_NAMED = 8


@dataclass(frozen=True, slots=True)
class GoldSentence:
    """A sentence with its true labels; no labels is a true negative.

    ``stances`` maps each true node to its stance, or to None where none was coded. ``fields`` is
    the record as it was read.
    """

    id: str
    text: str
    lang: Language
    kind: Kind
    prev: str = ""
    doc: str = ""
    stratum: str = ""
    stances: Mapping[str, str | None] = field(default_factory=dict)
    actor: str | None = None
    polarity: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold file: its name, the SHA-256 of its bytes and its sentences."""

    name: str
    sha256: str
    sentences: tuple[GoldSentence, ...]


def read_gold(file: Path, nodes: Iterable[str], kind: Kind = "firm") -> Gold:
    """The sentences of a gold file, checked; ``kind`` is for those that name none.

    All mistakes are reported together, each with its line.
    """
    try:
        data = file.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise ValidationError(
            "The gold file cannot be read.", where=str(file), fix="Check the path."
        ) from error
    except UnicodeDecodeError as error:
        raise ValidationError(
            "The gold file is not UTF-8.", where=str(file), fix="Save it as UTF-8."
        ) from error
    known = frozenset(nodes)
    sentences: list[GoldSentence] = []
    mistakes: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        record, problems = _record(line, known)
        mistakes += [f"line {number}: {problem}" for problem in problems]
        if not problems:
            sentences.append(_sentence(record, number, kind))
    mistakes += _repeated(sentences)
    if not sentences and not mistakes:
        mistakes.append("it holds no sentences")
    if mistakes:
        more = [f"and {len(mistakes) - _NAMED} more"] if len(mistakes) > _NAMED else []
        raise ValidationError(
            f"The gold file has {len(mistakes)} mistake{'s' * (len(mistakes) > 1)}.",
            where=f"{file.name}\n         " + "\n         ".join([*mistakes[:_NAMED], *more]),
            fix='Write {"id": "a1", "text": "...", "labels": ["path.green"]}, an object a line; '
            "docs/validation.md describes the fields.",
        )
    return Gold(file.name, hashlib.sha256(data).hexdigest(), tuple(sentences))


def _record(line: str, known: frozenset[str]) -> tuple[dict[str, Any], list[str]]:
    try:
        record = json.loads(line)
    except ValueError:
        return {}, ["it is not JSON"]
    if not isinstance(record, dict):
        return {}, ["it is not a JSON object"]
    return record, list(_problems(record, known))


def _problems(record: Mapping[str, Any], known: frozenset[str]) -> Iterator[str]:
    if not isinstance(record.get("text"), str):
        yield "'text' is missing or no text"
    labels = record.get("labels")
    if not isinstance(labels, list | dict) or not all(isinstance(label, str) for label in labels):
        yield "'labels' must be a list of nodes; an empty list says that there are none"
    elif unknown := sorted(set(labels) - known):
        yield f"no node of the taxonomy: {', '.join(unknown)}"
    for name, allowed in (("kind", get_args(Kind)), ("lang", get_args(Language))):
        if record.get(name) not in (None, "", *allowed):
            yield f"{name!r} is {record[name]!r}; allowed: {', '.join(allowed)}"
    for name, allowed in _VALUES.items():
        if record.get(name) not in (None, "", *allowed):
            yield f"{name!r} is {record[name]!r}; allowed: {', '.join(allowed)}"
    if isinstance(labels, dict) and not set(labels.values()) <= {None, "", *_VALUES["stance"]}:
        yield f"the stances in 'labels' must be among {', '.join(_VALUES['stance'])}"
    for name in ("prev", "doc", "stratum"):
        if not isinstance(record.get(name), str | None):
            yield f"{name!r} is no text"


def _sentence(record: Mapping[str, Any], number: int, kind: Kind) -> GoldSentence:
    labels = record["labels"]
    if isinstance(labels, dict):
        stances = {node: stance or None for node, stance in labels.items()}
    else:
        stances = dict.fromkeys(labels, record.get("stance") or None)
    return GoldSentence(
        id=str(record.get("id") or number),
        text=record["text"],
        lang=cast(Language, record.get("lang") or language_of(record["text"])),
        kind=cast(Kind, record.get("kind") or kind),
        prev=record.get("prev") or "",
        doc=record.get("doc") or "",
        stratum=record.get("stratum") or "",
        stances=stances,
        actor=record.get("actor") or None,
        polarity=record.get("polarity") or None,
        fields=record,
    )


def _repeated(sentences: Iterable[GoldSentence]) -> list[str]:
    seen: set[str] = set()
    twice = [s.id for s in sentences if s.id in seen or seen.add(s.id)]  # type: ignore[func-returns-value]
    return [f"the id {name!r} is used more than once" for name in dict.fromkeys(twice)]
