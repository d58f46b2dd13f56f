"""From the headings of an outline to sections: what a heading opens, the next one closes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nqp_text.records import Section
from nqp_text.text.headings import Heading

SMALLEST_MDNA = 1500
"""Characters under which a management discussion of a whole report is a stub or a mistake."""

LARGEST_MDNA = 0.75
"""Share of a whole report over which a management discussion has lost its end."""

LARGEST_CONTENTS = 8_000
"""Characters over which a list of contents has lost its end."""

WHOLE_REPORT = 40_000
"""Characters from which a document is taken for a whole report, not an extract."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading of the outline with the section name that its title stands for.

    ``name`` is empty for titles that only close the section before them. ``sure`` is 0 to 1.
    """

    heading: Heading
    name: str
    method: str
    sure: float


def sections_of(entries: Sequence[Entry], length: int) -> list[Section]:
    """Sections from each entry to the next; neighbours of one name and title become one."""
    sections: list[Section] = []
    for position, entry in enumerate(entries):
        more = position + 1 < len(entries)
        end = entries[position + 1].heading.start if more else length
        start, title = entry.heading.start, entry.heading.title
        last = sections[-1] if sections else None
        if last and last.name == entry.name and last.end == start:
            sections[-1] = Section(
                last.name, last.start, end, last.title, last.method, last.confidence
            )
        elif end > start:
            sections.append(Section(entry.name, start, end, title, entry.method, entry.sure))
    return [section for section in sections if section.name]


def checked(sections: Sequence[Section], length: int) -> list[Section]:
    """Sections without a management discussion that is too short or too long to be one.

    A wrong section is worse than none: its index would look like an observation.
    """
    kept: list[Section] = []
    for section in sections:
        size = section.end - section.start
        whole = length >= WHOLE_REPORT
        if section.name == "toc" and size > LARGEST_CONTENTS:
            continue
        if section.name == "mdna" and whole:
            if size < SMALLEST_MDNA or size > LARGEST_MDNA * length:
                continue
            if not 0.02 <= size / length <= 0.6:
                sure = section.confidence * 0.8
                section = Section(
                    section.name, section.start, section.end, section.title, section.method, sure
                )
        kept.append(section)
    return kept
