"""Finds management's discussion by the title on top of its pages.

Extracts and designed reports often have no chapter heading but repeat the title on every page.
"""

from __future__ import annotations

import re

from nqp_text.records import Document, Section
from nqp_text.text.headings import Heading, Lines, compact

_TITLE = re.compile(
    r"(?:management'?s?'?discussion(?:(?:and|&)analysis)?"
    r"|管理层(?:的)?讨论(?:与|及|和)分析)+(?:[(（](?:续|continued)[)）])?"
)
_WORDS = re.compile("discussion (?:and|&) analysis|management discussion|管理层的?讨论")
_FEWEST_PAGES = 3
_DENSITY = 0.6


def find(document: Document) -> Section | None:
    """The pages from the first to the last that show the title, if most of them do."""
    lines = Lines(document)
    shown = [heading for heading in lines.with_words(_WORDS) if _is_title(heading)]
    pages = sorted({heading.page for heading in shown})
    if len(pages) < _FEWEST_PAGES:
        return None
    first, last = pages[0], pages[-1]
    if len(pages) < _DENSITY * (last - first + 1):
        return None
    starts = [offset for offset, page in document.page_starts if page == first]
    ends = [offset for offset, page in document.page_starts if page > last]
    start = min([*starts, shown[0].start])
    end = min(ends, default=len(document.text))
    return Section("mdna", start, end, shown[0].title, "running_header", 0.8)


def _is_title(heading: Heading) -> bool:
    key = re.sub(r"^[\d\s]+|[\d\s]+$", "", compact(heading.title))
    return not heading.in_contents and bool(_TITLE.fullmatch(key))
