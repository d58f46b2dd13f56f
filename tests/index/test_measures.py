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


@pytest.mark.parametrize(
    ("name", "hits", "value"),
    [
        ("share", 10, 10 / 40),
        ("share_listed", 10 + 1 / 2 + 1 / 4, 10.75 / 40),
        ("per_10k", 6, 6 / 0.8),
        ("count", 6, 6.0),
        ("ln1p", 6, log(7)),
        ("terms", 12, 12.0),
        ("ln1p_terms", 12, log(13)),
        ("terms_per_10k", 12, 12 / 0.8),
    ],
)
def test_value_by_hand(name, hits, value):
    assert MEASURES[name].compute(hits, EXPOSURE).value == pytest.approx(value, rel=1e-15)


def test_every_measure_is_in_the_table_above():
    assert list(MEASURES) == [
        "share_listed", "share", "per_10k", "count", "ln1p", "terms", "ln1p_terms",
        "terms_per_10k",
    ]  # fmt: skip


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


@given(st.sampled_from(sorted(MEASURES)), st.integers(1, 3_000), st.data())
def test_the_interval_holds_the_value_and_has_a_width(name, sentences, data):
    hits = data.draw(st.integers(0, sentences))
    estimate = MEASURES[name].compute(hits, Exposure(sentences, sentences * 20, 1))

    assert 0 <= estimate.low <= estimate.value <= estimate.high
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
