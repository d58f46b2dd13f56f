from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jieba import Tokenizer

from nqp_text.text import count_words, words_en, words_zh
from nqp_text.text.tokenizers import _chinese, _with_jieba

TEXTS = [
    "提高预算力度，现金流入表现良好。",
    "公司建设智算中心，部署DeepSeek大模型，算力达到1000P。",
    "𠮷野家推进数据要素×行动，同比增长3.5%。",
    "本集團推進數字化轉型；業績良好！",
    "  两个空格\n换行\t制表　全角。C++与5G-A、ＡＩ",
    "习近平总书记指出",
    "",
]


@pytest.fixture(scope="module")
def segmenter() -> Tokenizer:
    return Tokenizer()


def pieces(text: str, spans: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize("text", TEXTS)
def test_words_are_those_of_jieba_without_model(text: str, segmenter: Tokenizer) -> None:
    assert pieces(text, words_zh(text)) == segmenter.lcut(text, HMM=False)


def test_offsets_count_characters_not_bytes() -> None:
    text = "𠮷😀算力中心🚀数据"
    spans = words_zh(text)
    assert "".join(pieces(text, spans)) == text
    assert "中心" in pieces(text, spans)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_words_cover_the_text_in_order(text: str) -> None:
    spans = words_zh(text)
    assert "".join(pieces(text, spans)) == text
    assert all(a < b for a, b in spans)


def test_the_fallback_gives_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rjieba", None)
    fallback = _chinese.__wrapped__()
    for text in TEXTS:
        assert fallback.spans(text) == words_zh(text)
        assert fallback.cut(text) == pieces(text, words_zh(text))


def test_the_global_dictionary_is_left_alone() -> None:
    import jieba

    before = jieba.dt.initialized
    _with_jieba().spans("算力中心")
    assert jieba.dt.initialized == before


def test_english_words_are_spacy_tokens() -> None:
    text = "We don't use U.S. data-centers."
    assert pieces(text, words_en(text)) == [
        "We", "do", "n't", "use", "U.S.", "data", "-", "centers", ".",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("提高预算力度。", "zh", 3),
        ("部署AI平台，增长3.5%。", "zh", 4),
        ("We don't use state-of-the-art tools in 2024.", "en", 6),
        ("12.5 — 3", "en", 0),
        ("", "zh", 0),
    ],
)
def test_numbers_and_punctuation_are_not_words(text: str, language: str, words: int) -> None:
    assert count_words(text, language) == words  # type: ignore[arg-type]


@settings(deadline=None)
@given(st.text(alphabet="aZé'’-‑9 \n算力预度𠮷Ａ，", max_size=24))
def test_counted_words_are_those_that_stand_in_the_text(text: str) -> None:
    letters = "[A-Za-zé]+"
    english = len(re.findall(rf"{letters}(?:['’‑-]{letters})*", text))
    runs = re.findall("[一-鿿𠮷]+", text)
    assert count_words(text, "en") == english
    assert count_words(text, "zh") == english + sum(len(words_zh(run)) for run in runs)
