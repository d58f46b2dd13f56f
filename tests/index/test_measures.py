"""Every formula recomputed by hand, with numbers small enough to follow."""

from __future__ import annotations

from math import log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_text.errors import MeasureError
from nqp_text.index import MEASURES, SCOPES
from nqp_text.index.measures import find_measure
from nqp_text.index.scopes import check_scope
from nqp_text.records import Exposure

EXPOSURE = Exposure(sentences=40, chars=8_000, words=5_000)


IDF = log((1 + 20) / (1 + 4))

BY_HAND = {
    "share": ((10,), 10 / 40, sqrt(0.25 * 0.75 / 40)),
    "share_listed": ((10 + 1 / 2 + 1 / 4,), 10.75 / 40, sqrt(0.26875 * 0.73125 / 40)),
    "per_10k": ((6,), 6 / 0.8, sqrt(6) / 0.8),
    "per_10k_words": ((6,), 6 / 0.5, sqrt(6) / 0.5),
    "count": ((6,), 6.0, sqrt(6)),
    "ln1p": ((6,), log(7), sqrt(6) / 7),
    "terms": ((12,), 12.0, sqrt(12)),
    "ln1p_terms": ((12,), log(13), sqrt(12) / 13),
    "terms_per_10k": ((12,), 12 / 0.8, sqrt(12) / 0.8),
    "terms_per_10k_words": ((12,), 12 / 0.5, sqrt(12) / 0.5),
    "tfidf": ((3 * IDF, 3 * IDF**2), 3 * IDF, sqrt(3) * IDF),
    "expected_share": ((0.9 + 0.8 + 0.3,), 2.0 / 40, sqrt(0.05 * 0.95 / 40)),
    "expected_count": ((2.0, 0.09 + 0.16 + 0.21), 2.0, sqrt(0.46)),
    "breadth": ((1,), 1.0, sqrt(0.5**1.5 * (1 - 0.5**1.5))),
    "new_share": ((4,), 4 / 40, sqrt(0.1 * 0.9 / 40)),
    "talk_walk": ((3, 12), 9 / 12, sqrt(0.75 * 0.25 / 12)),
}


@pytest.mark.parametrize("name", list(MEASURES))
def test_value_and_error_by_hand(name):
    numbers, value, error = BY_HAND[name]
    found = MEASURES[name].estimate(numbers, EXPOSURE)

    assert found.value == pytest.approx(value, rel=1e-14)
    assert found.standard_error == pytest.approx(error, rel=1e-12)


def test_inflation_makes_the_interval_that_of_fewer_sentences():
    inflated = MEASURES["share"].compute(10, EXPOSURE, 4.0)
    fewer = MEASURES["share"].compute(2.5, Exposure(sentences=10))

    assert inflated.value == 0.25
    assert inflated.standard_error == pytest.approx(2 * sqrt(0.25 * 0.75 / 40))
    assert (inflated.low, inflated.high) == pytest.approx((fewer.low, fewer.high))
    assert MEASURES["count"].compute(10, EXPOSURE, 4.0).standard_error == pytest.approx(
        2 * sqrt(10)
    )


def test_what_is_not_defined_has_no_value():
    assert MEASURES["talk_walk"].estimate((0, 0), EXPOSURE) is None
    assert MEASURES["per_10k_words"].estimate((3,), Exposure(sentences=40, chars=900)) is None


def test_wilson_interval_of_a_share_solves_its_equation():
    """The ends are where the distance to the share is 1.96 standard errors of the end itself."""
    estimate = MEASURES["share"].compute(10, EXPOSURE)

    assert estimate.standard_error == pytest.approx(sqrt(0.25 * 0.75 / 40))
    for end in (estimate.low, estimate.high):
        assert abs(0.25 - end) == pytest.approx(1.959964 * sqrt(end * (1 - end) / 40), rel=1e-6)


def test_poisson_interval_of_a_count_solves_its_equation():
    estimate = MEASURES["count"].compute(6, EXPOSURE)

    assert estimate.standard_error == pytest.approx(sqrt(6))
    for end in (estimate.low, estimate.high):
        assert abs(6 - end) == pytest.approx(1.959964 * sqrt(end), rel=1e-6)


def test_log_and_rate_take_the_ends_of_the_count():
    ends = MEASURES["count"].compute(6, EXPOSURE)
    rate, logged = (MEASURES[name].compute(6, EXPOSURE) for name in ("per_10k", "ln1p"))

    assert (rate.low, rate.high) == pytest.approx((ends.low / 0.8, ends.high / 0.8))
    assert rate.standard_error == pytest.approx(sqrt(6) / 0.8)
    assert (logged.low, logged.high) == pytest.approx((log(1 + ends.low), log(1 + ends.high)))
    assert logged.standard_error == pytest.approx(sqrt(6) / 7)


PLAIN = sorted(m.name for m in MEASURES.values() if m.family != "none")


@given(st.sampled_from(PLAIN), st.integers(1, 3_000), st.floats(0.2, 50), st.data())
def test_the_interval_holds_the_value_and_has_a_width(name, sentences, inflation, data):
    hits = data.draw(st.integers(0, sentences))
    estimate = MEASURES[name].compute(hits, Exposure(sentences, sentences * 20, 1), inflation)

    assert 0 <= estimate.low <= estimate.value * (1 + 1e-12) <= estimate.high * (1 + 1e-9)
    assert estimate.low < estimate.high
    assert (estimate.value == 0) == (hits == 0)


def test_more_hits_than_sentences_are_no_share():
    with pytest.raises(MeasureError, match="41 of 40"):
        MEASURES["share"].compute(41, EXPOSURE)


def test_an_unknown_measure_names_the_known_ones():
    with pytest.raises(MeasureError) as caught:
        find_measure("frequency", "attention")
    assert all(name in caught.value.fix for name in MEASURES)


@pytest.mark.parametrize("scope", [scope for scope in SCOPES if scope != "attention"])
def test_terms_have_no_scope(scope):
    with pytest.raises(MeasureError, match="attention"):
        find_measure("ln1p_terms", scope)


def test_an_unknown_scope_names_the_known_ones():
    with pytest.raises(MeasureError) as caught:
        check_scope("walk")
    assert all(name in caught.value.fix for name in SCOPES)
