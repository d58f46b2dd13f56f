"""What a worker says to its parent, as bytes: one letter and JSON, or the result as it was encoded.

Workers read files of strangers. Should one of them be taken over, its parent must not run what it
sends: nothing from a child is unpickled.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nqp_text import errors
from nqp_text.errors import NqpError
from nqp_text.executors.steps import step_of
from nqp_text.records import Failure

Answer = tuple[str, Any]
"""``ready``, ``more`` (seconds), ``step``, ``result`` (bytes), ``failure``, ``fatal`` (error)."""

_LETTERS = {
    "ready": b"y",
    "more": b"m",
    "step": b"s",
    "result": b"r",
    "failure": b"f",
    "fatal": b"x",
}
_WORDS = {letter: word for word, letter in _LETTERS.items()}


def _to_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True).encode("ascii")


def _from_json(data: bytes) -> Any:
    return json.loads(data)


def _same(data: bytes) -> bytes:
    return data


@dataclass(frozen=True, slots=True)
class Codec:
    """How results become bytes in the child and results again in the parent.

    ``decode`` must take any bytes, and raise ``ValueError`` for what ``encode`` does not make.
    """

    encode: Callable[[Any], bytes] = _to_json
    decode: Callable[[bytes], Any] = _from_json


BYTES = Codec(_same, _same)
"""For functions that return bytes."""


def encode_answer(answer: Answer, codec: Codec) -> bytes:
    """The bytes of an answer; raises what the codec raises for a result that it cannot encode."""
    word, value = answer
    if word == "result":
        return _LETTERS[word] + codec.encode(value)
    if word == "failure":
        value = [value.status, value.reason, value.fix]
    elif word == "step":
        value = [value.what, value.done, value.total]
    elif word == "fatal":
        value = [type(value).__name__, value.what, value.where, value.fix]
    return _LETTERS[word] + _to_json(value)


def decode_answer(data: bytes) -> Answer:
    """The answer, its result still encoded; raises ``ValueError`` for anything else."""
    word = _WORDS.get(data[:1])
    if word is None:
        raise ValueError("not an answer")
    if word == "result":
        return word, data[1:]
    value = json.loads(data[1:])
    if word == "failure":
        return word, Failure(*_texts(value, 3))
    if word == "fatal":
        return word, _error(*_texts(value, 4))
    if word == "more":
        return word, float(value)
    if word == "step":
        return word, step_of(value)
    return word, None


def _texts(value: object, number: int) -> list[str]:
    if not isinstance(value, list) or len(value) != number:
        raise ValueError("not an answer")
    return [str(part) for part in value]


def _error(kind: str, what: str, where: str, fix: str) -> NqpError:
    found = getattr(errors, kind, NqpError)
    if not (isinstance(found, type) and issubclass(found, NqpError)):
        found = NqpError
    error = found.__new__(found)
    Exception.__init__(error, what)
    error.what, error.where, error.fix = what, where, fix
    return error
