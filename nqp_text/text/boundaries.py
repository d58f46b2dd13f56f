r"""One regular expression that matches a sentence, built from the language tables.

::

    ENUMERATOR? ( plain run | quote, bracket or title | sign that does not end )* END? \s*

Both languages share it, because a paragraph of a real report may hold both. Every quantifier is
possessive or bounded, so that no text makes it slow: a lone opening sign costs a bounded look
ahead.
"""

from __future__ import annotations

import re
from functools import cache

from nqp_text.text import en, zh

NEWLINE = "\n\r\f\v\x85\u2028\u2029"
"""Characters that end a line, and with it a sentence."""

_STRAIGHT = f'"[^"{NEWLINE}]{{1,{zh.LONGEST_QUOTE}}}+"'
_WORD_START = f"(?<![{en.LETTERS}0-9])"
_CITATION = r"(?:\[\d{1,3}(?:[,–-] ?\d{1,3})*\]|[¹²³⁰⁴-⁹]+)"
_STRAIGHT_CLOSER = rf'["\'](?={_CITATION}?(?:\s|$|[{zh.HAN}]))'
_CLOSERS = rf"(?:[{zh.CLOSERS}]|{_STRAIGHT_CLOSER}|{_CITATION})*+"
_OPENERS = r"[\"'“‘「（(\[《•·▪●■–—-]*+\s?"
_CONTINUES = rf"\s?[{zh.CONTINUERS}a-z]"


@cache
def sentence_pattern() -> re.Pattern[str]:
    """Matches the next sentence with the white space behind it, anywhere in a block."""
    end = f"(?:{'|'.join(_endings())})"
    signs = _signs()
    body = rf"(?:[^{signs}{NEWLINE}]++|{'|'.join(_pairs())}|(?!{end})[{signs}])*+"
    return re.compile(rf"(?:{_enumerator()})?+{body}(?:{end})?+\s*+")


def _signs() -> str:
    openers = "".join(pair[0] for pair in (*zh.QUOTES, *zh.BRACKETS, *zh.TITLES))
    return zh.TERMINATORS + zh.SHARED_TERMINATORS + '.;"' + openers.replace("[", r"\[")


def _enumerator() -> str:
    """A number or label in front of a sentence: ``1.``, ``a.``, ``IV.``, ``Item 7A.``."""
    number = r"(?:\d{1,3}(?:\.\d{1,3})*+|[A-Za-z]|[ivxIVX]{1,5})"
    label = rf"(?i:{'|'.join(en.LABELS.split())})\s(?:\d{{1,3}}[A-Za-z]?|[IVX]{{1,5}}|[A-Z])"
    return rf"[(（]?(?:{number}|{label})(?:[.．]|\)\.)[^\S{NEWLINE}]++"


def _pair(openers: str, closers: str, longest: int) -> str:
    """An opening sign up to its closing one, with one level of the same signs inside."""
    inner = f"[^{re.escape(openers + closers)}{NEWLINE}]{{0,{longest}}}+"
    opener, closer = f"[{re.escape(openers)}]", f"[{re.escape(closers)}]"
    return f"{opener}{inner}(?:{opener}{inner}{closer}{inner}){{0,8}}+{closer}"


def _pairs() -> list[str]:
    """Pairs inside a sentence; those that close it are endings instead."""
    titles = [_pair(*pair, zh.LONGEST_TITLE) for pair in zh.TITLES]
    brackets = [_pair(*pair, zh.LONGEST_QUOTE) for pair in zh.BRACKETS]
    quotes = [f"{quote}(?!{_closed(closer)})" for quote, closer in _quotes()]
    bracketed = f"(?!{_whole_bracket()})(?:{'|'.join(brackets)})"
    return [*quotes, bracketed, *titles]


def _quotes() -> list[tuple[str, str]]:
    paired = [(_pair(*pair, zh.LONGEST_QUOTE), pair[1]) for pair in zh.QUOTES]
    return [*paired, (_STRAIGHT, '"')]


def _closed(closer: str) -> str:
    """Behind a closing quote: the quotation ended with a stop, and the sentence with it.

    A question or exclamation mark alone does not say so: 推动“制造强国！”战略.
    """
    before = rf"(?:(?<=。{closer})|(?<=[！？!?.…]{closer})(?=\s|[“「『]))"
    return f"{before}(?!{_CONTINUES})"


def _whole_bracket() -> str:
    """A bracket that is a sentence of its own: ``（以上数据未经审计。）``."""
    inner = f"[^（()）{NEWLINE}]{{1,{zh.LONGEST_QUOTE}}}+"
    return rf"(?<![^\s。！？；”])[（(]{inner}[）)](?<=[。！？.!?][）)])(?!{_CONTINUES})"


def _endings() -> list[str]:
    quotes = [f"{quote}{_closed(closer)}{_CLOSERS}" for quote, closer in _quotes()]
    terminators = zh.TERMINATORS + zh.SHARED_TERMINATORS
    full = rf"[{zh.TERMINATORS}][{terminators}…]*+{_CLOSERS}"
    return [full, *_half_width_endings(), *quotes, _whole_bracket()]


def _half_width_endings() -> list[str]:
    begins = rf"{_OPENERS}[{en.CAPITALS}0-9{zh.HAN}]|[ei][A-Z]|[(]?(?:[a-h]|[ivx]{{1,4}})[.)]\s"
    names = "".join(rf"(?<!\b{name})" for name in en.NAMES_WITH_MARKS.split())
    marks = rf"{names}[!?]++{_CLOSERS}(?=\s++(?:{begins})|[{zh.HAN}“（《])"
    semicolon = rf"(?:(?<=[{zh.HAN}）)”》】%％]);|;(?=\s?[{zh.HAN}]))"
    stop = rf"(?:{_guard()})\.++(?:{_CLOSERS})(?=\s++(?:{begins}))"
    return [marks, semicolon, stop]


def _guard() -> str:
    """Look-behinds at a stop that refuse abbreviations, initials and list numbers."""
    number = r"(?=\.\s*+\d)"
    name = rf"(?!\.\s++(?:{'|'.join(en.STARTERS.split())})\b)"
    refused = [_behind(words) for words in _by_length(en.ABBREVIATIONS)]
    refused += [_behind(words) + number for words in _by_length(en.BEFORE_NUMBERS)]
    refused += [_behind(words) + name for words in _by_length(en.BEFORE_NAMES)]
    refused += [rf"(?<={_WORD_START}[A-Z]){name}", r"(?<=[:;：；]\s\d)", r"(?<=[:;：；]\s\d\d)"]
    refused += [rf"(?<=\bItem\s{tail}){name}" for tail in (r"\d", r"\d\d", r"\d[A-Z]")]
    return rf"(?!{'|'.join(refused)})"


def _by_length(table: str) -> list[list[str]]:
    """Look-behinds need one width, so words are grouped by theirs."""
    words = table.split()
    lengths = sorted({len(word) for word in words})
    return [[word for word in words if len(word) == length] for length in lengths]


def _behind(words: list[str]) -> str:
    return rf"(?<={_WORD_START}(?:{'|'.join(re.escape(word) for word in words)}))"
