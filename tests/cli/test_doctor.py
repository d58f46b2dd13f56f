"""``nqp doctor``: what is here and whether it works."""

from __future__ import annotations

import json


def test_a_good_installation_has_no_problems(nqp):
    done = nqp("doctor", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert found["problems"] == []
    assert found["workers"]["a worker process"] == "works"
    assert len(found["lexicons"]["lexicon hash"]) == 64
    assert "polars" in found["libraries"]
    assert "MISSING" not in found["libraries"].values()


def test_missing_lexicons_are_a_problem_and_an_exit_code(nqp, tmp_path):
    (tmp_path / "data" / "lexicons").mkdir(parents=True)
    (tmp_path / "data" / "lexicons" / "zh.csv").write_text("id,term\n", encoding="utf-8")
    done = nqp("doctor", NQP_TEXT_DATA=str(tmp_path / "data"))
    assert done.returncode == 1
    assert "zh.csv" in done.stdout


def test_the_version_is_told(nqp):
    done = nqp("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("nqp-text ")
