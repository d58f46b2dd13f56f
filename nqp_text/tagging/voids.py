"""Why a whole sentence says nothing, or why a hit is only part of a name or a title."""

from __future__ import annotations

import re

from nqp_text.records import Kind, Language, Sentence
from nqp_text.tagging.lexicon import Term
from nqp_text.tagging.node_rules import RULES, node_reason
from nqp_text.tagging.organisations import SCREENED, Span, inside, organisation_spans
from nqp_text.tagging.screened import EVERYTHING, Screened
from nqp_text.tagging.templates import (
    CARRIED_OUT,
    MIN_HAN,
    MIN_WORDS,
    PREDICATE_EN,
    PREDICATE_ZH,
    SPAN,
    VOID,
    VOID_BITS,
    VOID_IN,
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

_ENOUGH_HAN = re.compile(rf"(?:[^\u4e00-\u9fff]*+[\u4e00-\u9fff]){{{MIN_HAN}}}")
_ENOUGH_WORDS = re.compile(rf"(?:[^a-z]*+[a-z][a-z'-]*+){{{MIN_WORDS}}}")


class Surroundings:
    """What stands around the hits of one sentence; each part is read only when it is asked for.

    ``mask`` says which patterns the sentence may hold (see ``screened``).
    """

    __slots__ = ("_organisations", "_place", "_titles", "_whole")

    def __init__(
        self, sentence: Sentence, key: str, lang: Language, kind: Kind, mask: int = EVERYTHING
    ) -> None:
        self._place = sentence, key, lang, kind, mask
        self._organisations: tuple[Span, ...] | None = None
        self._titles: tuple[Span, ...] = ()
        self._whole: str | None = None

    def reason(self, term: Term, start: int, end: int) -> str:
        """Why the term at ``start:end`` says nothing about its node, or an empty text."""
        sentence, key, lang, kind, mask = self._place
        if self._organisations is None:
            self._organisations = organisation_spans(sentence.text, key, lang, mask)
            self._titles = title_spans(key, lang, mask)
        if self._organisations and inside(self._organisations, start, end):
            return "ORG"
        if self._titles and inside(self._titles, start, end):
            return "title"
        if self._whole is None:
            self._whole = sentence_reason(sentence, key, lang, kind, mask)
        return self._whole or node_reason(term.node, term.key, key, lang, kind, mask)


def screened_patterns(lang: Language) -> list[Screened]:
    """Every pattern that the surroundings of a hit in this language are asked about."""
    rules = [rule for (_, own), rules in RULES.items() if own == lang for rule in rules]
    templates = [template for template in (*VOID, *SPAN) if template.lang == lang]
    pairs = [(rule.pattern, rule.unless) for rule in rules]
    pairs += [(template.pattern, template.unless) for template in templates]
    return [*SCREENED[lang], *(part for pair in pairs for part in pair if part)]


def sentence_reason(
    sentence: Sentence, key: str, lang: Language, kind: Kind, mask: int = EVERYTHING
) -> str:
    """Why nothing in this sentence counts, or an empty text."""
    place = BLOCKS.get(sentence.block) or SECTIONS.get(sentence.section.split(".")[0], "")
    if place:
        return place
    for template in VOID_IN[lang, kind] if mask & VOID_BITS[lang, kind] else ():
        if mask & template.pattern.bit and template.pattern.search(key):
            unless = template.unless
            if not (unless and mask & unless.bit and unless.search(key)):
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
        return not _ENOUGH_HAN.match(key) and not _ends_like_a_sentence(key)
    return not _ENOUGH_WORDS.match(key)


def _ends_like_a_sentence(key: str) -> bool:
    """Short policy sentences such as 发展绿色金融。 have a predicate."""
    return key.rstrip().endswith(("。", ";", "；", "!"))


def title_spans(key: str, lang: Language, mask: int = EVERYTHING) -> tuple[Span, ...]:
    """Titles of laws, plans and standards that the sentence names without carrying them out."""
    spans = []
    for template in SPAN:
        if not mask & template.pattern.bit or template.lang != lang:
            continue
        for match in template.pattern.finditer(key):
            if not CARRIED_OUT.search(key, 0, match.start()):
                spans.append(match.span())
    return tuple(spans)
