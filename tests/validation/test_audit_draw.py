"""The sample: sizes, probabilities, and unbiased answers about a population that is known."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from nqp_text.errors import ValidationError
from nqp_text.validation.audit_draw import allocate, draw
from nqp_text.validation.audit_frame import Frame, FrameDocument, stratum_name
from nqp_text.validation.audit_items import _one_line

COMMON, RARE = "path.green", "path.compute"


def frame(*documents):
    sizes = Counter()
    for document in documents:
        for part in document.strata.values():
            sizes[stratum_name(document, part)] += 1
        sizes[stratum_name(document, "rest")] += document.sentences - len(document.strata)
    return Frame(documents, dict(sorted(sizes.items())))


@pytest.fixture
def documents():
    return [
        FrameDocument("d1", "一.pdf", "firm", "zh", 2023, 500, dict.fromkeys(range(40), COMMON)),
        FrameDocument("d2", "two.pdf", "firm", "en", 2023, 300, {7: RARE, 9: "nominated"}),
        FrameDocument("d3", "三.pdf", "gov", "zh", 2024, 50, {3: RARE, 5: "facets"}),
    ]


def test_every_stratum_is_drawn_from_and_rare_ones_completely():
    numbers = allocate({"zh path.a": 900, "zh path.b": 3, "zh nominated": 50, "zh rest": 9000}, 100)
    assert sum(numbers.values()) == 100
    assert numbers["zh path.b"] == 3
    assert numbers["zh path.a"] == 47
    assert numbers["zh nominated"] == 15
    assert numbers["zh rest"] == 35


def test_all_are_drawn_if_there_are_not_more():
    sizes = {"zh path.a": 4, "zh rest": 6}
    assert allocate(sizes, 100) == sizes


def test_too_small_a_sample_is_refused(documents):
    with pytest.raises(ValidationError, match="too few"):
        draw(frame(*documents), 3, 0)


def test_draws_are_distinct_and_repeatable(documents):
    made = draw(frame(*documents), 60, 7)
    assert made == draw(frame(*documents), 60, 7)
    assert made != draw(frame(*documents), 60, 8)
    number = 0
    for drawn in made.documents:
        ids = [sentence_id for sentence_id, _ in drawn.named]
        assert len(set(ids)) == len(ids)
        assert set(ids) <= set(drawn.document.strata)
        free = drawn.document.sentences - len(drawn.document.strata)
        assert len(set(drawn.rest)) == len(drawn.rest)
        assert all(0 <= which < free for which in drawn.rest)
        number += len(ids) + len(drawn.rest)
    assert number == 60
    for name, (size, drawn_) in made.strata.items():
        assert made.probability(name) == drawn_ / size


def test_the_rest_is_drawn_evenly_over_documents(documents):
    counts = Counter()
    for seed in range(300):
        for drawn in draw(frame(*documents), 40, seed).documents:
            if drawn.document.lang == "zh":
                counts[drawn.document.doc_id] += len(drawn.rest)
    # 460 and 48 sentences of the rest in Chinese.
    assert counts["d3"] / counts.total() == pytest.approx(48 / 508, abs=0.015)


def test_weighted_recall_is_right_on_average(documents):
    """Truth: of d1, sentences 0-29 and 100-119 are green; 0-39 were found; recall is 30/50."""
    made = frame(*documents)
    estimates = []
    for seed in range(200):
        tp = fn = 0.0
        drawing = draw(made, 80, seed)
        for drawn in drawing.documents:
            if drawn.document.doc_id != "d1":
                continue
            for sentence_id, stratum in drawn.named:
                tp += (sentence_id < 30) / drawing.probability(stratum)
            others = [n for n in range(500) if n not in drawn.document.strata]
            for which in drawn.rest:
                fn += (100 <= others[which] < 120) / drawing.probability("zh rest")
        estimates.append((tp, fn))
    means = np.mean(estimates, axis=0)
    assert means[0] == pytest.approx(30, rel=0.05)
    assert means[1] == pytest.approx(20, rel=0.15)


def test_line_breaks_of_chinese_text_stand_for_nothing():
    assert (
        _one_line("公司建成智算\n中心，a data\ncenter。 末")
        == "公司建成智算中心，a data center。 末"
    )
