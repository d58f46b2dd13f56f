"""Counts the kinds of characters of a page in one pass over its UTF-16 code units.

Regular expressions over every page would cost as much as the layout itself.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from nqp_text.documents.layout_common_han import COMMON_HAN

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_OTHER, _ODD, _COMMON_HAN, _RARE_HAN, _FREQUENT_LETTER, _RARE_LETTER, _SIGN = range(7)


class Classes(NamedTuple):
    """How many code units of a page are of each class."""

    other: int = 0
    odd: int = 0
    common_han: int = 0
    rare_han: int = 0
    frequent_letters: int = 0
    rare_letters: int = 0
    signs: int = 0

    @property
    def han(self) -> int:
        """Han characters."""
        return self.common_han + self.rare_han

    @property
    def letters(self) -> int:
        """Basic Latin letters."""
        return self.frequent_letters + self.rare_letters


@cache
def _table() -> NDArray[np.uint8]:
    import numpy as np

    table = np.zeros(65536, dtype=np.uint8)
    table[0x3400:0xA000] = _RARE_HAN
    for sign in COMMON_HAN:
        table[ord(sign)] = _COMMON_HAN
    for code in (*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1)):
        table[code] = _FREQUENT_LETTER if chr(code).lower() in "etaoin" else _RARE_LETTER
    for sign in "，。、；：“”《》（）":
        table[ord(sign)] = _SIGN
    table[0:32] = _ODD
    table[[0x09, 0x0A, 0x0D]] = _OTHER
    for first, last in (
        (0x7F, 0xA0),
        (0xAD, 0xAE),
        (0x200B, 0x200C),
        (0x2028, 0x202A),
        (0x2E80, 0x2FE0),
        (0xD800, 0xFB07),
        (0xFEFF, 0xFF00),
        (0xFFF0, 0x10000),
    ):
        table[first:last] = _ODD
    return table


def count_classes(units: bytes) -> Classes:
    """The classes of the code units (UTF-16, little endian)."""
    import numpy as np

    codes = np.frombuffer(units, dtype=np.uint16)
    return Classes(*np.bincount(_table()[codes], minlength=7).tolist())
