"""Words: where the dictionary says they begin and end, and how many there are.

Chinese words come from jieba's dictionary without its hidden Markov model, which invents words
from names and numbers. ``rjieba`` gives the same tokens many times faster; ``jieba`` itself is the
fallback, always as an instance of our own: the module-level dictionary is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from nqp_text.records import Language
from nqp_text.text import en, zh

if TYPE_CHECKING:
    from spacy.language import Language as Pipeline

Spans = list[tuple[int, int]]

# One English word: letters with inner apostrophes and hyphens. Numbers are not words.
_ENGLISH = re.compile(rf"[{en.LETTERS}]+(?:['’‑-][{en.LETTERS}]+)*")
_HAN_RUN = re.compile(f"[{zh.HAN}]+")


def words_zh(text: str) -> Spans:
    """Word spans of a Chinese text, punctuation and spaces included: they cover the text.

    >>> [text[a:b] for text in ["提高预算力度"] for a, b in words_zh(text)]
    ['提高', '预算', '力度']
    """
    return _chinese()(text)


def words_en(text: str) -> Spans:
    """Token spans of an English text, exactly as spaCy's English tokenizer gives them."""
    document = spacy_tokenizer("en").make_doc(text)
    return [(token.idx, token.idx + len(token)) for token in document]


def count_words(text: str, lang: Language) -> int:
    """Number of words for exposure: dictionary words in Chinese, runs of letters otherwise.

    Numbers and punctuation do not count; Latin words inside Chinese do, once each.
    """
    if lang != "zh":
        return len(_ENGLISH.findall(text))
    chinese = sum(len(words_zh(run)) for run in _HAN_RUN.findall(text))
    return chinese + len(_ENGLISH.findall(text))


@cache
def spacy_tokenizer(lang: Language) -> Pipeline:
    """A blank spaCy pipeline: English rules, or Chinese with the jieba segmenter's characters.

    It is built on the first call only, because importing spaCy takes seconds.
    """
    import spacy

    return spacy.blank("zh" if lang == "zh" else "en")


@cache
def _chinese() -> Callable[[str], Spans]:
    try:
        import rjieba
    except ImportError:
        return _with_jieba()
    segmenter = rjieba.Jieba()

    def spans(text: str) -> Spans:
        return [(start, end) for _, start, end in segmenter.tokenize(text, hmm=False)]

    return spans


def _with_jieba() -> Callable[[str], Spans]:
    """The same words from jieba itself, on a tokenizer of our own."""
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()

    def spans(text: str) -> Spans:
        return [(start, end) for _, start, end in tokenizer.tokenize(text, HMM=False)]

    return spans
