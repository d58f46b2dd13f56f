"""Two printed lines of one paragraph → running text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from nqp_text.documents.layout_hyphens import Words, breaks_words, without_break
from nqp_text.documents.layout_lines import HAN, WIDE

_WIDE_RE = re.compile(f"[{WIDE}]")
_HAN_RE = re.compile(f"[{HAN}]")
_SPACED_RE = re.compile(f"[{HAN}] [A-Za-z0-9]|[A-Za-z0-9%] [{HAN}]")
_UNSPACED_RE = re.compile(f"[{HAN}][A-Za-z0-9]|[A-Za-z0-9%][{HAN}]")
_EITHER = "‘’“”—…"
_SAMPLE = 1000  # lines that are enough to learn the style from
_LETTER_HYPHEN_RE = re.compile(r"[A-Za-z\u00c0-\u024f]-$")


@dataclass(frozen=True, slots=True)
class Style:
    """What a document does everywhere, learnt from inside its lines.

    spaced: whether Latin words and numbers among Han characters have spaces around them.
    breaks: whether words are broken at line ends.
    words: the document's Latin words in lower case, to mend hyphenation by.
    """

    spaced: bool = False
    breaks: bool = False
    words: Words = field(default_factory=Words)


def style_of(texts: Sequence[str], *, chinese: bool = True) -> Style:
    """The style of a document from its lines; words are listed only if lines break them."""
    sample = "\n".join(texts[:: 1 + len(texts) // _SAMPLE]) if chinese else ""
    spaced = len(_SPACED_RE.findall(sample)) > len(_UNSPACED_RE.findall(sample))
    broken: list[str] = []
    for place, text in enumerate(texts[:-1]):
        if text[-1] == "-" and _LETTER_HYPHEN_RE.search(text):
            broken += (text, texts[place + 1])
    if not broken:
        return Style(spaced)
    words = Words(" ".join(texts))
    return Style(spaced, breaks_words(broken, words), words)


def _is_wide(sign: str, inner: str) -> bool:
    """Whether no space belongs at a sign; quotes and dashes follow the script they stand in."""
    if sign in _EITHER and inner:
        sign = inner
    return _WIDE_RE.match(sign) is not None


def join_lines(before: str, behind: str, style: Style) -> str:
    """``before`` and ``behind`` as they would stand on one line."""
    last, first = before[-1:], behind[:1]
    if not last or not first:
        return before + behind
    if last == "-" and _LETTER_HYPHEN_RE.search(before):
        return without_break(before, behind, style.words, breaks=style.breaks)
    if last == "-" and before[-2:-1].isalnum() and first.isalnum():
        return before + behind
    wide_last = _is_wide(last, before[-2:-1])
    wide_first = _is_wide(first, behind[1:2])
    if wide_last and wide_first:
        return before + behind
    if wide_last or wide_first:
        both = (_HAN_RE.match(last) and first.isalnum()) or (
            _HAN_RE.match(first) and (last.isalnum() or last == "%")
        )
        return before + (" " if both and style.spaced else "") + behind
    if last in "—/–" and first.isalpha():
        return before + behind
    return before + " " + behind
