"""Sentences that must not be trained on: where they come from, and how they are found in text.

They are compared by their letters only (no digits, spaces, punctuation, case or script). A whole
sentence that equals one is found by a coarse cut; the longer ones are also found inside
paragraphs, however those are cut: glued to a heading, between commas, without a full stop.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from nqp_text.errors import ValidationError
from nqp_text.normalize import match_key

MIN_KEY = 8
"""Letters that a sentence needs to count: shorter ones are headings and names."""
LONG_HAN, LONG_OTHER = 15, 40
"""Chinese characters or other letters from which on a sentence is searched inside paragraphs."""
ANCHOR = 12
BATCH_LETTERS = 1_000_000

_CUT = re.compile(r"(?<=[。！？；])|(?<=[.!?;])\s+")
_NOISE = re.compile(r"[\W\d_]+")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")


def letters_of(text: str) -> str:
    """The letters alone, in one case, width and script.

    >>> letters_of("2024年，ＡＩ與算力。")
    '年ai与算力'
    """
    return _NOISE.sub("", match_key(text))


def sentences_of(line: str) -> list[str]:
    """A coarse cut that needs no language: good enough to find repeats."""
    return [part for part in _CUT.split(line) if part]


def is_long(letters: str) -> bool:
    """Whether a sentence says enough to be recognised inside a paragraph."""
    han = len(_HAN.findall(letters))
    return han * LONG_OTHER + (len(letters) - han) * LONG_HAN >= LONG_HAN * LONG_OTHER


@dataclass(frozen=True)
class HeldOut:
    """``keys``: the letters of every held-out sentence and of every coarse part of one."""

    keys: frozenset[str] = frozenset()

    def with_texts(self, texts: Iterable[str]) -> HeldOut:
        """The same and further sentences."""
        found = {letters_of(part) for text in texts for part in (text, *sentences_of(text))}
        return HeldOut(self.keys | {key for key in found if len(key) >= MIN_KEY})

    @cached_property
    def long(self) -> tuple[str, ...]:
        """The keys that are searched inside paragraphs, in a fixed order."""
        return tuple(sorted(key for key in self.keys if is_long(key)))

    @cached_property
    def _automaton(self) -> Any:
        from ahocorasick_rs import AhoCorasick, MatchKind

        return AhoCorasick(self.long, matchkind=MatchKind.Standard, store_patterns=False)

    def hits(self, parts: Sequence[str]) -> list[bool]:
        """Which parts of a paragraph (the letters of each) touch a held-out sentence."""
        whole = "".join(parts)
        if not self.keys or not whole:
            return [False] * len(parts)
        if whole in self.keys:
            return [True] * len(parts)
        found = [part in self.keys for part in parts]
        if self.long:
            ends = np.cumsum([len(part) for part in parts])
            for _, start, end in self._automaton.find_matches_as_indexes(whole, overlapping=True):
                first, last = np.searchsorted(ends, [start, end - 1], side="right")
                found[first : last + 1] = [True] * (last + 1 - first)
        return found


def held_out_keys(files: Iterable[Path]) -> HeldOut:
    """All sentences of labelled files (JSON lines with ``text``), to keep out of training."""
    return HeldOut().with_texts(text for file in files for text in labelled_texts(file))


def labelled_texts(file: Path) -> Iterator[str]:
    """The sentences of one labelled file. Raises ``ValidationError`` for anything else."""
    fix = 'Give a file with one JSON object a line: {"text": "..."}.'
    number = 0
    try:
        with file.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                row = json.loads(line)
                if not isinstance(row, dict) or not isinstance(row.get("text"), str):
                    raise ValidationError(
                        "A held-out line has no sentence under 'text'.",
                        where=f"{file}, line {number}",
                        fix=fix,
                    )
                yield row["text"]
    except OSError as error:
        raise ValidationError(
            f"The held-out file cannot be read: {error.strerror or error}",
            where=str(file),
            fix=fix,
        ) from error
    except UnicodeDecodeError as error:
        raise ValidationError(
            "The held-out file is not UTF-8.", where=str(file), fix="Save it as UTF-8."
        ) from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValidationError(
            f"A held-out line is not JSON: {error}", where=f"{file}, line {number}", fix=fix
        ) from error
    if not number:
        raise ValidationError("The held-out file is empty.", where=str(file), fix=fix)


def held_out_left(texts: Iterable[str], held_out: HeldOut) -> int:
    """How many of the texts still hold a held-out sentence: the check after the removal.

    It shares neither cut nor search with ``HeldOut.hits``: the texts are glued together, a rolling
    hash of ``ANCHOR`` letters is compared at every position with the beginnings of the long keys,
    and what agrees is read on to the end. Texts that equal a short key are counted too.
    """
    starts: dict[str, list[str]] = {}
    for key in held_out.long:
        starts.setdefault(key[:ANCHOR], []).append(key)
    known = np.zeros(1 << 20, dtype=bool)
    for start in starts:
        known[_rolling(start)] = True
    left = 0
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(letters_of(text))
        size += len(batch[-1])
        if size >= BATCH_LETTERS:
            left += _left(batch, held_out.keys, starts, known)
            batch, size = [], 0
    return left + _left(batch, held_out.keys, starts, known)


def _left(
    batch: Sequence[str], keys: frozenset[str], starts: dict[str, list[str]], known: Any
) -> int:
    glued = "\n".join(batch)
    found = {number for number, letters in enumerate(batch) if letters in keys}
    if starts and len(glued) >= ANCHOR:
        ends = np.cumsum([len(letters) + 1 for letters in batch])
        for place in np.flatnonzero(known[_rolling(glued)]).tolist():
            for key in starts.get(glued[place : place + ANCHOR], ()):
                if glued.startswith(key, place):
                    found.add(int(np.searchsorted(ends, place, side="right")))
    return len(found)


def _rolling(text: str) -> Any:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    places = len(codes) - ANCHOR + 1
    value = np.zeros(places, dtype=np.uint64)
    for offset in range(ANCHOR):
        value = value * np.uint64(0x9E3779B97F4A7C15) + codes[offset : offset + places]
    value *= np.uint64(0xD6E8FEB86659FD93)
    return (value >> np.uint64(44)).astype(np.int64)
