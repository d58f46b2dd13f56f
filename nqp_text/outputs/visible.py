"""Text of documents in HTML: escaped, with the signs that nobody sees shown by their numbers."""

from __future__ import annotations

import re
from html import escape

CONTROL = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
"""Signs without a shape of their own; those that turn the direction of writing can hide words."""


def visible(text: str) -> str:
    r"""The text as HTML.

    >>> visible("<b>\u202e")
    '&lt;b&gt;<small>U+202E</small>'
    """
    parts = (escape(part) for part in CONTROL.split(text))
    signs = [f"<small>U+{ord(sign):04X}</small>" for sign in CONTROL.findall(text)]
    return "".join(part + sign for part, sign in zip(parts, [*signs, ""], strict=True))
