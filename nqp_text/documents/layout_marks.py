"""What a line's own words say about its place: markers, sentence ends, numbers, leaders."""

from __future__ import annotations

import re

_CLOSERS = "”’」』）)\"'】］] \t"
_FINAL = frozenset("。！？!?…．.")

_BULLETS = "•●○◆◇■□▪▫►▶➢➤✓✔√★☆※·∙◦‣⁃–—－▲△*\ue000-\uf8ff"
BULLET_RE = re.compile(rf"^(?:[{_BULLETS}]|-(?= )|o(?= ))\s*")
NUMBERED_RE = re.compile(
    r"^(?:"
    r"第[一二三四五六七八九十百零〇\d]{1,4}[章节節条條编編部篇]"
    r"|[（(][一二三四五六七八九十百\d]{1,3}[）)]"
    r"|[（(][a-zA-Z]{1,2}[）)](?=[\s\u4e00-\u9fff])|[（(][ivx]{1,5}[）)]"
    r"|[一二三四五六七八九十]{1,3}[、．.](?!\d)"
    r"|\d{1,2}[、．](?!\d)|\d{1,2}\.(?=[\s\u4e00-\u9fff])|\d{1,2}[）)]"
    r"|\d{1,2}(?:\.\d{1,2}){1,4}[.、]?(?=[\s\u4e00-\u9fffA-Z])(?!\s*[a-z%亿万千百元倍个条家项年月日吨米公])"
    r"|[a-zA-Z][.)](?=\s)|[ivx]{1,4}[.)](?=\s)"
    r"|[①-⑳⑴-⒇⒈-⒛㈠-㈩Ⅰ-Ⅻ]"
    r"|(?:Item|ITEM|PART|Part|Note|NOTE|Section|SECTION)\s+[\dIVX]+[A-Z]?\b"
    r")"
)
_HEADING_NUMBER_RE = re.compile(
    r"^(?:第[一二三四五六七八九十百零〇\d]{1,4}[章节節编編部篇]"
    r"|[一二三四五六七八九十]{1,3}[、．.]"
    r"|[（(][一二三四五六七八九十]{1,3}[）)]"
    r"|\d{1,2}[、．.](?!\d)|\d{1,2}(?:\.\d{1,2}){1,4}[.、]?(?=[\s\u4e00-\u9fff])"
    r"(?!\s*[a-z%亿万千百元倍个条家项年月日吨米公])"
    r"|[（(]\d{1,2}[）)]|\d{1,2}[）)]"
    r"|(?:Item|ITEM|PART|Part|Note|NOTE|Section|SECTION)\s+[\dIVX]+[A-Z]?\b)"
)
MARKER_ONLY_RE = re.compile(
    rf"^(?:[{_BULLETS}]|[-o]|[（(]?(?:[a-zA-Z]|[ivx]{{1,5}}|\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[）).、．]?"
    r"|\d{1,2}(?:\.\d{1,2}){1,4}[.、]?|第[一二三四五六七八九十百\d]{1,4}[章节節条條]"
    r"|[①-⑳⑴-⒇⒈-⒛]|注\d*[：:]?|(?:Item|ITEM)\s+\d+[A-Z]?\.?)$"
)
_DOTS_RE = re.compile("[…·．・‧]")
_DOT = "[.．·‧・…]"
# Runs of dots are matched whole and once: long ones are common, and tried at every dot they cost
# more than the rest of a page.
LEADER_RE = re.compile(
    rf"(?<!{_DOT})(?<!{_DOT}\s)(?:(?:{_DOT}\s?){{5,}}+\s*[-–]?\s*[\dIVXivx]{{0,4}}(?:\s*[-–]\s*\d*)?\s*$"
    r"|…{2,}+\s*\d+\s*$)"
)
LEADERS_RE = re.compile(rf"(?<!{_DOT})(?<!{_DOT}\s)(?:{_DOT}\s?){{8,}}+")
NUMBER_CELL_RE = re.compile(
    r"^[\s(（\[]*[-–—+＋－]?[\s]*(?:[$¥￥€£]|RMB|HK\$|US\$|USD|HKD)?[\s]*[-–—(（]?[\d０-９][\d０-９,，.．\s/]*"
    r"[%％‰]?[)）\]]*\s*(?:%|x|bps|倍|元|万元|亿元|股|年|月|人|pp)?[)）]?\*{0,2}$|^[-–—－/]+$|^(?:N/A|NM|不适用|n/a|\$|%|\)|—%)$"
)
_NUMBER_ENDS = frozenset("0123456789)%-–—")
NUMBER_RE = re.compile(r"\(?[-–]?[$¥￥]?\d[\d,.]*%?\)?|[-–—]")
_UNIT_RE = re.compile(
    r"(?:单位|單位|金额|币种|人民币|In (?:millions|thousands)|in (?:millions|thousands))"
)


def ends_sentence(text: str) -> bool:
    """Whether a line's last sign closes a sentence."""
    last = text[-1:]
    if last not in _FINAL:
        last = text.rstrip(_CLOSERS)[-1:]
    return last in _FINAL and last != ""


def begins_item(text: str) -> bool:
    """Whether a line opens with a bullet or a number of an enumeration."""
    return BULLET_RE.match(text) is not None or NUMBERED_RE.match(text) is not None


def is_heading_number(text: str) -> bool:
    """Whether a line opens with a number of the kind that headings have."""
    return _HEADING_NUMBER_RE.match(text) is not None


def is_number(text: str) -> bool:
    """Whether a cell holds an amount, a share or a dash and nothing else."""
    return len(text) < 40 and NUMBER_CELL_RE.match(text) is not None


def is_unit_note(text: str) -> bool:
    """Whether a line tells the unit of the table below it."""
    return len(text) < 60 and _UNIT_RE.search(text) is not None and not ends_sentence(text)


def looks_numeric(text: str) -> bool:
    """Whether a line without visible gaps still reads as a row of amounts."""
    last = text[-1]
    if last not in _NUMBER_ENDS and (last < "\u2e80" or text.count(" ") < 4):
        return False
    words = text.split()
    numbers = [word for word in words if NUMBER_RE.fullmatch(word)]
    if len(numbers) < (2 if last in _NUMBER_ENDS else 4):
        return False
    return sum(map(len, numbers)) > 0.45 * sum(map(len, words)) and not ends_sentence(text)


def is_contents_line(text: str) -> bool:
    """Whether a line has the dots that lead to a page number."""
    return has_leaders(text) and LEADER_RE.search(text) is not None


def has_leaders(text: str) -> bool:
    """Whether a line has a run of dots that leads from a name to a number."""
    if ".." not in text and ". ." not in text and not _DOTS_RE.search(text):
        return False
    return LEADERS_RE.search(text) is not None or LEADER_RE.search(text) is not None
