"""Lines of a document that look like a heading, and those of them that stand in its contents.

Readers mark headings and contents where the layout shows them; text files show nothing but lines.
So every line counts here that has the form of a heading, and its place is judged from all sides.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from nqp_text.normalize import match_key
from nqp_text.records import BlockKind, Document

_SPACE = re.compile(r"[\s\x00-\x1f\x7f\u200b\ufeff]+")
_LEADERS = re.compile(
    r"[.．·•…‥_\-—]{3,}\s*\d{0,4}\s*$|…\s*\d{1,4}\s*$|(?:\. ){3,}\.?\s*\d{0,4}\s*$"
)
_PAGE_NUMBER = re.compile(r"\D\s*\d{1,3}(?:\s*[-–~]\s*\d{1,3})?\s*$")
_SHORT_LINE = re.compile(r"(?m)^[^\n]{2,240}$")
_DIGITS = {"零": 0, "〇": 0, **{sign: n for n, sign in enumerate("一二三四五六七八九", 1)}}


@dataclass(frozen=True, slots=True)
class Heading:
    """A line with the form of a heading.

    ``key`` is its title without number, spaces and leaders, folded as for matching; ``number``
    its place in a numbering and ``style`` the form of that numbering (``节``, ``、``, ``item``).
    """

    start: int
    end: int
    title: str
    key: str
    page: int
    kind: BlockKind
    in_contents: bool
    number: int = 0
    style: str = ""


def compact(text: str) -> str:
    """The text as titles are compared: folded, without white space.

    >>> compact("管理層 討論及分析")
    '管理层讨论及分析'
    """
    return _SPACE.sub("", match_key(text))


def words(text: str) -> str:
    """The text as English titles are compared: folded, with single spaces.

    >>> words("MANAGEMENT’S  DISCUSSION")
    "management's discussion"
    """
    return _SPACE.sub(" ", match_key(text)).strip()


def without_leaders(title: str) -> str:
    """A title from a list of contents without its dots and page number."""
    return re.sub(r"[\s.．·•…‥_—-]*\d{0,4}\s*$", "", title)


def looks_like_contents(line: str) -> bool:
    """Whether a line shows the dots or the page number of a list of contents."""
    return bool(_LEADERS.search(line))


def ends_with_page(line: str) -> bool:
    """Whether a line ends with what may be a page number."""
    return bool(_PAGE_NUMBER.search(line))


def number_of(text: str) -> int:
    """A section number in Chinese or Arabic digits; 0 if it is none.

    >>> number_of("二十一"), number_of("12"), number_of("十")
    (21, 12, 10)
    """
    if text.isdecimal():
        return int(text)
    if not text or any(sign not in _DIGITS and sign != "十" for sign in text):
        return 0
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return sum(_DIGITS[sign] * 10**place for place, sign in enumerate(reversed(ones)))
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)


class Lines:
    """Where a line of a document stands: page, block, and the line around an offset."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._starts = [block.start for block in document.blocks]

    def kind_at(self, offset: int) -> BlockKind:
        """Kind of the block that the offset is in."""
        position = bisect_right(self._starts, offset) - 1
        return self.document.blocks[position].kind if position >= 0 else "prose"

    def around(self, offset: int) -> tuple[int, int]:
        """Bounds of the line that the offset is in, without the white space at its ends."""
        text = self.document.text
        start = text.rfind("\n", 0, offset) + 1
        end = text.find("\n", offset)
        end = len(text) if end < 0 else end
        line = text[start:end]
        return start + len(line) - len(line.lstrip()), start + len(line.rstrip())

    def after(self, offset: int) -> tuple[int, int]:
        """Bounds of the next line that is not empty."""
        match = re.compile(r"\s*").match(self.document.text, offset)
        return self.around(match.end() if match else offset)

    def heading(self, start: int, end: int, key: str, number: int = 0, style: str = "") -> Heading:
        """The heading that stands between two offsets."""
        title = self.document.text[start:end]
        kind = self.kind_at(start)
        contents = kind == "toc" or looks_like_contents(title)
        page = self.document.page_at(start)
        return Heading(start, end, title, key, page, kind, contents, number, style)

    def with_words(self, pattern: re.Pattern[str], longest: int = 60) -> Iterable[Heading]:
        """Short lines in which the folded text matches the pattern."""
        key = match_key(self.document.text)
        for match in _SHORT_LINE.finditer(self.document.text):
            if not pattern.search(key, match.start(), match.end()):
                continue
            start, end = self.around(match.start())
            if end - start <= longest:
                yield self.heading(start, end, without_leaders(self.document.text[start:end]))
