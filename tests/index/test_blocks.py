from __future__ import annotations

import numpy as np
import pytest

from nqp_text.index.blocks import block_length, block_variance


def bootstrap_variance(series: np.ndarray, length: int) -> float:
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

    found = block_variance(np.zeros(len(hits), np.int64), hits, series[hits], np.array([216.0]))

    assert block_length(np.array([216.0]))[0] == 12
    assert found[0] == pytest.approx(bootstrap_variance(series, 12), rel=1e-9)


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
    scattered = block_variance(group, np.arange(0, 1000, 100), np.ones(10), n)[0]
    run = block_variance(group, np.arange(500, 510), np.ones(10), n)[0]

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
