"""Alpha and kappa against independent implementations."""

from __future__ import annotations

import numpy as np
import pytest

from nqp_text.validation.coincidence import (
    MISSING,
    alpha,
    coincidences,
    contingencies,
    kappa,
)

# Krippendorff (2011), "Computing Krippendorff's alpha-reliability", example C: values 1 to 5.
EXAMPLE = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
        [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
    ]
)


def of(codes, values, **options):
    return alpha(coincidences(codes, values).sum(axis=0)[None], **options)[0]


def test_the_published_example_gives_the_published_value():
    codes = np.where(EXAMPLE == 0, MISSING, EXAMPLE - 1)
    assert of(codes, 5) == pytest.approx(0.743, abs=5e-4)
    assert of(codes, 5, ordinal=True) == pytest.approx(0.815, abs=5e-4)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("coders", "values"), [(2, 2), (3, 4), (5, 3)])
def test_alpha_agrees_with_the_package_krippendorff(seed, coders, values):
    krippendorff = pytest.importorskip("krippendorff")
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, values, 60)
    codes = np.where(rng.random((coders, 60)) < 0.7, truth, rng.integers(0, values, (coders, 60)))
    codes = np.where(rng.random((coders, 60)) < 0.2, MISSING, codes)
    data = np.where(codes == MISSING, np.nan, codes)
    for level in ("nominal", "ordinal"):
        expected = krippendorff.alpha(
            data, level_of_measurement=level, value_domain=list(range(values))
        )
        assert of(codes, values, ordinal=level == "ordinal") == pytest.approx(expected)


def test_kappa_agrees_with_scikit_learn():
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(3)
    one = rng.integers(0, 4, 200)
    two = np.where(rng.random(200) < 0.6, one, rng.integers(0, 4, 200))
    table = contingencies(one, two, 4).sum(axis=0)
    assert kappa(table[None])[0] == pytest.approx(metrics.cohen_kappa_score(one, two))


def test_without_variation_nothing_is_defined():
    codes = np.ones((2, 5), dtype=np.int64)
    assert np.isnan(of(codes, 2))
    assert np.isnan(kappa(contingencies(codes[0], codes[1], 2).sum(axis=0)[None])[0])


def test_a_sentence_with_one_code_agrees_with_nothing():
    codes = np.array([[1, 0, 1, 1], [1, 0, MISSING, MISSING]])
    assert of(codes, 2) == 1
    assert coincidences(codes, 2)[2:].sum() == 0
