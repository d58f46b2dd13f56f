"""What a paragraph is: prose, heading or list item."""

from __future__ import annotations

import re

from nqp_text.documents.layout_lines import HAN, is_chinese
from nqp_text.documents.layout_marks import (
    BULLET_RE,
    begins_item,
    ends_sentence,
    is_heading_number,
)
from nqp_text.documents.layout_paragraphs import Paragraph
from nqp_text.records import BlockKind

_LONGEST_ZH, _LONGEST_EN = 45, 100
_LOWER_WORD_RE = re.compile(r"\b[a-z]{4,}")
_WORD_RE = re.compile(r"[A-Za-z]{2,}")
_HAN_RE = re.compile(f"[{HAN}]")


def kind_of(paragraph: Paragraph, text: str, body: float) -> BlockKind:
    """The kind of a paragraph of prose; ``body`` is the usual type size (em) of the document."""
    if BULLET_RE.match(text):
        return "list"
    if _is_heading(paragraph, text, body):
        return "heading"
    return "list" if begins_item(text) else "prose"


def _is_heading(paragraph: Paragraph, text: str, body: float) -> bool:
    if len(paragraph.lines) > 3 or ends_sentence(text) or text[-1] in "，、；：,;:-":
        return False
    line = paragraph.lines[0]
    larger = line.em > 1.12 * body
    short = line.x1 < paragraph.flow.right - 2 * line.em
    if is_chinese(text):
        return len(text) <= _LONGEST_ZH and (larger or short or is_heading_number(text))
    words = _WORD_RE.findall(text)
    if not words or len(text) > _LONGEST_EN:
        return False
    lower = len(_LOWER_WORD_RE.findall(text))
    return larger or is_heading_number(text) or lower * 2 <= len(words) or (short and lower < 7)
