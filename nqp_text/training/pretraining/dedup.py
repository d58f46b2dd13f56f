"""Removes what would be learnt by heart: duplicates, templates, and any sentence of the test data.

Two passes over sentences, keyed by a hash of the sentence without digits, spaces, punctuation,
case and script. A sentence that was seen more than ``cap`` times is dropped from there on: 10-K and
prospectus templates repeat with other numbers, which is why the digits do not count.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from nqp_text.normalize import match_key

_CUT = re.compile(r"(?<=[。！？；])|(?<=[.!?;])\s+")
_NOISE = re.compile(r"[\W\d_]+")
MIN_KEY = 8


def sentences_of(line: str) -> list[str]:
    """A coarse cut that needs no language: good enough to find repeats."""
    return [part for part in _CUT.split(line) if part]


def sentence_key(sentence: str) -> bytes:
    """Eight bytes, equal for sentences that differ in numbers and signs only; empty if short."""
    key = _NOISE.sub("", match_key(sentence))
    if len(key) < MIN_KEY:
        return b""
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def held_out_keys(files: Iterable[Path]) -> frozenset[bytes]:
    """Keys of all sentences in labelled files (JSONL with ``text``), to keep out of training."""
    keys: set[bytes] = set()
    for file in files:
        with file.open(encoding="utf-8-sig") as lines:
            for line in lines:
                if line.strip():
                    text = str(json.loads(line)["text"])
                    keys.update(sentence_key(part) for part in (text, *sentences_of(text)))
    keys.discard(b"")
    return frozenset(keys)


@dataclass(slots=True)
class Deduplicator:
    """Keeps the first ``cap`` copies of a sentence and none of a held-out one."""

    held_out: frozenset[bytes] = frozenset()
    cap: int = 2
    seen: Counter[bytes] = field(default_factory=Counter)
    dropped_repeats: int = 0
    dropped_held_out: int = 0
    kept: int = 0

    def filter(self, line: str) -> str:
        """The line without repeated and held-out sentences; empty if nothing is left."""
        whole = sentence_key(line)
        if whole and whole in self.held_out:
            self.dropped_held_out += 1
            return ""
        kept: list[str] = []
        for sentence in sentences_of(line):
            key = sentence_key(sentence)
            if key and key in self.held_out:
                self.dropped_held_out += 1
                continue
            if key:
                self.seen[key] += 1
                if self.seen[key] > self.cap:
                    self.dropped_repeats += 1
                    continue
            kept.append(sentence)
        self.kept += len(kept)
        return "".join(kept) if _is_han(line) else " ".join(kept)


def _is_han(line: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in line[:200])
