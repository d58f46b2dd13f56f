"""What the coders get to see, and the key that they do not get to see.

The key (``key.json``) holds the probability of every sentence and what the classifier said about
it; coding is blind because the sheets hold neither.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from nqp_text.errors import ValidationError
from nqp_text.outputs.atomic import write_text
from nqp_text.records import Sentence
from nqp_text.validation.audit_draw import Draw, Drawn
from nqp_text.validation.audit_frame import REST, stratum_name

FORMAT = "nqp-audit/1"
KEY = "key.json"

_WIDE = "\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef"
_CHINESE_BREAK = re.compile(rf"(?<=[{_WIDE}])[^\S\u3000]*[\r\n]\s*(?=[{_WIDE}])")


@dataclass(frozen=True, slots=True)
class AuditItem:
    """A drawn sentence with its neighbours, its place and its probability.

    ``predicted`` are the mentions of the run: node, stance, actor, polarity, score.
    """

    id: str
    doc_id: str
    sentence_id: int
    stratum: str
    probability: float
    lang: str
    kind: str
    document: str
    year: int | None
    page: int
    section: str
    text: str
    prev: str
    next: str
    predicted: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class AuditKey:
    """The sample: how it was drawn, from which run, and its sentences in the order of the sheets.

    ``strata`` maps each stratum to (sentences in it, sentences drawn).
    """

    run: str
    method: str
    model: str
    lexicon: str
    taxonomy: str
    seed: int
    strata: Mapping[str, tuple[int, int]]
    items: tuple[AuditItem, ...]


def items_of(drawn: Drawn, sentences: Sequence[Sentence], draw: Draw) -> list[AuditItem]:
    """The drawn sentences of one document, found among its counted ones.

    Raises ``ValidationError`` if the document reads otherwise than in the run: the probabilities
    would be wrong.
    """
    document = drawn.document
    place = {sentence.sentence_id: at for at, sentence in enumerate(sentences)}
    if len(sentences) != document.sentences or not set(document.strata) <= set(place):
        raise ValidationError(
            f"The document now has {len(sentences)} sentences that count; "
            f"in the run it had {document.sentences}.",
            where=document.path,
            fix="Scan again with this version of nqp-text, then sample.",
        )
    others = [s.sentence_id for s in sentences if s.sentence_id not in document.strata]
    rest = stratum_name(document, REST)
    chosen = [*drawn.named, *((others[which], rest) for which in drawn.rest)]
    return [
        _item(drawn, sentences, place[sentence_id], stratum, draw.probability(stratum))
        for sentence_id, stratum in chosen
    ]


def _item(
    drawn: Drawn, sentences: Sequence[Sentence], at: int, stratum: str, probability: float
) -> AuditItem:
    sentence, document = sentences[at], drawn.document
    return AuditItem(
        id="",
        doc_id=document.doc_id,
        sentence_id=sentence.sentence_id,
        stratum=stratum,
        probability=probability,
        lang=sentence.lang,
        kind=document.kind,
        document=Path(document.path).name,
        year=document.year,
        page=sentence.page,
        section=sentence.section,
        text=_one_line(sentence.text),
        prev=_one_line(sentences[at - 1].text) if at else "",
        next=_one_line(sentences[at + 1].text) if at + 1 < len(sentences) else "",
    )


def shuffled(items: Iterable[AuditItem], seed: int) -> tuple[AuditItem, ...]:
    """The items in random order with the ids of the sheet: the order tells nothing of strata."""
    ordered = sorted(items, key=lambda item: (item.doc_id, item.sentence_id))
    order = np.random.default_rng([seed, 1]).permutation(len(ordered)).tolist()
    return tuple(replace(ordered[at], id=f"A{n:04d}") for n, at in enumerate(order, 1))


def with_predictions(
    items: Iterable[AuditItem], mentions: Iterable[Mapping[str, Any]]
) -> list[AuditItem]:
    """The items with what the run found in their sentences."""
    found: dict[tuple[str, int], list[Mapping[str, Any]]] = {}
    for row in mentions:
        kept = {name: row[name] for name in ("node", "stance", "actor", "polarity", "score")}
        found.setdefault((row["doc_id"], row["sentence_id"]), []).append(kept)
    return [
        replace(item, predicted=tuple(found.get((item.doc_id, item.sentence_id), ())))
        for item in items
    ]


def write_key(key: AuditKey, file: Path) -> None:
    """Write the key: keep it away from the coders until they are done."""
    record = {"format": FORMAT, **asdict(key)}
    write_text(file, json.dumps(record, ensure_ascii=False, indent=1) + "\n")


def read_key(file: Path) -> AuditKey:
    """Read a key that ``nqp audit sample`` wrote; ``file`` may also be its folder."""
    file = file / KEY if file.is_dir() else file
    try:
        record = json.loads(file.read_text(encoding="utf-8-sig"))
        if record.get("format") != FORMAT:
            raise ValueError(f"its format is not {FORMAT}")
        values = {each.name: record[each.name] for each in fields(AuditKey)}
        values["items"] = tuple(
            AuditItem(**{**item, "predicted": tuple(item["predicted"])}) for item in values["items"]
        )
        values["strata"] = {name: (size, n) for name, (size, n) in values["strata"].items()}
        return AuditKey(**values)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValidationError(
            f"The key of the audit cannot be read: {error}.",
            where=str(file),
            fix=f"Give the folder that `nqp audit sample` wrote, with its {KEY}.",
        ) from error


def _one_line(text: str) -> str:
    """The text without line breaks: in Chinese they stand for nothing, elsewhere for a space."""
    return " ".join(_CHINESE_BREAK.sub("", text).split())
