"""``nqp audit`` from the run to the evaluation, as people use it."""

from __future__ import annotations

import json

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

import nqp_text
from nqp_text.cli.app import build_app
from nqp_text.validation.coding_sheet import COLUMNS
from nqp_text.validation.evaluation_file import read_evaluation

GREEN = "公司推进绿色工厂建设，单位产值能耗下降。"
COMPUTE = "公司建成智算中心并投入运营。"
PLAIN = "公司召开了年度股东大会，审议通过了各项议案，并聘任了会计师事务所。"
MISSED = "机柜里的设备整夜为客户跑着他们的任务。"


@pytest.fixture
def nqp():
    def run(*arguments):
        texts = [str(argument) for argument in arguments]
        return CliRunner().invoke(build_app(texts), texts)

    return run


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    for n in range(4):
        lines = [f"{PLAIN[:-1]}第{n}届第{k}项。" for k in range(30)]
        lines += [f"{GREEN[:-1]}{k}%。" for k in range(6)] + [COMPUTE] * 2 + [MISSED] * 3
        (folder / f"60051{n}_2023年年度报告.txt").write_text("\n".join(lines), encoding="utf-8")
    out = tmp_path / "run"
    nqp_text.scan(folder, out, isolated=False, method="lexicon")
    return out


def fill(file, truth):
    """Code a sheet: ``truth`` gives the label of a sentence."""
    book = load_workbook(file)
    sheet = book["coding"]
    place = {name: at for at, name in enumerate(COLUMNS, 1)}
    for row in range(2, sheet.max_row + 1):
        label = truth(row, sheet.cell(row, place["text"]).value)
        if label:
            sheet.cell(row, place["label_1"], label)
            if label != "none":
                for name, value in (
                    ("stance", "action"),
                    ("actor", "own"),
                    ("polarity", "affirmed"),
                ):
                    sheet.cell(row, place[name], value)
    book.save(file)


def truth(row, text):
    if "智算" in text or "机柜" in text:
        return "path.compute"
    return "path.green" if "绿色" in text else "none"


@pytest.fixture
def audit(nqp, run, tmp_path):
    out = tmp_path / "audit"
    result = nqp("audit", "sample", run, "--out", out, "--size", 100, "--coders", "anna,bo")
    assert result.exit_code == 0, result.output
    return out


def test_from_sample_to_evaluation(nqp, audit):
    anna, bo = audit / "coding-anna.xlsx", audit / "coding-bo.xlsx"
    fill(anna, truth)
    fill(bo, lambda row, text: "none" if row == 5 else truth(row, text))
    agreed = nqp("audit", "agreement", audit, anna, bo, "--json", "--replicates", 100)
    assert agreed.exit_code == 0, agreed.output
    found = json.loads(agreed.stdout)
    assert found["coders"] == ["coding-anna", "coding-bo"]
    assert found["sentences"] == 100
    result = nqp("audit", "score", audit, anna, "--replicates", 100)
    assert result.exit_code == 0, result.output
    evaluation = read_evaluation(audit / "evaluation.json")
    compute = next(
        c for c in evaluation.cells if (c.node, c.lang, c.kind) == ("path.compute", "all", "all")
    )
    assert evaluation.weighted
    assert compute.precision[0] == 1
    # 8 sentences were found and all are drawn; of the missed ones those drawn stand for the rest.
    assert compute.tp == pytest.approx(8)
    assert compute.fn > 0
    assert sum((compute.tp, compute.fp, compute.fn, compute.tn)) == pytest.approx(4 * 41)
    records = [json.loads(line) for line in (audit / "audited.jsonl").open(encoding="utf-8")]
    options = ("--method", "lexicon", "--weights", "probability", "--json")
    again = nqp("evaluate", audit / "audited.jsonl", *options)
    same = json.loads(again.stdout)
    cell = next(
        c
        for c in same["cells"]
        if (c["node"], c["lang"], c["kind"]) == ("path.compute", "all", "all")
    )
    assert len(records) == 100
    assert cell["fn"] == pytest.approx(compute.fn)


def test_differences_are_settled_in_a_sheet(nqp, audit, tmp_path):
    anna, bo = audit / "coding-anna.xlsx", audit / "coding-bo.xlsx"
    fill(anna, truth)
    fill(bo, lambda row, text: "path.talent" if row == 5 else truth(row, text))
    sheet = tmp_path / "settle.xlsx"
    result = nqp("audit", "agreement", audit, anna, bo, "--differences", sheet)
    assert "1 sentences to settle" in result.output
    header = [cell.value for cell in load_workbook(sheet)["coding"][1]]
    assert header[-2:] == ["by coding-anna", "by coding-bo"]
    refused = nqp("audit", "score", audit, anna, bo)
    assert "different labels" in str(refused.exception)
    fill(sheet, truth)
    assert nqp("audit", "score", audit, anna, bo, "--settled", sheet).exit_code == 0


def test_a_half_filled_sheet_says_what_it_stands_for(nqp, audit):
    anna = audit / "coding-anna.xlsx"
    fill(anna, lambda row, text: truth(row, text) if row % 2 else None)
    result = nqp("audit", "score", audit, anna, "--replicates", 100)
    assert result.exit_code == 0, result.output
    evaluation = read_evaluation(audit / "evaluation.json")
    assert any("of 100 sentences are coded" in note for note in evaluation.notes)
    cell = evaluation.cells[0]
    assert sum((cell.tp, cell.fp, cell.fn, cell.tn)) == pytest.approx(4 * 41)


def test_a_stratum_without_codes_is_not_passed_over(nqp, audit):
    anna = audit / "coding-anna.xlsx"
    fill(anna, lambda row, text: "path.green" if "绿色" in text else None)
    refused = nqp("audit", "score", audit, anna)
    assert "nothing is known about" in str(refused.exception)
    assert nqp("audit", "score", audit, anna, "--partial").exit_code == 0
    assert any("Left out" in note for note in read_evaluation(audit / "evaluation.json").notes)


def test_nothing_coded_and_one_coder_are_errors_that_help(nqp, audit):
    anna = audit / "coding-anna.xlsx"
    assert "No sentence of the sample is coded" in str(nqp("audit", "score", audit, anna).exception)
    assert "One coder" in str(nqp("audit", "agreement", audit, anna).exception)


def test_work_of_coders_is_never_written_over(nqp, audit, run):
    again = nqp("audit", "sample", run, "--out", audit, "--size", 100, "--coders", "anna,bo")
    assert "There is an audit in this folder already" in str(again.exception)


def test_a_document_that_changed_since_the_run_is_refused(nqp, run, tmp_path):
    file = next((tmp_path / "reports").iterdir())
    file.write_text(file.read_text(encoding="utf-8") + "\n新的句子。", encoding="utf-8")
    result = nqp("audit", "sample", run, "--out", tmp_path / "a2", "--size", 100)
    assert "has changed since the run" in str(result.exception)
