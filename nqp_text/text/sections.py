"""Finds the named sections of a document, with the method and how sure it is.

What is not clearly there is not found: a section found wrongly turns into a wrong number, one
that is not found into a missing value that says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nqp_text.records import Document, Kind, Section
from nqp_text.text import firm_en, firm_zh, government, running
from nqp_text.text.language import known_language

_SAMPLE = 4000
_SURE = 0.75


def find_sections(document: Document, kind: Kind) -> tuple[Section, ...]:
    """Sections in the order of the text, without overlap; they cover only what was found.

    A section with parts comes in pieces: ``mdna``, ``mdna.risk``, ``mdna``.
    """
    if kind == "gov":
        found = government.find(document)
    elif kind == "news":
        found = []
    else:
        found = _firm(document)
    if kind == "other":
        found = [section for section in found if section.confidence >= 0.7]
    return tuple(replace(s, confidence=round(s.confidence, 2)) for s in found)


def mdna_status(sections: Sequence[Section]) -> tuple[bool, str, float]:
    """Whether management's discussion was found, by which method, and how sure that is."""
    parts = [section for section in sections if section.name == "mdna"]
    if not parts:
        return False, "", 0.0
    surest = max(parts, key=lambda section: section.confidence)
    return True, surest.method, surest.confidence


def _firm(document: Document) -> list[Section]:
    finders = (
        [firm_en.find, firm_zh.find] if _is_english(document) else [firm_zh.find, firm_en.find]
    )
    found: list[Section] = []
    for finder in finders:
        found = found or finder(document)
    _, _, sure = mdna_status(found)
    discussion = running.find(document) if sure < _SURE else None
    if discussion:
        outside = [s for s in found if s.end <= discussion.start or s.start >= discussion.end]
        found = sorted([*outside, discussion], key=lambda section: section.start)
    return found


def _is_english(document: Document) -> bool:
    """Whether most of five samples of the text are English."""
    step = max(len(document.text) // 5, 1)
    samples = [document.text[at : at + _SAMPLE] for at in range(0, len(document.text), step)]
    return 2 * sum(known_language(sample) == "en" for sample in samples) > len(samples)
