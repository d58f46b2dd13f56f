"""Characters that a PDF's text layer gets wrong, and which of them can be put right."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_ODD = (
    "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\xad\\u200b\\u2028\\u2029\\ufeff"
    "\\u2e80-\\u2fdf\\ue000-\\uf8ff\\uf900-\\ufaff\\ufb00-\\ufb06\\ufff0-\\uffff"
)
_ODD_RE = re.compile(f"[{_ODD}]")
_SPACES_RE = re.compile(r"[ \t\u00a0]{2,}|\t")

# Bullets of the fonts Symbol and Wingdings, which PDFs keep in the private use area.
_BULLETS = "\uf06c\uf06e\uf075\uf076\uf09f\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc\uf06f\uf071\uf0b2"
_REPLACED = {
    **dict.fromkeys(map(ord, _BULLETS), "•"),
    **dict.fromkeys(map(ord, "\x00\u200b\ufeff\xad"), None),
    **dict.fromkeys(map(ord, "\u2028\u2029\x0b\x0c"), " "),
    0xFFFE: "-",
    0x02: "-",
}
_HARMLESS = frozenset("\xad\u200b\ufeff\ufffe\u2028\u2029\x02\x0b\x0c" + _BULLETS)


def cleaned(text: str) -> str:
    """A printed line with invisible signs dropped and ligatures and radicals spelt out."""
    if _ODD_RE.search(text):
        text = "".join(map(_put_right, text.translate(_REPLACED)))
    if "  " in text or "\t" in text:
        text = _SPACES_RE.sub(" ", text)
    return text.strip()


@cache
def _put_right(character: str) -> str:
    code = ord(character)
    if 0x2E80 <= code < 0x2FE0 or 0xF900 <= code < 0xFB00 or 0xFB00 <= code <= 0xFB06:
        return unicodedata.normalize("NFKC", character)
    return character


def garbled_characters(text: str) -> int:
    """How many characters of a page are not characters of any script.

    Control characters, unmapped private use and replacement characters; a line that holds some is
    garbled as a whole, because its other characters come from the same broken font.
    """
    if not _ODD_RE.search(text):
        return 0
    count = 0
    for line in text.split("\r\n"):
        wrong = sum(map(_is_wrong, _ODD_RE.findall(line)))
        count += len(line) if wrong * 8 > len(line) else wrong
    return count


@cache
def _is_wrong(character: str) -> bool:
    if character in _HARMLESS or character == "\x00":
        return False
    return not ("\u2e80" <= character < "\u2fe0" or "\uf900" <= character <= "\ufb06")
