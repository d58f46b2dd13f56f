from __future__ import annotations

import pytest

from nqp_text.errors import MeasureError
from nqp_text.index.weights import find_weights

PATHS = ("path.a", "path.b", "path.c")


def weights(tmp_path, text, encoding="utf-8"):
    file = tmp_path / "weights.csv"
    file.write_text(text, encoding=encoding)
    return find_weights(file, PATHS)


def test_equal_weights_add_up_to_one():
    assert find_weights("equal", PATHS) == dict.fromkeys(PATHS, 1 / 3)


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


@pytest.mark.parametrize("name", ["entropy", "pca", "nowhere.csv"])
def test_unknown_weights_name_the_known_ones(name):
    with pytest.raises(MeasureError) as caught:
        find_weights(name, PATHS)
    assert "equal" in caught.value.fix or "UTF-8" in caught.value.fix
