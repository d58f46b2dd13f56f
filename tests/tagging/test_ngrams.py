"""Hashed n-grams: the same for a sentence in any batch, blind to width, script and digits."""

from __future__ import annotations

import numpy as np
import pytest

from nqp_text.tagging.model_input import ModelSentence, Pieces
from nqp_text.tagging.ngrams import linear_scores, ngram_features, run_buckets

BUCKETS = 1 << 12


def features(*texts: str):
    sentences = [ModelSentence(text, "firm", "zh") for text in texts]
    pieces = [Pieces(tuple(map(ord, text[:9])), (), (5,)) for text in texts]
    return ngram_features(sentences, pieces, [[1]] * len(texts), BUCKETS)


def row(found, number: int) -> dict[int, float]:
    own = found.rows == number
    return dict(zip(found.buckets[own].tolist(), found.values[own].tolist(), strict=True))


def test_a_sentence_has_the_same_features_alone_and_in_a_batch() -> None:
    texts = ["公司建设智算中心。", "", "本行发放绿色贷款三百亿元。"]
    together = features(*texts)

    for number, text in enumerate(texts):
        assert row(together, number) == pytest.approx(row(features(text), 0))


def test_sums_do_not_depend_on_the_batch() -> None:
    weights = np.random.default_rng(0).normal(size=(BUCKETS, 5)).astype(np.float32)
    texts = ["公司建设智算中心。", "本行发放绿色贷款三百亿元。"]
    together = linear_scores(features(*texts), weights)

    for number, text in enumerate(texts):
        alone = linear_scores(features(text), weights)
        assert np.array_equal(together[number], alone[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [("算力中心", "算力中心 "), ("數據中心", "数据中心"), ("ＧＰＵ服务器", "GPU服务器")],
)
def test_width_script_and_spaces_at_the_end_make_no_difference(one: str, other: str) -> None:
    pieces = [Pieces((), (), ())]
    a, b = (
        ngram_features([ModelSentence(text, "firm", "zh")], pieces, [[]], BUCKETS)
        for text in (one, other)
    )

    assert row(a, 0) == row(b, 0)


def test_digits_are_alike_in_runs_of_characters() -> None:
    pieces = [Pieces((), (), ())]
    a, b = (
        ngram_features([ModelSentence(text, "firm", "zh")], pieces, [[]], BUCKETS)
        for text in ("投资12亿元", "投资37亿元")
    )

    assert row(a, 0) == row(b, 0)


@pytest.mark.parametrize("pieces", [(), (7,), (7, 8)])
def test_a_sentence_shorter_than_a_run_has_no_such_run(pieces: tuple[int, ...]) -> None:
    assert len(run_buckets(pieces, 3, BUCKETS)) == 0
