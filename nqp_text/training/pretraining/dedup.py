"""Removes what would be learnt by heart: duplicates, templates, and any sentence of the test data.

Sentences are keyed by a hash of their letters. One that was seen more than ``cap`` times is dropped
from there on: 10-K and prospectus templates repeat with other numbers, which is why the digits do
not count. Paragraphs that differ in a few names are found afterwards (``near_duplicates``).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from nqp_text.training.pretraining.held_out import MIN_KEY, HeldOut, letters_of, sentences_of
from nqp_text.training.pretraining.script import has_han


def sentence_key(sentence: str) -> bytes:
    """Eight bytes, equal for sentences that differ in numbers and signs only; empty if short."""
    return _hashed(letters_of(sentence))


def _hashed(letters: str) -> bytes:
    if len(letters) < MIN_KEY:
        return b""
    return hashlib.blake2b(letters.encode("utf-8", "surrogatepass"), digest_size=8).digest()


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What is left of a line, its letters, and whether anything was taken away."""

    text: str
    letters: str
    changed: bool


@dataclass(slots=True)
class Deduplicator:
    """Keeps the first ``cap`` copies of a sentence and none of a held-out one.

    ``probe``: further sentences to leave out, those of the pairs that are kept aside.
    """

    held_out: HeldOut = field(default_factory=HeldOut)
    cap: int = 2
    probe: HeldOut = field(default_factory=HeldOut)
    seen: Counter[bytes] = field(default_factory=Counter)
    dropped_repeats: int = 0
    dropped_held_out: int = 0
    dropped_probe: int = 0
    kept: int = 0

    def filter(self, line: str) -> str:
        """The line without repeated and held-out sentences; empty if nothing is left."""
        return self.clean(line).text

    def clean(self, line: str) -> Cleaned:
        """The same, with its letters and whether the line was changed."""
        sentences = sentences_of(line)
        parts = [letters_of(sentence) for sentence in sentences]
        kept: list[int] = []
        held_out, probe = self.held_out.hits(parts), self.probe.hits(parts)
        for number in range(len(parts)):
            if held_out[number]:
                self.dropped_held_out += 1
            elif probe[number]:
                self.dropped_probe += 1
            elif self._repeated(parts[number]):
                self.dropped_repeats += 1
            else:
                kept.append(number)
        if len(kept) == len(sentences):
            self.kept += len(kept)
            return Cleaned(line, "".join(parts), changed=False)
        left = [parts[number] for number in kept]
        # What stood between the halves of a held-out sentence is gone: they are one again.
        if any(self.held_out.hits(left)):
            self.dropped_held_out += len(kept)
            return Cleaned("", "", changed=True)
        if any(self.probe.hits(left)):
            self.dropped_probe += len(kept)
            return Cleaned("", "", changed=True)
        self.kept += len(kept)
        glue = "" if has_han(line[:200]) else " "
        return Cleaned(glue.join(sentences[n] for n in kept), "".join(left), changed=True)

    def _repeated(self, letters: str) -> bool:
        key = _hashed(letters)
        if not key:
            return False
        self.seen[key] += 1
        return self.seen[key] > self.cap
