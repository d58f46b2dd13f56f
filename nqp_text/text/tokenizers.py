"""Words: where the dictionary says they begin and end, and how many there are.

Chinese words come from jieba's dictionary without its hidden Markov model, which invents words
from names and numbers. ``rjieba`` gives the same tokens many times faster; ``jieba`` itself is the
fallback, always as an instance of our own: the module-level dictionary is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from nqp_text.records import Language
from nqp_text.text import en, zh

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from spacy.language import Language as Pipeline

Spans = list[tuple[int, int]]

_INSIDE_WORDS = "'’‑-"
"""Signs that join letters to one English word. Numbers are not words."""

_HAN_RUN = re.compile(f"[{zh.HAN}]+")


@dataclass(frozen=True, slots=True)
class _Segmenter:
    """Cuts Chinese texts into words: ``cut`` without their places, which counting needs not."""

    spans: Callable[[str], Spans]
    cut: Callable[[str], list[str]]


def words_zh(text: str) -> Spans:
    """Word spans of a Chinese text, punctuation and spaces included: they cover the text.

    >>> [text[a:b] for text in ["提高预算力度"] for a, b in words_zh(text)]
    ['提高', '预算', '力度']
    """
    return _chinese().spans(text)


def words_en(text: str) -> Spans:
    """Token spans of an English text, exactly as spaCy's English tokenizer gives them."""
    document = spacy_tokenizer("en").make_doc(text)
    return [(token.idx, token.idx + len(token)) for token in document]


def count_words(text: str, lang: Language) -> int:
    """Number of words for exposure: dictionary words in Chinese, runs of letters otherwise.

    Numbers and punctuation do not count; Latin words inside Chinese do, once each.
    """
    return _count_letter_runs(text) + (_count_chinese(text) if lang == "zh" else 0)


def _count_chinese(text: str) -> int:
    """Words in the runs of ideographs, cut in one call: a line break is a token of its own."""
    runs = _HAN_RUN.findall(text)
    return len(_chinese().cut("\n".join(runs))) - len(runs) + 1 if runs else 0


def _count_letter_runs(text: str) -> int:
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    letters, signs = _english_codes()
    letter = letters[codes]
    word = letter.copy()
    word[1:-1] |= signs[codes[1:-1]] & letter[:-2] & letter[2:]
    return int(np.count_nonzero(word[:1]) + np.count_nonzero(word[1:] & ~word[:-1]))


@cache
def _english_codes() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For every code point, whether it is a letter, and whether it joins letters to a word."""
    import numpy as np

    letters = np.zeros(0x110000, dtype=np.bool_)
    for first, last in re.findall("(.)-(.)", en.LETTERS):
        letters[ord(first) : ord(last) + 1] = True
    signs = np.zeros(0x110000, dtype=np.bool_)
    signs[[ord(sign) for sign in _INSIDE_WORDS]] = True
    return letters, signs


@cache
def spacy_tokenizer(lang: Language) -> Pipeline:
    """A blank spaCy pipeline: English rules, or Chinese with the jieba segmenter's characters.

    It is built on the first call only, because importing spaCy takes seconds.
    """
    import spacy

    return spacy.blank("zh" if lang == "zh" else "en")


@cache
def _chinese() -> _Segmenter:
    try:
        import rjieba
    except ImportError:
        return _with_jieba()
    segmenter = rjieba.Jieba()

    def spans(text: str) -> Spans:
        return [(start, end) for _, start, end in segmenter.tokenize(text, hmm=False)]

    return _Segmenter(spans, lambda text: segmenter.cut(text, hmm=False))


def _with_jieba() -> _Segmenter:
    """The same words from jieba itself, on a tokenizer of our own."""
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()

    def spans(text: str) -> Spans:
        return [(start, end) for _, start, end in tokenizer.tokenize(text, HMM=False)]

    return _Segmenter(spans, lambda text: list(tokenizer.cut(text, HMM=False)))
