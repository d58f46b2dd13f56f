"""Words broken at line ends with a hyphen: joined, or kept when the hyphen belongs to the word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

_LAST_WORD_RE = re.compile(
    r"([A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'’]*(?:-[A-Za-z\u00c0-\u024f]+)*)-$"
)
_FIRST_WORD_RE = re.compile(r"([A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'’]*)")

# First parts that are followed by a hyphen far more often than they are broken behind.
_KEPT_FIRST = frozenset(
    """
    all anti best by clean co cost cross cutting data day digital double e end energy event ever ex
    fast first five four full fully future government half hard high higher in industry inter large
    lead leading life like limited long low lower macro market medium mid middle multi near net new
    next non north off old on one open out over own peer people performance policy post pre private
    problem quasi re real risk rural science second self semi seven short single six small so socio
    south state sub super technology ten then third three time top trans two ultra under up user
    value water well wide work world year years zero
    """.split()  # noqa: SIM905 - a list of a hundred quoted words would hide the words
)
_BROKEN_FIRST = frozenset(
    {"co", "re", "in", "inter", "sub", "super", "trans", "under", "over", "up"}
)


class Vocabulary(Protocol):
    """What tells whether a document uses a word."""

    def __contains__(self, word: str, /) -> bool: ...


class Words:
    """The words that a document uses, looked up in its text when a broken word asks for them."""

    __slots__ = ("known", "text")

    def __init__(self, text: str = "") -> None:
        self.text = f" {text.lower()} "
        self.known: dict[str, bool] = {}

    def __contains__(self, word: str, /) -> bool:
        """Whether the word stands in the text on its own, not as a part of another."""
        if word not in self.known:
            self.known[word] = self._stands(word)
        return self.known[word]

    def _stands(self, word: str) -> bool:
        text, size = self.text, len(word)
        place = text.find(word)
        while place >= 0:
            before, behind = text[place - 1], text[place + size]
            if not (before.isalpha() or before == "-" or behind.isalpha() or behind == "-"):
                return True
            place = text.find(word, place + size)
        return False


def breaks_words(lines: Sequence[str], words: Vocabulary) -> bool:
    """Whether the document breaks words at line ends, rather than only at hyphens of their own.

    ``lines`` alternate: a line that ends with a hyphen, and the line behind it.
    """
    joined = kept = 0
    for before, behind in zip(lines[::2], lines[1::2], strict=True):
        first, second = _LAST_WORD_RE.search(before), _FIRST_WORD_RE.match(behind)
        if first is None or second is None:
            continue
        start, end = first[1].lower(), second[1].lower()
        if f"{start}-{end}" in words or (start in words and end in words):
            kept += 1
        elif (start + end in words) or end not in words:
            joined += 1
    return joined > max(1, kept // 2)


def without_break(before: str, behind: str, words: Vocabulary, *, breaks: bool) -> str:
    """``before`` (which ends with a hyphen) joined with ``behind``.

    ``breaks`` says whether the document breaks words at all. ``words`` are its own words in lower
    case: they say whether the joined or the hyphened form is in use; then whether both parts are
    words of their own, as in *state-owned*.
    """
    first, second = _LAST_WORD_RE.search(before), _FIRST_WORD_RE.match(behind)
    if first is None or second is None:
        return before + behind
    start, end = first[1].lower(), second[1].lower()
    if f"{start}-{end}" in words or second[1][0].isupper() or "-" in start:
        return before + behind
    if start + end in words:
        return before[:-1] + behind
    if not breaks:
        return before + behind
    both = start in words and end in words
    if start in _KEPT_FIRST and (start not in _BROKEN_FIRST or end in words):
        return before + behind
    if both and len(start) > 2 and len(end) > 2:
        return before + behind
    return before[:-1] + behind
