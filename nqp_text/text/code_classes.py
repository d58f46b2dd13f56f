"""Classes of code points: what splitting asks about every character of a document, in one look."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from nqp_text.text import en, zh
from nqp_text.text.boundaries import NEWLINE
from nqp_text.text.language import FOREIGN

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SPACE, NEW_LINE, HAN, LATIN, OTHER = 1, 2, 4, 8, 16
"""White space, ends of lines, ideographs, Latin letters, letters of other scripts."""

_LAST = 0x110000


def code_points(text: str) -> NDArray[np.uint32]:
    """The code points of a text."""
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def classes_of(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """The classes of each code point, added up."""
    return _table()[codes]


@cache
def _table() -> NDArray[np.uint8]:
    import numpy as np

    table = np.zeros(_LAST, dtype=np.uint8)
    for code in range(0x10000):  # there is no white space beyond
        if chr(code).isspace():
            table[code] |= SPACE
    table[[ord(sign) for sign in NEWLINE]] |= NEW_LINE
    for ranges, value in ((zh.HAN, HAN), (en.LETTERS, LATIN), (FOREIGN, OTHER)):
        for first, last in re.findall("(.)-(.)", ranges):
            table[ord(first) : ord(last) + 1] |= value
    table[ord("\u3007")] |= HAN
    return table
