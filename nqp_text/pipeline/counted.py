"""Which sentences of a document count: those that say something, in the section asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from nqp_text.records import BlockKind, Section
from nqp_text.sentence_columns import BLOCKS, SentenceColumns
from nqp_text.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ALWAYS: tuple[BlockKind, ...] = ("prose", "list")
_NEVER: tuple[BlockKind, ...] = ("header", "footer")
_BOXES = "√□☐☑✓■"
_LONGEST_TICK = 24
_SENTENCE_END = ("。", "！", "？", "；", "…", ".", "!", "?", ";", "。”", "。」", '."', ".”")


def counted_sentences(sentences: SentenceColumns, settings: Settings) -> SentenceColumns:
    """Sentences in prose and lists, headings that are full sentences; ``tables`` adds the rest.

    Repeated headers and footers never count: one line would count once a page.
    """
    import numpy as np

    blocks = sentences.blocks
    always = _are(blocks, _ALWAYS)
    if settings.tables:
        counted = ~_are(blocks, _NEVER)
    else:
        counted = always.copy()
        for place in np.flatnonzero(_are(blocks, ("heading",))).tolist():
            counted[place] = _text(sentences, place).rstrip().endswith(_SENTENCE_END)
    short = sentences.ends - sentences.starts < _LONGEST_TICK
    text, places = sentences.text, np.flatnonzero(always & short)
    starts, ends = sentences.starts[places].tolist(), sentences.ends[places].tolist()
    for place, start, end in zip(places.tolist(), starts, ends, strict=True):
        first = text[start : start + 1]
        if first in _BOXES or first.isspace():
            counted[place] = not _is_tick(text[start:end])
    if settings.section != "all":
        wanted = np.array([is_mdna(name) for name in sentences.section_names])
        counted &= wanted[sentences.sections]
    return sentences.only(counted)


def is_mdna(section: str) -> bool:
    """Does a section name stand for the management discussion or a part of it?"""
    return section == "mdna" or section.startswith("mdna.")


def mdna_of(sections: Iterable[Section]) -> Section | None:
    """The surest management discussion among the sections, if there is one."""
    found = [section for section in sections if is_mdna(section.name)]
    return max(found, key=lambda section: (section.confidence, -section.start), default=None)


def _are(blocks: NDArray[np.uint8], kinds: Iterable[BlockKind]) -> NDArray[np.bool_]:
    import numpy as np

    wanted = np.zeros(len(BLOCKS), dtype=np.bool_)
    wanted[[BLOCKS.index(kind) for kind in kinds]] = True
    return wanted[blocks]


def _text(sentences: SentenceColumns, place: int) -> str:
    return sentences.text[sentences.starts[place] : sentences.ends[place]]


def _is_tick(text: str) -> bool:
    """Is this a line of the filing form, such as “√适用 □不适用”, and no sentence?"""
    return text.lstrip()[:1] in _BOXES and len(text) < _LONGEST_TICK and bool(text.strip())
