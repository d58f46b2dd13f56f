"""Text layers that do not say what the page shows, though their characters exist.

A font without a proper map gives real characters of the wrong kind: Latin text without its usual
letters, Chinese text without its commonest characters.
"""

from __future__ import annotations

import re

from nqp_text.documents.pdf_pages import RawPage

_BLANK_RE = re.compile("(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_SHARE = 0.3
_FEWEST_HAN, _FEWEST_LETTERS = 80, 200
_LEAST_COMMON_HAN, _LEAST_FREQUENT_LETTERS = 0.2, 0.27


def is_garbled(page: RawPage) -> bool:
    """Whether so much of a page's text is wrong that it must not be counted."""
    if page.chars and page.garbled > _SHARE * page.chars:
        return True
    classes = page.classes
    han, letters = classes.han, classes.letters
    if han >= _FEWEST_HAN and 2 * han > letters and classes.common_han < _LEAST_COMMON_HAN * han:
        page.garbled = max(page.garbled, han)
        return True
    if han >= _FEWEST_HAN and classes.signs * 200 < han:
        # Chinese without punctuation: its signs are drawn by a font that has no map. What stands
        # there is right, so the page counts as read, but each blank is a character that is lost.
        page.garbled = max(page.garbled, len(_BLANK_RE.findall(page.text)))
    if (
        letters >= _FEWEST_LETTERS
        and letters > 4 * han
        and classes.frequent_letters < _LEAST_FREQUENT_LETTERS * letters
    ):
        page.garbled = max(page.garbled, letters)
        return True
    return False
