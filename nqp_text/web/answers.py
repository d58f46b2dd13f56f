"""What the child processes answer, as bytes that may be taken from a stranger.

A decoder takes any bytes: it makes the records that it knows, with values of the right kinds, or
raises ``ValueError``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, get_args

from nqp_text.executors.answers import BYTES, Codec
from nqp_text.records import (
    Actor,
    BlockKind,
    Box,
    Kind,
    Language,
    Line,
    Mention,
    PageStatus,
    Polarity,
    Sentence,
    Stance,
)
from nqp_text.web.child_tasks import ReadDocument, SheetOfPaper, TaggedText


def _encode_read(document: ReadDocument) -> bytes:
    return _json(
        {
            "doc_id": document.doc_id,
            "format": document.format,
            "text": document.text,
            "pages": [[p.number, p.status, p.width, p.height, p.box] for p in document.pages],
            "sentences": _sentence_rows(document.sentences),
            "lines": [[line.page, line.start, line.end, line.box] for line in document.lines],
        }
    )


def _decode_read(data: bytes) -> ReadDocument:
    value = _loaded(data)
    text = str(value["text"])
    return ReadDocument(
        str(value["doc_id"]),
        str(value["format"]),
        text,
        tuple(
            SheetOfPaper(
                int(number),
                _one(PageStatus, status),
                float(width),
                float(height),
                None if box is None else _box(box),
            )
            for number, status, width, height, box in value["pages"]
        ),
        _sentences(value["sentences"], text),
        tuple(
            Line(int(page), int(start), int(end), _box(box))
            for page, start, end, box in value["lines"]
        ),
    )


def _encode_tagged(tagged: TaggedText | list[dict[str, Any]]) -> bytes:
    if isinstance(tagged, list):
        return _json(tagged)
    mentions = [
        [getattr(mention, name) for name in Mention.__slots__] for mention in tagged.mentions
    ]
    return _json(
        {
            "text": tagged.text,
            "kind": tagged.kind,
            "sentences": _sentence_rows(tagged.sentences),
            "mentions": mentions,
        }
    )


def _decode_tagged(data: bytes) -> TaggedText | list[dict[str, Any]]:
    value = _loaded(data)
    if isinstance(value, list):
        return [dict(record) for record in value]
    text = str(value["text"])
    return TaggedText(
        text,
        _one(Kind, value["kind"]),
        _sentences(value["sentences"], text),
        tuple(_mention(row) for row in value["mentions"]),
    )


READ_DOCUMENTS = Codec(_encode_read, _decode_read)
PAGE_IMAGES = BYTES
TAGGED_TEXTS = Codec(_encode_tagged, _decode_tagged)


def _json(value: Any) -> bytes:
    return json.dumps(value).encode("ascii")


def _loaded(data: bytes) -> Any:
    value = json.loads(data)
    if not isinstance(value, dict | list):
        raise ValueError("not an answer")
    return value


def _sentence_rows(sentences: Sequence[Sentence]) -> list[list[Any]]:
    return [[s.sentence_id, s.page, s.section, s.block, s.lang, s.start, s.end] for s in sentences]


def _sentences(rows: Any, text: str) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(
            int(number),
            int(page),
            str(section),
            _one(BlockKind, block),
            _one(Language, lang),
            int(start),
            int(end),
            text[int(start) : int(end)],
        )
        for number, page, section, block, lang, start, end in rows
    )


def _mention(row: Sequence[Any]) -> Mention:
    known = dict(zip(Mention.__slots__, row, strict=True))
    numbers = ("sentence_id", "page", "start", "end", "evidence_start", "evidence_end")
    values = {name: str(value) for name, value in known.items()}
    return Mention(
        **{
            **values,
            **{name: int(known[name]) for name in (*numbers, "list_size", "hits")},
            "score": float(known["score"]),
            "block": _one(BlockKind, known["block"]),
            "lang": _one(Language, known["lang"]),
            "stance": _one(Stance, known["stance"]),
            "actor": _one(Actor, known["actor"]),
            "polarity": _one(Polarity, known["polarity"]),
        }
    )


def _box(value: Any) -> Box:
    left, bottom, right, top = map(float, value)
    return (left, bottom, right, top)


def _one(kind: Any, value: Any) -> Any:
    if value not in get_args(kind):
        raise ValueError(f"{value!r} is none of {get_args(kind)}")
    return value
