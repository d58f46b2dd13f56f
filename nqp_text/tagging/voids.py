"""Why a whole sentence says nothing, or why a hit is only part of a name or a title."""

from __future__ import annotations

import re
from functools import cached_property

from nqp_text.records import Kind, Language, Sentence
from nqp_text.tagging.node_rules import node_reason
from nqp_text.tagging.organisations import Span, inside, organisation_spans
from nqp_text.tagging.templates import (
    CARRIED_OUT,
    MIN_HAN,
    MIN_WORDS,
    PREDICATE_EN,
    SPAN,
    VOID,
)

BLOCKS = {"toc": "toc", "header": "running_header", "footer": "running_footer"}
"""Kinds of block in which nothing is said."""

SECTIONS = {
    "toc": "toc",
    "definitions": "definition",
    "directors": "person_bio",
    "audit": "boilerplate",
    "statements": "accounting",
    "notes": "accounting",
}
"""Sections in which nothing is said about the content of a path (codebook §5.2)."""

_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[a-z][a-z'-]*")


class Surroundings:
    """What stands around the hits of one sentence; each part is read only when it is asked for."""

    def __init__(self, sentence: Sentence, key: str, lang: Language, kind: Kind) -> None:
        self._place = sentence, key, lang, kind

    def reason(self, node: str, start: int, end: int) -> str:
        """Why the words at ``start:end`` say nothing about the node, or an empty text."""
        if inside(self._organisations, start, end):
            return "ORG"
        if inside(self._titles, start, end):
            return "title"
        _, key, lang, kind = self._place
        return self._whole or node_reason(node, key, lang, kind)

    @cached_property
    def _whole(self) -> str:
        return sentence_reason(*self._place)

    @cached_property
    def _organisations(self) -> tuple[Span, ...]:
        sentence, key, lang, _ = self._place
        return organisation_spans(sentence.text, key, lang)

    @cached_property
    def _titles(self) -> tuple[Span, ...]:
        _, key, lang, _ = self._place
        return title_spans(key, lang)


def sentence_reason(sentence: Sentence, key: str, lang: Language, kind: Kind) -> str:
    """Why nothing in this sentence counts, or an empty text."""
    place = BLOCKS.get(sentence.block) or SECTIONS.get(sentence.section.split(".")[0], "")
    if place:
        return place
    for template in VOID:
        if template.lang != lang or kind not in template.kinds:
            continue
        if template.pattern.search(key) and not (template.unless and template.unless.search(key)):
            return template.reason
    return "fragment" if _is_fragment(sentence, key, lang) else ""


def _is_fragment(sentence: Sentence, key: str, lang: Language) -> bool:
    """Too short to say anything, or an English heading without a verb."""
    if lang == "zh":
        return len(_HAN.findall(key)) < MIN_HAN and not _is_imperative(key)
    words = _WORD.findall(key)
    if len(words) < MIN_WORDS:
        return True
    return sentence.block == "heading" and not PREDICATE_EN.search(key)


def _is_imperative(key: str) -> bool:
    """A short policy sentence such as 发展绿色金融。 has a predicate: it ends like a sentence."""
    return key.rstrip().endswith(("。", ";", "；", "!"))


def title_spans(key: str, lang: Language) -> tuple[Span, ...]:
    """Titles of laws, plans and standards that the sentence names without carrying them out."""
    spans = []
    for template in SPAN:
        if template.lang != lang or template.hint not in key:
            continue
        for match in template.pattern.finditer(key):
            if not CARRIED_OUT.search(key, 0, match.start()):
                spans.append(match.span())
    return tuple(spans)
