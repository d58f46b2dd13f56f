"""The tables of accuracy in READMEs and pages are those that the command makes of the figures."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "benchmarks" / "accuracy.py"

pytestmark = pytest.mark.skipif(
    not SCRIPT.exists(), reason="the benchmarks are not in this distribution"
)


@pytest.fixture(scope="module")
def accuracy():
    spec = importlib.util.spec_from_file_location("accuracy", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tables_are_made_of_the_figures_that_are_kept(accuracy):
    found = json.loads(accuracy.KEPT.read_text(encoding="utf-8"))
    for name, block in accuracy.blocks(found).items():
        text = (ROOT / name).read_text(encoding="utf-8")
        assert block in text, f"{name} is out of date: python benchmarks/accuracy.py"


def test_the_picture_of_the_scores_is_the_one_of_these_figures(accuracy):
    from nqp_text.outputs.charts import plot_reliability

    found = json.loads(accuracy.KEPT.read_text(encoding="utf-8"))
    chart = plot_reliability(found["hybrid"]["calibration"])
    titles = {row["group"] for row in chart.spec["datasets"]["rows"]}
    picture = (ROOT / "docs" / "images" / "reliability.svg").read_text(encoding="utf-8")
    assert len(titles) > 3
    assert [title for title in titles if title not in picture] == []


def test_an_evaluation_becomes_the_tables(accuracy, tmp_path):
    found = json.loads(accuracy.KEPT.read_text(encoding="utf-8"))
    for method, evaluation in found.items():
        other = {**evaluation, "pairs": ["a sentence"], "summary": [*evaluation["summary"]]}
        file = tmp_path / f"evaluation-{method}.json"
        file.write_text(json.dumps(other), encoding="utf-8")
    read = accuracy.read(tmp_path)
    assert "pairs" not in read["hybrid"]
    assert accuracy.blocks(read) == accuracy.blocks(found)
    for row in read["hybrid"]["summary"]:
        row["f1"] = [0.12345, 0.1, 0.2]
    assert "| 0.12 [0.10, 0.20] |" in accuracy.blocks(read)["README.md"]
