"""Decides the language of one sentence by its script.

Reports mix languages, so the document's language says little about a sentence. A Latin word
inside a Chinese sentence is common (``部署 DeepSeek 大模型``), a Chinese name inside an English one
too; an ideograph says about as much as half a Latin word.
"""

from __future__ import annotations

import re

from nqp_text.records import Language
from nqp_text.text import en, zh

_ONLY_HAN = re.compile(
    rf"[{zh.HAN}\s\d\u3000-\u3003\u3005\u3008-\u3020\uff01-\uff20\uff3b-\uff40\uff5b-\uff65"
    r"\u2010-\u2027\u2030-\u205e\u2100-\u214f\u2150-\u22ff\u2460-\u24ff!-@\[-`{-~·×÷°±]*+"
)
_HAN = re.compile(f"[{zh.HAN}]")
_LATIN_WORD = re.compile(f"[{en.LETTERS}]+")
FOREIGN = (
    "\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f"  # kana
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"  # hangul
    "\u0370-\u1fff\u2c80-\u2dff\ua4d0-\uabff"  # Greek, Cyrillic, Arabic, Indic scripts, ...
)
"""Character class (inside brackets) of letters of other scripts."""

_OTHER = re.compile(f"[{FOREIGN}]")


def known_language(text: str) -> Language | None:
    """The language, or None for a text without letters."""
    if text.isascii():
        return "en" if _LATIN_WORD.search(text) else None
    if _ONLY_HAN.fullmatch(text):
        return "zh" if _HAN.search(text) else None
    return _counted(text)


def _counted(text: str) -> Language | None:
    han = len(_HAN.findall(text))
    words = len(_LATIN_WORD.findall(text))
    foreign = len(_OTHER.findall(text))
    if not (han or words or foreign):
        return None
    # Japanese writes with ideographs and kana: a tenth of kana is enough to tell.
    if foreign * 10 > han + foreign and foreign > words:
        return "other"
    return "zh" if han and han >= 2 * words else "en" if words else "other"


def language_of(text: str) -> Language:
    """The language of a sentence; ``other`` for other scripts and for texts without letters.

    >>> language_of("公司部署 DeepSeek 大模型。")
    'zh'
    >>> language_of("BYD (比亚迪) sold more cars than ever.")
    'en'
    >>> language_of("データを活用する。")
    'other'
    """
    return known_language(text) or "other"
