"""Which sentences of a document count: those that say something, in the section asked for."""

from __future__ import annotations

from collections.abc import Iterable

from nqp_text.records import Section, Sentence
from nqp_text.settings import Settings

_ALWAYS = frozenset({"prose", "list"})
_NEVER = frozenset({"header", "footer"})
_BOXES = "√□☐☑✓■"
_SENTENCE_END = ("。", "！", "？", "；", "…", ".", "!", "?", ";", "。”", "。」", '."', ".”")


def counted_sentences(sentences: Iterable[Sentence], settings: Settings) -> list[Sentence]:
    """Sentences in prose and lists, headings that are full sentences; ``tables`` adds the rest.

    Repeated headers and footers never count: one line would count once a page.
    """
    return [
        sentence
        for sentence in sentences
        if _in_scope(sentence.section, settings.section) and _speaks(sentence, settings.tables)
    ]


def is_mdna(section: str) -> bool:
    """Does a section name stand for the management discussion or a part of it?"""
    return section == "mdna" or section.startswith("mdna.")


def mdna_of(sections: Iterable[Section]) -> Section | None:
    """The surest management discussion among the sections, if there is one."""
    found = [section for section in sections if is_mdna(section.name)]
    return max(found, key=lambda section: (section.confidence, -section.start), default=None)


def _in_scope(section: str, wanted: str) -> bool:
    return wanted == "all" or is_mdna(section)


def _speaks(sentence: Sentence, tables: bool) -> bool:
    if sentence.block in _ALWAYS:
        return not _is_tick(sentence.text)
    if sentence.block in _NEVER:
        return False
    if tables:
        return True
    return sentence.block == "heading" and sentence.text.rstrip().endswith(_SENTENCE_END)


def _is_tick(text: str) -> bool:
    """Is this a line of the filing form, such as “√适用 □不适用”, and no sentence?"""
    return text.lstrip()[:1] in _BOXES and len(text) < 24 and bool(text.strip())
