"""Why a whole sentence says nothing, or why a hit is only part of a name or a title."""

from __future__ import annotations

import re
from functools import cached_property

from nqp_text.records import Kind, Language, Sentence
from nqp_text.tagging.lexicon import Term
from nqp_text.tagging.node_rules import node_reason
from nqp_text.tagging.organisations import Span, inside, organisation_spans
from nqp_text.tagging.templates import (
    CARRIED_OUT,
    MIN_HAN,
    MIN_WORDS,
    PREDICATE_EN,
    PREDICATE_ZH,
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

    def reason(self, term: Term, start: int, end: int) -> str:
        """Why the term at ``start:end`` says nothing about its node, or an empty text."""
        if inside(self._organisations, start, end):
            return "ORG"
        if inside(self._titles, start, end):
            return "title"
        _, key, lang, kind = self._place
        return self._whole or node_reason(term.node, term.key, key, lang, kind)

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
    if sentence.block == "heading" and not _has_predicate(key, lang):
        return "heading"
    return "fragment" if _is_fragment(key, lang) else ""


def _has_predicate(key: str, lang: Language) -> bool:
    """Whether a heading says something: it ends like a sentence or begins with what is done."""
    if lang == "en":
        return PREDICATE_EN.search(key) is not None
    return _ends_like_a_sentence(key) or PREDICATE_ZH.search(key) is not None


def _is_fragment(key: str, lang: Language) -> bool:
    """Whether there are too few words to say anything."""
    if lang == "zh":
        return len(_HAN.findall(key)) < MIN_HAN and not _ends_like_a_sentence(key)
    return len(_WORD.findall(key)) < MIN_WORDS


def _ends_like_a_sentence(key: str) -> bool:
    """Short policy sentences such as 发展绿色金融。 have a predicate."""
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
