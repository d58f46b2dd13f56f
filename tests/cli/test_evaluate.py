"""``nqp evaluate``: what it prints and writes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nqp_text.cli.app import build_app
from nqp_text.validation.evaluation_file import read_evaluation

GOLD = [
    {"id": "1", "text": "公司建成智算中心并投入运营。", "labels": ["path.compute"]},
    {"id": "1-en", "text": "The company built an AI data center.", "labels": ["path.compute"]},
    {"id": "2", "text": "公司召开了年度股东大会。", "labels": []},
    {"id": "3", "text": "=cmd 公司推进绿色工厂建设。", "labels": ["path.talent"]},
]


@pytest.fixture
def nqp():
    def run(*arguments):
        texts = [str(argument) for argument in arguments]
        return CliRunner().invoke(build_app(texts), texts)

    return run


@pytest.fixture
def gold(tmp_path):
    file = tmp_path / "gold.jsonl"
    file.write_text("\n".join(map(json.dumps, GOLD)), encoding="utf-8")
    return file


def test_page_evaluation_file_and_mistakes_are_written(nqp, gold, tmp_path):
    out = tmp_path / "made"
    result = nqp("evaluate", gold, "--method", "lexicon", "--replicates", 100, "--out", out)
    assert result.exit_code == 0, result.output
    evaluation = read_evaluation(out / "evaluation-lexicon.json")
    assert evaluation.gold["sentences"] == 4
    assert evaluation.lexicon
    assert (out / "evaluation.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    with (out / "mistakes-lexicon.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    wrong = next(row for row in rows if row["id"] == "3")
    assert wrong["missed"] == "path.talent"
    assert wrong["text"].startswith("'=")


def test_other_tools_are_compared_by_their_predictions(nqp, gold, tmp_path):
    file = tmp_path / "other.jsonl"
    records = [{"text": r["text"], "labels": r["labels"]} for r in GOLD]
    file.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    result = nqp(
        "evaluate", gold, "--method", "lexicon", "--predictions", f"other={file}", "--json"
    )
    assert result.exit_code == 0, result.output
    first, second = json.loads(result.stdout)
    assert (first["method"], second["method"]) == ("lexicon", "other")
    micro = next(s for s in second["summary"] if (s["average"], s["over"]) == ("micro", "paths"))
    assert micro["f1"][0] == 1


def test_every_leaves_out_methods_without_a_model_and_says_so(nqp, gold, monkeypatch, tmp_path):
    monkeypatch.setattr("nqp_text.pipeline.tools.SHIPPED_MODEL", "no-such-model")
    result = nqp("evaluate", gold, "--method", "every", "--json", "--replicates", 100)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["method"] == "lexicon"
    assert "Left out: transformer" in result.stderr


def test_wrong_usage_is_named(nqp, gold):
    assert nqp("evaluate", gold, "--method", "guess").exit_code == 2
    assert nqp("evaluate", gold, "--predictions", "file.jsonl").exit_code == 2


@pytest.mark.shared
def test_the_lexicon_on_the_shared_labels(nqp, shared: Path):
    result = nqp("evaluate", shared / "labels" / "dev.jsonl", "--replicates", 100, "--json")
    record = json.loads(result.stdout)
    micro = next(s for s in record["summary"] if (s["average"], s["over"]) == ("micro", "paths"))
    assert 0.6 < micro["f1"][0] < 0.9
    assert record["pairs"][0]["n"] == 99
