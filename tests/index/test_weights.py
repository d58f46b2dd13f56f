from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest

from nqp_text.errors import MeasureError
from nqp_text.index.weights import entropy_weighting, fixed_weighting, pca_weighting
from nqp_text.index.weights_file import read_weights

PATHS = ("path.a", "path.b", "path.c")


def weights(tmp_path, text, encoding="utf-8"):
    file = tmp_path / "weights.csv"
    file.write_text(text, encoding=encoding)
    return read_weights(file, PATHS)


def test_equal_weights_add_up_to_one():
    assert fixed_weighting("equal", PATHS, 1 / 3).weights == (1 / 3,) * 3


def test_a_file_is_scaled_to_one_and_what_it_leaves_out_weighs_nothing(tmp_path):
    text = "node,weight\npath.a,3\npath.c,1\n"
    assert weights(tmp_path, text, "utf-8-sig") == {"path.a": 0.75, "path.b": 0.0, "path.c": 0.25}


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("node,weight\npath.x,1\n", "line 2", "path.x"),
        ("node,weight\npath.a,1\npath.a,2\n", "line 3", "twice"),
        ("node,weight\npath.a,-1\n", "line 2", "-1"),
        ("node,weight\npath.a,nan\n", "line 2", "nan"),
        ("node,weight\npath.a,\n", "line 2", "''"),
        ("node,weight\npath.a\n", "line 2", "None"),
        ("node,weight\npath.a,0\n", "weights.csv", "zero"),
        ("node,weight\n", "weights.csv", "zero"),
        ("path,w\npath.a,1\n", "weights.csv", "columns"),
        ("", "weights.csv", "columns"),
    ],
)
def test_a_wrong_file_says_where_and_what(tmp_path, text, where, what):
    with pytest.raises(MeasureError) as caught:
        weights(tmp_path, text)
    assert where in caught.value.where
    assert what in caught.value.what
    assert caught.value.fix


def test_a_file_in_another_encoding_is_refused(tmp_path):
    with pytest.raises(MeasureError, match="cannot be read"):
        weights(tmp_path, "node,weight\n算力,1\n", "gbk")


def test_entropy_weights_by_hand():
    """Path a is spread 1 : 3 over two of four units, b sits in one unit, c never varies."""
    values = np.array([[0.0, 5.0, 7.0], [1.0, 5.0, 7.0], [3.0, 5.0, 7.0], [0.0, 9.0, 7.0]])

    found = entropy_weighting(values, PATHS)

    entropy_a = -(0.25 * log(0.25) + 0.75 * log(0.75)) / log(4)
    gain = [1 - entropy_a, 1 - 0.0, 0.0]
    assert found.weights == pytest.approx([g / sum(gain) for g in gain])
    assert found.centres[:2] == (0.0, 5.0)
    assert found.scales[:2] == (3.0, 4.0)
    assert "path.b weighs 63%" in found.notes[0]
    assert "75% of the units" in found.notes[0]
    assert "path.c" in found.notes[1]


def test_pca_of_two_paths_by_hand():
    """Two paths with correlation r: the first component is their sum and explains (1 + r) / 2."""
    values = np.array([[1.0, 10.0], [2.0, 30.0], [3.0, 20.0], [4.0, 40.0]])

    found = pca_weighting(values, ("path.a", "path.b"))

    assert found.weights == pytest.approx([1 / sqrt(2)] * 2)
    assert found.facts["explained variance"] == pytest.approx((1 + 0.8) / 2)
    assert found.facts["kmo"] == pytest.approx(0.5)
    assert found.centres == (2.5, 25.0)


def test_pca_points_up_and_says_which_paths_point_down():
    common = np.arange(12.0)
    values = np.column_stack([common, common + np.tile([0, 1], 6), -common + np.tile([1, 0, 0], 4)])

    found = pca_weighting(values, PATHS)

    assert sum(found.weights) > 0
    assert found.weights[2] < 0
    assert "path.c" in found.notes[-1]


@pytest.mark.parametrize("scheme", [entropy_weighting, pca_weighting])
@pytest.mark.parametrize(
    ("values", "what"),
    [
        (np.zeros((5, 3)), "No path varies"),
        (np.ones((1, 3)), "too few"),
        (np.empty((0, 3)), "too few"),
    ],
)
def test_weights_that_nothing_can_be_learnt_from_are_refused(scheme, values, what):
    with pytest.raises(MeasureError, match=what) as caught:
        scheme(values, PATHS)
    assert "equal weights" in caught.value.fix


@pytest.mark.parametrize("scheme", [entropy_weighting, pca_weighting])
def test_weights_do_not_depend_on_the_unit_of_measurement(scheme):
    chance = np.random.default_rng(4)
    values = chance.gamma(1, 1, (40, 3)) * [1, 2, 5]

    plain, scaled = scheme(values, PATHS), scheme(values * [1000, 1, 0.001], PATHS)

    assert plain.weights == pytest.approx(scaled.weights)
