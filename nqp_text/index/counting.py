"""From the sentences and mentions of one document to its exposure and one count per node.

Pure and free of polars: this part runs in the worker processes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import fsum
from typing import TYPE_CHECKING

from nqp_text.errors import MeasureError
from nqp_text.index.scopes import scopes_of
from nqp_text.records import (
    BlockKind,
    Count,
    Exposure,
    ExposurePart,
    Kind,
    Language,
    Mention,
    Sentence,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PATH_PREFIX = "path."
"""Ids of the nodes that share a sentence, unless told otherwise: the others weigh 1."""

_NOTHING, _HAN, _LETTER, _DIGIT, _APOSTROPHE = range(5)
_CLASSES = {
    _HAN: "\u3007\u3007\u3400\u4dbf\u4e00\u9fff\uf900\ufaff\U00020000\U0003ffff",
    _LETTER: "AZaz\u00c0\u00d6\u00d8\u00f6\u00f8\u024f\uff21\uff3a\uff41\uff5a",
    _DIGIT: "09\uff10\uff19",
    _APOSTROPHE: "''\u2019\u2019",
}
"""First and last character of each range of a class."""

_WeightBySentence = dict[int, float]
_NO_PROBABILITY = (None, None)


@dataclass(frozen=True, slots=True)
class Counted:
    """What one document adds up to: its exposure, the parts of it, and one count per node."""

    exposure: Exposure
    counts: tuple[Count, ...]
    parts: tuple[ExposurePart, ...]


def count_chars(text: str) -> int:
    """Length of a text as the indices use it: Chinese characters plus Latin words.

    Digits, punctuation and white space do not count, so that a page of figures does not dilute
    what is said and an English word weighs as much as a Chinese character.

    >>> count_chars("公司2024年建成5G智能工厂，don't stop。")
    12
    """
    import numpy as np

    classes = _class_of_code()[np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")]
    return int(np.count_nonzero(classes == _HAN)) + _latin_words(classes)


def _latin_words(classes: NDArray[np.uint8]) -> int:
    """Runs of letters and digits, single apostrophes inside them included, that have a letter.

    Digits belong to a word ("5G", "H2O") but make none of their own ("2024").
    """
    import numpy as np

    letters = classes == _LETTER
    written = letters | (classes == _DIGIT)
    inside = written.copy()
    inside[1:-1] |= (classes[1:-1] == _APOSTROPHE) & written[:-2] & written[2:]
    begins = inside.copy()
    begins[1:] &= ~inside[:-1]
    run_of_letter = np.cumsum(begins)[letters]
    return int(np.count_nonzero(np.diff(run_of_letter, prepend=0)))


@cache
def _class_of_code() -> NDArray[np.uint8]:
    import numpy as np

    table = np.full(0x110000, _NOTHING, dtype=np.uint8)
    for number, ranges in _CLASSES.items():
        for first, last in zip(ranges[::2], ranges[1::2], strict=True):
            table[ord(first) : ord(last) + 1] = number
    return table


def count(
    sentences: Iterable[Sentence],
    mentions: Iterable[Mention],
    node_ids: Sequence[str],
    words: Callable[[str, Language], int],
    *,
    kind: Kind = "firm",
    paths: Collection[str] | None = None,
    expected: Iterable[tuple[str, float, float]] = (),
) -> Counted:
    """Exposure over ``sentences`` and one count per node id, zeros included, in the given order.

    ``sentences`` are those that count; mentions in other sentences are left out, so that no count
    exceeds the exposure. A sentence without a letter is no sentence. Each sentence counts once
    per node and scope, with the weight 1/k where it speaks of k ``paths`` (the nodes of the index);
    facets that are not paths weigh 1. ``kind`` decides whose actions are the issuer's own.
    ``expected`` is that of ``Tagging``.
    """
    counted = [sentence for sentence in sentences if has_letter(sentence.text)]
    ids = {sentence.sentence_id for sentence in counted}
    inside = (mention for mention in mentions if mention.sentence_id in ids)
    counts = count_mentions(inside, node_ids, kind=kind, paths=paths, expected=expected)
    parts = exposure_parts(counted, words)
    return Counted(total_exposure(parts), counts, parts)


def has_letter(text: str) -> bool:
    """Whether a text is a sentence at all: figures and signs say nothing."""
    return any(map(str.isalpha, text))


def count_mentions(
    mentions: Iterable[Mention],
    node_ids: Sequence[str],
    *,
    kind: Kind = "firm",
    paths: Collection[str] | None = None,
    expected: Iterable[tuple[str, float, float]] = (),
) -> tuple[Count, ...]:
    """The counts of ``count``, for mentions that are all in sentences that count."""
    if paths is None:
        paths = {node for node in node_ids if node.startswith(PATH_PREFIX)}
    tallies = {node: _Tally(kind, node in paths) for node in node_ids}
    for mention in mentions:
        if mention.node not in tallies:
            raise MeasureError(
                f"A mention names the node {mention.node!r}, which is not counted.",
                where=f"sentence {mention.sentence_id}",
                fix="Count with the taxonomy that the tagger used.",
            )
        tallies[mention.node].add(mention)
    sums = {node: (total, variance) for node, total, variance in expected}
    return tuple(
        tally.as_count(node, *sums.get(node, _NO_PROBABILITY)) for node, tally in tallies.items()
    )


def total_exposure(parts: Iterable[ExposurePart]) -> Exposure:
    """The exposure that the parts add up to."""
    every = tuple(parts)
    return Exposure(
        sentences=sum(part.sentences for part in every),
        chars=sum(part.chars for part in every),
        words=sum(part.words for part in every),
    )


def exposure_parts(
    sentences: Iterable[Sentence], words: Callable[[str, Language], int]
) -> tuple[ExposurePart, ...]:
    """The exposure of the sentences that have a letter, by section and block, in their order."""
    groups: dict[tuple[str, BlockKind], dict[Language, list[str]]] = {}
    for sentence in sentences:
        if not has_letter(sentence.text):
            continue
        texts = groups.setdefault((sentence.section, sentence.block), {})
        texts.setdefault(sentence.lang, []).append(sentence.text)
    found = []
    for (section, block), texts in sorted(groups.items()):
        # The line break keeps the last word of a sentence apart from the first of the next.
        by_language = {language: "\n".join(parts) for language, parts in texts.items()}
        found.append(
            ExposurePart(
                section=section,
                block=block,
                sentences=sum(map(len, texts.values())),
                chars=count_chars("\n".join(by_language.values())),
                words=sum(words(text, language) for language, text in by_language.items()),
            )
        )
    return tuple(found)


class _Tally:
    """What the mentions of one node add up to; a sentence that comes twice counts once."""

    def __init__(self, kind: Kind, shares_sentences: bool) -> None:
        self.kind = kind
        self.shares_sentences = shares_sentences
        self.scopes: dict[str, _WeightBySentence] = defaultdict(dict)
        self.voided: dict[str, set[int]] = defaultdict(set)
        self.terms = 0

    def add(self, mention: Mention) -> None:
        if mention.polarity != "affirmed":
            self.voided[mention.polarity].add(mention.sentence_id)
            return
        self.terms += mention.hits
        weight = 1 / max(1, mention.list_size) if self.shares_sentences else 1.0
        for scope in scopes_of(mention.actor, mention.stance, self.kind):
            self.scopes[scope][mention.sentence_id] = weight

    def as_count(self, node: str, expected: float | None, variance: float | None) -> Count:
        return Count(
            node=node,
            attention=len(self.scopes["attention"]),
            own=len(self.scopes["own"]),
            substantive=len(self.scopes["substantive"]),
            implementation=len(self.scopes["implementation"]),
            attention_weighted=self._weighted("attention"),
            own_weighted=self._weighted("own"),
            substantive_weighted=self._weighted("substantive"),
            implementation_weighted=self._weighted("implementation"),
            terms=self.terms,
            negated=len(self.voided["negated"]),
            risk=len(self.voided["risk"]),
            expected=expected,
            expected_variance=variance,
        )

    def _weighted(self, scope: str) -> float:
        # fsum rounds once, so that the order of the mentions cannot change the last bit.
        return fsum(self.scopes[scope].values())
