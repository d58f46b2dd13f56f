"""The languages of all sentences of a document at once, as ``known_language`` gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nqp_text.sentence_columns import LANGUAGES
from nqp_text.text.code_classes import HAN, LATIN, OTHER, classes_of
from nqp_text.text.language import known_language

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ZH, _EN, _REST = (LANGUAGES.index(lang) for lang in ("zh", "en", "other"))


def languages_of(
    text: str, codes: NDArray[np.uint32], starts: NDArray[np.int32], ends: NDArray[np.int32]
) -> NDArray[np.uint8]:
    """Positions in ``LANGUAGES``. The sentences follow each other and cover the text.

    One without letters takes the language of the one before it; the first ones take the first
    language that is known.
    """
    import numpy as np

    if not len(starts):
        return np.zeros(0, dtype=np.uint8)
    classes = classes_of(codes)
    latin = (classes & LATIN).astype(bool)
    begins = latin.copy()
    begins[1:] &= ~latin[:-1]
    begins[starts] = latin[starts]  # a word that goes on from the last sentence counts again
    han = np.add.reduceat(classes & HAN != 0, starts, dtype=np.int32)
    words = np.add.reduceat(begins, starts, dtype=np.int32)
    found = np.where((han > 0) & (han >= 2 * words), _ZH, _EN).astype(np.uint8)
    known = (han > 0) | (words > 0)
    foreign = np.add.reduceat(classes & OTHER != 0, starts, dtype=np.int32)
    for place in np.flatnonzero(foreign).tolist():
        language = known_language(text[starts[place] : ends[place]])
        known[place] = language is not None
        found[place] = LANGUAGES.index(language or "other")
    return _inherited(found, known)


def _inherited(found: NDArray[np.uint8], known: NDArray[np.bool_]) -> NDArray[np.uint8]:
    import numpy as np

    places = np.flatnonzero(known)
    if not len(places):
        return np.full(len(found), _REST, dtype=np.uint8)
    last = np.maximum.accumulate(np.where(known, np.arange(len(found)), places[0]))
    return found[last]
