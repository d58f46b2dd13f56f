"""A ``DocumentResult`` as bytes: how it travels from a worker and how it lies in the run folder.

One frame ``NQR1``. The head holds the document's row, exposure and counts, and under which key the
result was made; the body holds the rest by column, which only the end of a run needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import MISSING, dataclass, fields
from operator import attrgetter
from typing import Any

from nqp_text.records import Count, DocumentResult, Exposure, ExposurePart, Mention, Nomination
from nqp_text.storage.frames import DamagedFrame, Frame, frame_bytes, packed, unpacked

MAGIC = b"NQR1"

_BODY: dict[str, type] = {
    "mentions": Mention,
    "nominations": Nomination,
    "exposure_parts": ExposurePart,
}
_EXPOSURE = [field.name for field in fields(Exposure)]
_OTHERS = [
    field.name
    for field in fields(DocumentResult)
    if field.name not in (*_BODY, "exposure", "counts")
]


@dataclass(frozen=True, slots=True)
class Key:
    """What a result belongs to: how it was made, and the limits that a failure ran into.

    ``task`` stands for settings, versions and what is known of the file (see ``pipeline.keys``);
    with the hash of the file's bytes it says whether the result can be used again.
    """

    task: str = ""
    limit_seconds: float = 0.0
    limit_memory: int = 0


def encode_result(result: DocumentResult, key: Key) -> bytes:
    """The result's bytes."""
    head: dict[str, Any] = {
        "key": [key.task, key.limit_seconds, key.limit_memory],
        "exposure": [getattr(result.exposure, name) for name in _EXPOSURE],
        **{name: getattr(result, name) for name in _OTHERS},
        "counts": _columns(Count, result.counts),
    }
    body = {name: _columns(record, getattr(result, name)) for name, record in _BODY.items()}
    return frame_bytes(MAGIC, packed(head), packed(body))


def decode_head(frame: Frame) -> tuple[Key, DocumentResult]:
    """The key and the result without what the body holds; raises ``DamagedFrame``."""
    head = unpacked(frame.head)
    try:
        return Key(*head["key"]), DocumentResult(
            exposure=Exposure(*head["exposure"]),
            counts=_records(Count, head["counts"]),
            **{name: _tupled(head[name]) for name in _OTHERS if name in head},
        )
    except (KeyError, TypeError) as error:
        raise DamagedFrame(f"a result without {error}") from error


def decode_body(frame: Frame) -> dict[str, Any]:
    """Mentions and all else of the body, as keywords of a result; raises ``DamagedFrame``."""
    body = unpacked(frame.body)
    try:
        return {name: _records(record, body[name]) for name, record in _BODY.items()}
    except (KeyError, TypeError) as error:
        raise DamagedFrame(f"a result without {error}") from error


def _columns(record: type, rows: Sequence[object]) -> dict[str, list[Any]]:
    return {field.name: list(map(attrgetter(field.name), rows)) for field in fields(record)}


def _records(record: Any, columns: dict[str, list[Any]]) -> tuple[Any, ...]:
    required = [field.name for field in fields(record) if field.default is MISSING]
    if missing := [name for name in required if name not in columns]:
        raise KeyError(missing[0])
    names = list(columns)
    if names == [field.name for field in fields(record)]:
        return tuple(map(record, *columns.values()))
    rows = zip(*columns.values(), strict=True)
    return tuple(record(**dict(zip(names, row, strict=True))) for row in rows)


def _tupled(value: Any) -> Any:
    """JSON knows lists only; records hold tuples."""
    return tuple(map(_tupled, value)) if isinstance(value, list) else value
