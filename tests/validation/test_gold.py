"""Gold files and predictions: what is read, and what is refused with a reason."""

from __future__ import annotations

import json

import pytest

from nqp_text.errors import ValidationError
from nqp_text.validation.gold import read_gold
from nqp_text.validation.predictions import read_predictions
from nqp_text.validation.sample_weights import weights_of

NODES = ("path.green", "path.compute", "tech.ai")


def test_labels_may_be_a_list_or_stances_by_node(gold_file):
    file = gold_file(
        {"id": "a", "text": "公司建成光伏电站。", "labels": ["path.green"], "stance": "action"},
        {"id": "b", "text": "We will build.", "labels": {"path.compute": "plan", "tech.ai": ""}},
        {"text": "没有。", "labels": []},
    )
    one, two, three = read_gold(file, NODES).sentences
    assert one.stances == {"path.green": "action"}
    assert (one.lang, one.kind) == ("zh", "firm")
    assert two.stances == {"path.compute": "plan", "tech.ai": None}
    assert two.lang == "en"
    assert (three.id, three.stances) == ("3", {})


def test_all_mistakes_are_reported_with_their_line(gold_file):
    file = gold_file(
        {"text": "一。", "labels": ["path.blue"]},
        {"text": "二。", "labels": None},
        {"text": "三。", "labels": [], "actor": "me"},
        {"id": "x", "text": "四。", "labels": []},
        {"id": "x", "text": "五。", "labels": []},
    )
    with pytest.raises(ValidationError) as caught:
        read_gold(file, NODES)
    where = caught.value.where
    assert "line 1: no node of the taxonomy: path.blue" in where
    assert "line 2: 'labels' must be a list" in where
    assert "line 3: 'actor' is 'me'" in where
    assert "'x' is used more than once" in where


@pytest.mark.parametrize("content", [b"", b"\n\n", b"not json\n", b"[1]\n", "文".encode("gbk")])
def test_what_is_no_gold_file_is_refused(tmp_path, content):
    file = tmp_path / "gold.jsonl"
    file.write_bytes(content)
    with pytest.raises(ValidationError):
        read_gold(file, NODES)


def test_predictions_must_fit_the_gold_file(tmp_path):
    file = tmp_path / "tagged.jsonl"
    record = {"n": 1, "text": "一。", "labels": [{"node": "path.green", "score": 0.9}]}
    record |= {"stance": "plan", "actor": "own", "polarity": "risk"}
    file.write_text(json.dumps(record), encoding="utf-8")
    (found,) = read_predictions(file, ["一。"], NODES)
    assert found.labels == {"path.green": ("plan", "own", "risk")}
    assert found.scores is None
    with pytest.raises(ValidationError, match="1 predictions for 2 sentences"):
        read_predictions(file, ["一。", "二。"], NODES)
    with pytest.raises(ValidationError, match="another sentence"):
        read_predictions(file, ["二。"], NODES)
    file.write_text(json.dumps(record | {"scores": {"tech.ai": 1.5}}), encoding="utf-8")
    with pytest.raises(ValidationError, match="between 0 and 1"):
        read_predictions(file, ["一。"], NODES)
    file.write_text(json.dumps(record | {"labels": ["path.blue"]}), encoding="utf-8")
    with pytest.raises(ValidationError, match=r"path\.blue"):
        read_predictions(file, ["一。"], NODES)


def test_weights_come_from_a_field_or_a_file(tmp_path, sentence):
    sentences = [
        sentence("a", stratum="rare", fields={"weight": 2, "probability": 0.5}),
        sentence("b", stratum="rest", fields={"weight": "10", "probability": 0.01}),
    ]
    assert weights_of(sentences, "weight").tolist() == [2, 10]
    assert weights_of(sentences, "probability").tolist() == [2, 100]
    file = tmp_path / "w.csv"
    file.write_text("stratum,probability\nrare,0.25\nrest,0.1\n", encoding="utf-8-sig")
    assert weights_of(sentences, str(file)).tolist() == [4, 10]
    file.write_text("stratum,weight\nrare,0.25\n", encoding="utf-8")
    with pytest.raises(ValidationError, match="None"):
        weights_of(sentences, str(file))
    with pytest.raises(ValidationError):
        weights_of([sentence("a", fields={"probability": 2})], "probability")
