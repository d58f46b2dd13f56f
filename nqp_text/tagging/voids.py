"""Why a whole sentence says nothing, or why a hit is only part of a name or a title."""

from __future__ import annotations

import re

from nqp_text.records import Kind, Language, Sentence
from nqp_text.tagging.organisations import Span, inside
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
        if template.lang != lang:
            continue
        for match in template.pattern.finditer(key):
            if not CARRIED_OUT.search(key, 0, match.start()):
                spans.append(match.span())
    return tuple(spans)


def name_reason(
    organisations: tuple[Span, ...], titles: tuple[Span, ...], start: int, end: int
) -> str:
    """``ORG`` or ``title`` when the hit lies inside a name or a title."""
    if inside(organisations, start, end):
        return "ORG"
    return "title" if inside(titles, start, end) else ""
