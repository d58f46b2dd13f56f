from __future__ import annotations

import numpy as np
import pytest

from nqp_text.index.blocks import (
    PRIOR,
    block_length,
    block_variance,
    bootstrap_variance,
    pooled_inflation,
)


def drawn_variance(series: np.ndarray, length: int) -> float:
    """Variance of the sum under the circular block bootstrap, by all n blocks that can be drawn.

    Draws are independent, so n / length blocks have n / length times the variance of one.
    """
    n = len(series)
    circle = np.concatenate([series, series])
    sums = np.array([circle[start : start + length].sum() for start in range(n)])
    return float(sums.var() * n / length)


@pytest.mark.parametrize("seed", range(5))
def test_the_closed_form_is_what_the_circular_block_bootstrap_converges_to(seed):
    chance = np.random.default_rng(seed)
    series = np.zeros(216)
    for start in chance.integers(0, 216, 9):
        series[start : start + 4] = chance.choice([1.0, 0.5])
    series[0] = series[-1] = 1.0  # a run across the end of the circle
    hits = np.flatnonzero(series)

    given = np.zeros(len(hits), np.int64), hits, series[hits], np.array([216.0])
    found = bootstrap_variance(*given, np.array([12]))

    assert block_length(np.array([216.0]))[0] == 12
    assert found[0] == pytest.approx(drawn_variance(series, 12), rel=1e-9)
    jackknifed = 2 * drawn_variance(series, 12) - drawn_variance(series, 6)
    assert block_variance(*given)[0] == pytest.approx(jackknifed / (1 - 18 / 216), rel=1e-9)


def test_groups_do_not_touch_each_other():
    groups = np.array([0, 0, 1, 2, 2])
    positions = np.array([3, 4, 5, 0, 9])
    values = np.array([1.0, 1.0, 1.0, 0.5, 1.0])
    sentences = np.array([64.0, 64.0, 64.0, 64.0])

    together = block_variance(groups, positions, values, sentences)
    alone = [
        block_variance(np.zeros((groups == g).sum(), np.int64), positions[groups == g],
                       values[groups == g], sentences[:1])[0]
        for g in range(3)
    ]  # fmt: skip

    assert together.tolist() == pytest.approx([*alone, 0.0])


def test_runs_vary_more_than_scattered_hits():
    n = np.array([1000.0])
    group = np.zeros(10, np.int64)
    length = np.array([20])
    scattered = bootstrap_variance(group, np.arange(0, 1000, 100), np.ones(10), n, length)[0]
    run = bootstrap_variance(group, np.arange(500, 510), np.ones(10), n, length)[0]

    assert scattered == pytest.approx(10 - 10**2 * 20 / 1000)
    assert run > 5 * scattered


def test_independent_sentences_have_the_binomial_variance_on_average():
    chance = np.random.default_rng(1)
    found = []
    for _ in range(300):
        hits = np.flatnonzero(chance.random(1000) < 0.05)
        found.append(
            block_variance(np.zeros(len(hits), np.int64), hits, np.ones(len(hits)),
                           np.array([1000.0]))[0]
        )  # fmt: skip
    assert np.mean(found) == pytest.approx(1000 * 0.05 * 0.95, rel=0.05)


def test_runs_of_sentences_have_their_variance_on_average_and_blocks_alone_fall_short():
    """What a sentence is, it takes from the one before with probability 1/2: variance × 3."""
    chance = np.random.default_rng(2)
    n, share, found, blocks = 500, 0.04, [], []
    for _ in range(800):
        fresh = chance.random(n) >= 0.5
        fresh[0] = True
        last = np.maximum.accumulate(np.where(fresh, np.arange(n), 0))
        hits = np.flatnonzero((chance.random(n) < share)[last])
        given = np.zeros(len(hits), np.int64), hits, np.ones(len(hits)), np.array([float(n)])
        found.append(block_variance(*given)[0])
        blocks.append(bootstrap_variance(*given, block_length(given[3]))[0])

    expected = 3 * n * share * (1 - share)
    assert np.mean(found) == pytest.approx(expected, rel=0.06)
    assert np.mean(blocks) < 0.92 * expected


def test_cells_with_few_hits_take_the_inflation_of_their_path_in_other_units():
    hits = np.array([[400.0, 0.0], [400.0, 2.0], [1.0, 2.0]])
    plain, sentences = hits.copy(), np.full(3, 8000.0)

    found = pooled_inflation(np.array([[1600.0, 0], [1600, 1], [1, 1]]), plain, hits, sentences)

    assert found[2, 0] == pytest.approx(4, rel=0.1)
    assert found[0, 1] == pytest.approx(PRIOR, rel=0.2)
    assert np.isfinite(found).all()


def test_a_unit_alone_is_pulled_towards_the_prior():
    one = np.array([[1000.0]])
    n = np.array([5000.0])
    assert 1 < pooled_inflation(one, one, one, n)[0, 0] < 1.6
    few = np.array([[2.0]])
    assert pooled_inflation(few, few, few, n)[0, 0] == pytest.approx(PRIOR, rel=0.05)
