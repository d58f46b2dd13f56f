"""Facts about written Chinese that sentence splitting needs: data, no logic.

``en.py`` holds the same facts for English. Both half- and full-width signs occur in real reports.
"""

from __future__ import annotations

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u3007"
"""Character class (inside brackets) of ideographs."""

TERMINATORS = "。！？；｡"
"""Signs that end a sentence wherever they stand, outside of quotes and brackets."""

SHARED_TERMINATORS = "!?"
"""Half-width signs that end a sentence where a sentence can begin behind them."""

QUOTES = (("“", "”"), ("「", "」"), ("『", "』"))
"""Quotation marks: a stop in front of the closing one may end the sentence."""

BRACKETS = (("（(", "）)"), ("【", "】"), ("〔", "〕"), ("[［", "］]"))
"""Opening and closing forms; real texts mix half- and full-width ones in a pair."""

TITLES = (("《", "》"), ("〈", "〉"))
"""Book-title marks: never the end of a sentence."""

CLOSERS = "”’」』）)】〕》〉］\\]"
"""Closing signs that stay with the sentence before them (inside a character class)."""

CONTINUERS = "，、；：。！？的等是之和与及或在为而,;:"
"""What follows a quotation that ends with a stop although the sentence goes on."""

LONGEST_QUOTE = 300
LONGEST_TITLE = 150
"""Characters between two signs that are still taken for a pair; a lone one must not eat a page."""
