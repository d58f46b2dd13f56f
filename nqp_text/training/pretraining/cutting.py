"""Where the tokenizer cuts a text before it looks for pieces: words, and unknown characters alone.

The longest match gives up on a whole word when one of its characters is no piece, and a run of
Chinese characters counts as a word. A character outside the alphabet therefore stands alone: it is
the only one that becomes ``[UNK]``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

LONGEST_RUN = 24
"""Runs of Han characters are cut there: the longest match costs the square of the run's length."""
LONGEST_OTHER = 100
"""Other runs are cut there: the longest word that the longest match tries."""


def cut_into_words(pieces: Iterable[str]) -> Any:
    """The pre-tokenizer of a vocabulary: at spaces, signs, unknown characters and in long runs."""
    from tokenizers import Regex, pre_tokenizers

    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.BertPreTokenizer(),
            pre_tokenizers.Split(Regex(word_pattern(pieces)), "isolated"),
        ]
    )


def word_pattern(pieces: Iterable[str]) -> str:
    """A run of known Han characters, a run of other known ones, or one that is not known."""
    known = sorted({piece for piece in pieces if len(piece) == 1})
    han = _class(character for character in known if is_han(character))
    other = _class(character for character in known if not is_han(character))
    runs = [f"[{han}]{{1,{LONGEST_RUN}}}"] if han else []
    runs += [f"[{other}]{{1,{LONGEST_OTHER}}}"] if other else []
    return "|".join([*runs, f"[^{han}{other}]"])


def is_han(character: str) -> bool:
    """Whether it is a Han character of the basic plane."""
    return "\u3400" <= character <= "\u4dbf" or "\u4e00" <= character <= "\u9fff"


def _class(characters: Iterable[str]) -> str:
    """The inside of a character class, in ranges; what is no letter or digit by its number."""
    ranges: list[list[int]] = []
    for code in map(ord, characters):
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])

    def plain(code: int) -> str:
        return chr(code) if chr(code).isalnum() else f"\\x{{{code:x}}}"

    return "".join(plain(low) + (f"-{plain(high)}" if high > low else "") for low, high in ranges)
