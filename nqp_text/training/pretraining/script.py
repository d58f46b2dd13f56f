"""Whether a text is Chinese, as far as pretraining has to know."""

from __future__ import annotations


def has_han(text: str) -> bool:
    """Whether a Han character of the common block is in it."""
    return any("\u4e00" <= character <= "\u9fff" for character in text)
