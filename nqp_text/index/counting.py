"""From the sentences and mentions of one document to its exposure and one count per node.

Pure and free of polars: this part runs in the worker processes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import groupby
from math import fsum

from nqp_text.errors import MeasureError
from nqp_text.index.scopes import scopes_of
from nqp_text.records import Count, Exposure, Kind, Language, Mention, Sentence

PATH_PREFIX = "path."
"""Ids of the nodes that share a sentence, unless told otherwise: the others weigh 1."""

_HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
# A word has a letter; digits belong to it ("5G", "H2O") but make none of their own ("2024").
_LETTER = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\uff21-\uff3a\uff41-\uff5a"
_LATIN = re.compile(f"[0-9\uff10-\uff19]*[{_LETTER}](?:['’]?[{_LETTER}0-9\uff10-\uff19])*")

_WeightBySentence = dict[int, float]


def count_chars(text: str) -> int:
    """Length of a text as the indices use it: Chinese characters plus Latin words.

    Digits, punctuation and white space do not count, so that a page of figures does not dilute
    what is said and an English word weighs as much as a Chinese character.

    >>> count_chars("公司2024年建成5G智能工厂，don't stop。")
    12
    """
    return sum(map(len, _HAN.findall(text))) + len(_LATIN.findall(text))


def count(
    sentences: Iterable[Sentence],
    mentions: Iterable[Mention],
    node_ids: Sequence[str],
    words: Callable[[str, Language], int],
    *,
    kind: Kind = "firm",
    paths: Collection[str] | None = None,
) -> tuple[Exposure, tuple[Count, ...]]:
    """Exposure over ``sentences`` and one count per node id, zeros included, in the given order.

    ``sentences`` are those that count; mentions in other sentences are left out, so that no count
    exceeds the exposure. A sentence without a letter is no sentence. Each sentence counts once
    per node and scope, with the weight 1/k where it speaks of k ``paths`` (the nodes of the index);
    facets that are not paths weigh 1. ``kind`` decides whose actions are the issuer's own.
    """
    counted = [s for s in sentences if any(map(str.isalpha, s.text))]
    if paths is None:
        paths = {node for node in node_ids if node.startswith(PATH_PREFIX)}
    tallies = {node: _Tally(kind, node in paths) for node in node_ids}
    ids = {sentence.sentence_id for sentence in counted}
    for mention in mentions:
        if mention.node not in tallies:
            raise MeasureError(
                f"A mention names the node {mention.node!r}, which is not counted.",
                where=f"sentence {mention.sentence_id}",
                fix="Count with the taxonomy that the tagger used.",
            )
        if mention.sentence_id in ids:
            tallies[mention.node].add(mention)
    return _exposure(counted, words), tuple(t.as_count(node) for node, t in tallies.items())


def _exposure(sentences: Sequence[Sentence], words: Callable[[str, Language], int]) -> Exposure:
    # The line break keeps the last word of a sentence apart from the first of the next.
    by_language = {
        language: "\n".join(sentence.text for sentence in group)
        for language, group in groupby(
            sorted(sentences, key=lambda sentence: sentence.lang), key=lambda s: s.lang
        )
    }
    return Exposure(
        sentences=len(sentences),
        chars=sum(count_chars(text) for text in by_language.values()),
        words=sum(words(text, language) for language, text in by_language.items()),
    )


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

    def as_count(self, node: str) -> Count:
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
        )

    def _weighted(self, scope: str) -> float:
        # fsum rounds once, so that the order of the mentions cannot change the last bit.
        return fsum(self.scopes[scope].values())
