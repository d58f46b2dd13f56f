"""Splits a document into sentences: a partition of its text, in which no character is lost.

This runs over every character of every report, so a sentence costs one match of a compiled
pattern and one record; pages and sections are followed by cursors, not searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from nqp_text.records import Block, BlockKind, Document, Language, Section, Sentence
from nqp_text.text.boundaries import line_pattern, sentence_pattern
from nqp_text.text.language import known_language

_BY_LINE: frozenset[BlockKind] = frozenset({"table", "toc", "header", "footer"})
_NEVER = 1 << 62
Value = TypeVar("Value")


def split(document: Document, sections: Sequence[Section] = ()) -> tuple[Sentence, ...]:
    """The sentences of a document: joined, they are ``document.text``.

    No sentence crosses the boundary of a block or a line. In tables, lists of contents, headers
    and footers a line is a sentence. A sentence without letters takes the language of the one
    before it.
    """
    sentences: list[Sentence] = []
    pages = _Cursor(document.page_starts, 1)
    names = _Cursor(_section_changes(sections), "")
    language: Language | None = None
    waiting = 0
    for kind, start, end in _segments(document.text, document.blocks):
        for piece in _pieces(document.text, kind, start, end):
            language = known_language(piece) or language
            if language is None:
                waiting += 1
            stop = start + len(piece)
            page = pages.value if start < pages.next else pages.move(start)
            name = names.value if start < names.next else names.move(start)
            sentences.append(
                Sentence(len(sentences), page, name, kind, language or "other", start, stop, piece)
            )
            start = stop
    _inherit_forwards(sentences, waiting)
    return tuple(sentences)


def split_text(text: str, lang: Language | None = None) -> tuple[Sentence, ...]:
    """The sentences of a plain text, all in ``lang`` if it is given.

    >>> [s.text for s in split_text("算力增长。(See Note 5. Revenue.) 数据入表；完成。")]
    ['算力增长。', '(See Note 5. Revenue.) ', '数据入表；', '完成。']
    """
    document = Document("", "", "text", text, (), (), ())
    sentences = split(document)
    return tuple(replace(s, lang=lang) for s in sentences) if lang else sentences


class _Cursor(Generic[Value]):
    """Follows values that change at known offsets, for offsets that only grow."""

    def __init__(self, changes: Sequence[tuple[int, Value]], first: Value) -> None:
        self._changes = changes
        self._position = 0
        self.value = first
        self.next = changes[0][0] if changes else _NEVER

    def move(self, offset: int) -> Value:
        """The value at ``offset``; called only when the next change has been reached."""
        while self._position < len(self._changes) and self._changes[self._position][0] <= offset:
            self.value = self._changes[self._position][1]
            self._position += 1
        more = self._position < len(self._changes)
        self.next = self._changes[self._position][0] if more else _NEVER
        return self.value


def _section_changes(sections: Sequence[Section]) -> list[tuple[int, str]]:
    changes: list[tuple[int, str]] = []
    for section in sorted(sections, key=lambda section: section.start):
        if changes and changes[-1][0] == section.start:
            changes.pop()
        changes.append((section.start, section.name))
        changes.append((section.end, ""))
    return changes


def _segments(text: str, blocks: Sequence[Block]) -> Iterator[tuple[BlockKind, int, int]]:
    """Stretches that sentences stay within: a block with the line breaks behind it.

    Text that no block covers is read as prose, so that nothing is lost.
    """
    start = 0
    kind: BlockKind = "prose"
    for block in blocks:
        if block.start > start:
            if text[start : block.start].isspace() and start == 0:
                kind, start = block.kind, 0
                continue
            yield kind, start, block.start
            start = block.start
        kind = block.kind
    if start < len(text):
        yield kind, start, len(text)


def _pieces(text: str, kind: BlockKind, start: int, end: int) -> list[str]:
    pattern: re.Pattern[str] = line_pattern() if kind in _BY_LINE else sentence_pattern()
    return [piece for piece in pattern.findall(text, start, end) if piece]


def _inherit_forwards(sentences: list[Sentence], count: int) -> None:
    """Gives the first ``count`` sentences, which say nothing, the first known language."""
    if count < len(sentences):
        for position in range(count):
            sentences[position] = replace(sentences[position], lang=sentences[count].lang)
