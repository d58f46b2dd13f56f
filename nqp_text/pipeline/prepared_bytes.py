"""A ``Prepared`` as bytes: what the text cache keeps for a scan with another lexicon or model.

One frame ``NQP1``: the head is JSON, the body is the columns of the sentences (little-endian) and
the text, compressed with zstd. It is unpacked in about two milliseconds a report.
"""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

from nqp_text.pipeline.prepared import Prepared
from nqp_text.records import ExposurePart, Identity
from nqp_text.sentence_columns import BLOCKS, LANGUAGES, SentenceColumns
from nqp_text.storage.frames import (
    MAX_JSON,
    DamagedFrame,
    frame_bytes,
    packed,
    parse_frame,
    unpacked,
)

MAGIC = b"NQP1"
_COLUMNS = (
    ("starts", "<i4"),
    ("pages", "<i4"),
    ("sections", "<u2"),
    ("blocks", "<u1"),
    ("languages", "<u1"),
)


def encode_prepared(prepared: Prepared) -> bytes:
    """The bytes."""
    import numpy as np
    import pyarrow as pa

    sentences = prepared.sentences
    columns = [np.ascontiguousarray(getattr(sentences, name), kind) for name, kind in _COLUMNS]
    raw = b"".join([*(column.tobytes() for column in columns), _utf8(sentences.text)])
    head = {
        "doc_id": prepared.doc_id,
        "identity": astuple(prepared.identity),
        "row": prepared.row,
        "names": sentences.section_names,
        "exposures": {k: list(map(astuple, parts)) for k, parts in prepared.exposures.items()},
        "sentences": len(sentences),
        "bytes": len(raw),
    }
    body = pa.compress(raw, codec="zstd", asbytes=True)
    return frame_bytes(MAGIC, packed(head), body)


def decode_prepared(data: bytes) -> Prepared:
    """What was encoded; raises ``DamagedFrame`` for anything else."""
    frame = parse_frame(MAGIC, data)
    head = unpacked(frame.head)
    try:
        return Prepared(
            head["doc_id"],
            Identity(*head["identity"]),
            head["row"],
            _sentences(head, frame.body),
            {
                scope: tuple(ExposurePart(*part) for part in parts)
                for scope, parts in head["exposures"].items()
            },
        )
    except (KeyError, TypeError, ValueError, OSError, OverflowError) as error:
        raise DamagedFrame(f"a text without {error}") from error


def _sentences(head: dict[str, Any], body: bytes) -> SentenceColumns:
    import numpy as np
    import pyarrow as pa

    size, count = head["bytes"], head["sentences"]
    if not 0 <= size <= MAX_JSON:
        raise ValueError("a proper size")
    raw = pa.decompress(body, decompressed_size=size, codec="zstd", asbytes=True)
    columns: dict[str, Any] = {}
    place = 0
    for name, kind in _COLUMNS:
        columns[name] = np.frombuffer(raw, kind, count, place)
        place += columns[name].nbytes
    text = raw[place:].decode("utf-8", "surrogatepass")
    names = tuple(head["names"])
    _check(columns, len(text), len(names))
    ends = np.append(columns["starts"][1:], np.int32(len(text)))[:count]
    ids = np.arange(count, dtype=np.int32)
    return SentenceColumns(text=text, section_names=names, ids=ids, ends=ends, **columns)


def _check(columns: dict[str, Any], length: int, names: int) -> None:
    """No column points outside of what it points into."""
    starts = columns["starts"]
    if not len(starts):
        return
    outside = starts[0] != 0 or starts[-1] > length or (starts[1:] < starts[:-1]).any()
    sizes = (("sections", names), ("blocks", len(BLOCKS)), ("languages", len(LANGUAGES)))
    if outside or any(columns[name].max() >= size for name, size in sizes):
        raise ValueError("proper sentences")


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
