"""What a single line of text without layout looks like: heading, list item, table row, contents.

Used where a format says nothing about structure (text files) or says it unreliably (HTML and JSON
lines converted from PDF).
"""

from __future__ import annotations

import re

from nqp_text.records import BlockKind

TERMINAL = "。！？!?；;…"
_CLOSING = "”’」』）)】〕》〉\"' \t\u3000"
_HAN_NUMBER = "一二三四五六七八九十百〇零两兩"
_CHAPTER = re.compile(rf"^\s*第\s*[{_HAN_NUMBER}\d]+\s*[章节節部编編篇]")
_NUMBERED = re.compile(
    rf"^\s*(?:[{_HAN_NUMBER}]{{1,4}}、|[（(][{_HAN_NUMBER}\d]{{1,4}}[）)]|\d{{1,2}}[、．]|\d{{1,2}}\.(?=\D)"
    r"|[①-⑳⑴-⒇]|附件|附录|(?:PART|Part|ITEM|Item)\s+[\dIVX]+)"
)
_BULLET = re.compile(
    "^\\s*(?:[•●○■□◆◇▪▶►➢✓·\uf06c\uf0b7\uf0a7\uf0d8\uf06e\uf075]|[-–—*]\\s)\\s*\\S"
)
_MARKDOWN_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+\S")
_CONTENTS = re.compile(r"(?:[.．…·‥⋯]\s?){4,}\s*[-–]?\s*\d{1,4}\s*[-–]?\s*$|…{2,}\s*\d{1,4}\s*$")
_NUMBER = re.compile(
    r"^[（(]?[-+−–—]?[¥￥$€£]?[\d,，.]+(?:%|％|倍|元|股|万元|亿元)?[)）]?$|^(?:[-–—/]+|不适用|N/A)$"
)
_COLUMNS = re.compile(r"\t|\S(?: {3,}|\u3000{2,})\S")
_FORM_FIELD = re.compile(
    r"^[□√☑✓■☐☒\s]*(?:适用|是|適用)\s*[□√☑✓■☐☒\s]+(?:不适用|否|不適用)\s*[□√☑✓■☐☒]*\s*$"
)
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60"
    "\uffe0-\uffe6\u2014\u2018\u2019\u201c\u201d\u2026\u2460-\u24ff\u25a0-\u25ff\u2103\u221a]"
)
_HEADING_UNITS = 60
_LONGEST_ROW = 300
_STOP = re.compile("[。！？]")


def width(text: str) -> int:
    """Printed width in half-width units: a Chinese character takes two."""
    return len(text) + len(_WIDE.findall(text))


def ends_sentence(line: str) -> bool:
    """Whether the line ends with a sign that ends a sentence, closing quotes aside."""
    bare = line.rstrip(_CLOSING)
    if not bare:
        return False
    if bare[-1] in TERMINAL:
        return True
    return bare[-1] == "." and not bare[-2:-1].isdigit() and bare.isascii()


def is_numbered(line: str) -> bool:
    """Whether the line starts a new item: chapter, number, bullet or Markdown heading."""
    return bool(_CHAPTER.match(line) or _NUMBERED.match(line) or starts_bullet(line))


def starts_bullet(line: str) -> bool:
    """Whether the line starts with a list sign."""
    return bool(_BULLET.match(line))


def is_contents_line(line: str) -> bool:
    """Whether the line is one of a table of contents: leader dots and a page number."""
    return bool(_CONTENTS.search(line))


def is_table_row(line: str) -> bool:
    """Whether the line shows the cells of a table: mostly numbers, or set in columns."""
    if _FORM_FIELD.match(line):
        return True
    cells = line.split()
    if not cells or ends_sentence(line) or _is_running_text(line):
        return False
    numbers = sum(bool(_NUMBER.match(cell)) for cell in cells)
    if len(cells) == 1:
        return numbers == 1 and not re.fullmatch(r"(?:19|20)\d\d", cells[0])
    if numbers * 2 >= len(cells) and numbers >= 1 and len(cells) >= 3:
        return True
    if numbers >= 3 and numbers * 3 >= len(cells):
        return True
    return len(_COLUMNS.findall(line.strip())) >= 2


def _is_running_text(line: str) -> bool:
    """Whether a whole text stands in one line, its paragraphs apart by tabs or wide spaces."""
    return len(line) >= _LONGEST_ROW and len(_STOP.findall(line)) >= 3


def is_heading(line: str) -> bool:
    """Whether the line is a title: short, alone, without the end of a sentence."""
    bare = line.strip()
    if _MARKDOWN_HEADING.match(line):
        return True
    if not bare or ends_sentence(bare) or width(bare) > _HEADING_UNITS:
        return False
    if bare[-1] in "，,、：:（(":
        return False
    return not _looks_like_fragment(bare)


def _looks_like_fragment(bare: str) -> bool:
    return bare[0] in "，。、；：）)”,.;" or (bare[0].islower() and bare.isascii())


def kind_of(line: str) -> BlockKind:
    """Kind of a line that stands alone."""
    if is_contents_line(line):
        return "toc"
    if is_table_row(line):
        return "table"
    if starts_bullet(line):
        return "list"
    if is_heading(line):
        return "heading"
    return "prose"
