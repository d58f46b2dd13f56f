"""Splits a document into sentences: a partition of its text, in which no character is lost.

This runs over every character of every report, so a sentence costs one match of a compiled
pattern; everything else is done for all sentences of a document at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from nqp_text.records import Block, BlockKind, Document, Language, Section, Sentence
from nqp_text.sentence_columns import BLOCKS, SentenceColumns
from nqp_text.text.boundaries import sentence_pattern
from nqp_text.text.code_classes import NEW_LINE, SPACE, classes_of, code_points
from nqp_text.text.languages import languages_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BY_LINE: frozenset[BlockKind] = frozenset({"table", "toc", "header", "footer"})


def split(document: Document, sections: Sequence[Section] = ()) -> tuple[Sentence, ...]:
    """The sentences of a document: joined, they are ``document.text``.

    No sentence crosses the boundary of a block or a line. In tables, lists of contents, headers
    and footers a line is a sentence. A sentence without letters takes the language of the one
    before it.
    """
    return tuple(split_columns(document, sections))


def split_columns(document: Document, sections: Sequence[Section] = ()) -> SentenceColumns:
    """The same sentences as columns, in a fifth of the time: most of them nobody looks at."""
    import numpy as np

    text = document.text
    codes = code_points(text)
    segments = list(_segments(text, document.blocks))
    starts, owner = _starts(text, codes, segments)
    kinds = np.array([BLOCKS.index(kind) for kind, _, _ in segments], dtype=np.uint8)
    ends = np.append(starts[1:], np.int32(len(text))) if len(starts) else starts
    names, section_codes = _sections_at(starts, sections)
    return SentenceColumns(
        text=text,
        section_names=names,
        ids=np.arange(len(starts), dtype=np.int32),
        pages=_pages_at(starts, document.page_starts),
        sections=section_codes,
        blocks=kinds[owner],
        languages=languages_of(text, codes, starts, ends),
        starts=starts,
        ends=ends,
    )


def split_text(text: str, lang: Language | None = None) -> tuple[Sentence, ...]:
    """The sentences of a plain text, all in ``lang`` if it is given.

    >>> [s.text for s in split_text("算力增长。(See Note 5. Revenue.) 数据入表；完成。")]
    ['算力增长。', '(See Note 5. Revenue.) ', '数据入表；', '完成。']
    """
    document = Document("", "", "text", text, (), (), ())
    sentences = split(document)
    return tuple(replace(s, lang=lang) for s in sentences) if lang else sentences


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


def _starts(
    text: str, codes: NDArray[np.uint32], segments: Sequence[tuple[BlockKind, int, int]]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Where sentences start, and the number of the segment that each is in."""
    import numpy as np

    starts: list[int] = []
    owner: list[int] = []
    find = sentence_pattern().findall
    for number, (kind, start, end) in enumerate(segments):
        starts.append(start)
        owner.append(number)
        if kind in _BY_LINE:
            continue
        reached = start
        for piece in find(text, start, end):  # the last one is empty
            if reached > start and piece:
                starts.append(reached)
                owner.append(number)
            reached += len(piece)
    begins, line_owner = _line_starts(codes, segments)
    every = np.concatenate([np.array(starts, dtype=np.int32), begins])
    owners = np.concatenate([np.array(owner, dtype=np.int32), line_owner])
    order = np.argsort(every, kind="stable")
    return every[order], owners[order]


def _line_starts(
    codes: NDArray[np.uint32], segments: Sequence[tuple[BlockKind, int, int]]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Where lines start behind the first line of a segment that is read by line.

    A line takes the white space behind it, so the next one starts at the first character behind
    the line break that is none.
    """
    import numpy as np

    numbers = [place for place, (kind, _, _) in enumerate(segments) if kind in _BY_LINE]
    if not numbers:
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)
    first = np.array([segments[number][1] for number in numbers])
    last = np.array([segments[number][2] for number in numbers])
    classes = classes_of(codes)
    breaks = np.flatnonzero(classes & NEW_LINE)
    within = np.searchsorted(first, breaks, side="right") - 1
    breaks, within = breaks[within >= 0], within[within >= 0]
    solid = np.flatnonzero((classes & SPACE) == 0)
    behind = np.searchsorted(solid, breaks)
    breaks, within, behind = (part[behind < len(solid)] for part in (breaks, within, behind))
    begins = solid[behind]
    inside = (breaks < last[within]) & (begins < last[within])
    begins, kept = np.unique(begins[inside], return_index=True)
    return begins.astype(np.int32), np.array(numbers, dtype=np.int32)[within[inside][kept]]


def _pages_at(
    starts: NDArray[np.int32], page_starts: Sequence[tuple[int, int]]
) -> NDArray[np.int32]:
    import numpy as np

    offsets = np.array([offset for offset, _ in page_starts], dtype=np.int64)
    numbers = np.array([1, *(page for _, page in page_starts)], dtype=np.int32)
    return numbers[np.searchsorted(offsets, starts, side="right")]


def _sections_at(
    starts: NDArray[np.int32], sections: Sequence[Section]
) -> tuple[tuple[str, ...], NDArray[np.uint16]]:
    """The names of sections, and for each start the position of its section's name."""
    import numpy as np

    changes = _section_changes(sections)
    names = tuple(dict.fromkeys(["", *(name for _, name in changes)]))
    offsets = np.maximum.accumulate(np.array([offset for offset, _ in changes], dtype=np.int64))
    values = np.array([0, *(names.index(name) for _, name in changes)], dtype=np.uint16)
    return names, values[np.searchsorted(offsets, starts, side="right")]
