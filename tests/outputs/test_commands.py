"""``nqp index`` and ``nqp export`` as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made_runs import result, write

from nqp_text.cli import main
from nqp_text.index import MEASURES, SCOPES, UNITS


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    items = [
        result("a.pdf", hits=4),
        result("b.pdf", status="encrypted", firm_code="000002", firm_name="青岭|[bold]机电"),
    ]
    return str(write(tmp_path_factory.mktemp("runs") / "run", items).folder)


def nqp(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(list(arguments))
    return int(caught.value.code or 0)


def test_index_prints_a_line_per_unit_and_nothing_for_what_is_missing(folder, capsys):
    assert nqp("index", folder, "--by", "firm-year", "--measure", "count") == 0

    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert lines[0][:4] == ["unit", "year", "status", "composite"]
    column = lines[0].index("path.compute")
    assert lines[1][:3] == ["000001 蓝川股份", "2023", "observed"]
    assert (lines[1][column], lines[2][column]) == ("4", "")
    assert lines[2][0] == "000002 青岭|[bold]机电"


def test_index_as_json_is_json_with_nulls(folder, capsys):
    assert nqp("index", folder, "--json", "--facets") == 0

    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == 2 * 12
    assert {row["status"]: row["value"] is None for row in rows} == {
        "observed": False,
        "encrypted": True,
    }


def test_index_writes_the_panel_it_shows(folder, tmp_path, capsys):
    out = tmp_path / "panel.jsonl"
    assert nqp("index", folder, "--scope", "own", "--json", "-o", str(out)) == 0

    shown = json.loads(capsys.readouterr().out)
    assert [json.loads(x) for x in out.read_text(encoding="utf-8").splitlines()] == shown


def test_index_without_such_units_says_so(folder, capsys):
    assert nqp("index", folder, "--by", "issuer-year") == 0
    assert "no such unit" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "known"),
    [
        (["--measure", "frequency"], 2, list(MEASURES)),
        (["--scope", "walk"], 2, list(SCOPES)),
        (["--by", "month"], 2, list(UNITS)),
        (["--weights", "entropy"], 1, ["equal"]),
        (["--measure", "terms", "--scope", "own"], 1, ["share_listed", "ln1p"]),
    ],
)
def test_what_is_unknown_is_answered_with_the_known(folder, capsys, arguments, code, known):
    assert nqp("index", folder, *arguments) == code
    said = capsys.readouterr().err
    assert all(name in said for name in known)


@pytest.mark.parametrize("command", [["index"], ["export", "x.csv"]])
def test_a_folder_that_is_no_run_is_our_error(tmp_path, capsys, command):
    assert nqp(command[0], str(tmp_path), *command[1:]) == 1
    assert "no finished run" in capsys.readouterr().err


def test_export_writes_wide_panels_of_the_usual_measures(folder, tmp_path, capsys):
    out = tmp_path / "wide.csv"
    assert nqp("export", folder, str(out), "--wide", "--by", "firm-year", "--json") == 0

    said = json.loads(capsys.readouterr().out)
    assert (said["rows"], said["file"]) == (2, str(out))
    header = out.read_text(encoding="utf-8-sig").splitlines()[0]
    for name in ("nqp_cmp_sub_shl", "nqp_all_att_ln", "nqp_grn_imp_p10k"):
        assert f'"{name}"' in header


def test_export_writes_the_evidence(folder, tmp_path, capsys):
    out = tmp_path / "evidence.jsonl"
    assert nqp("export", folder, str(out), "--what", "mentions") == 0
    assert "4 rows" in capsys.readouterr().out
    assert len(out.read_text(encoding="utf-8").splitlines()) == 4


def test_export_to_an_unknown_format_names_the_known_ones(folder, tmp_path, capsys):
    assert nqp("export", folder, str(tmp_path / "p.sav")) == 1
    assert ".csv, .xlsx, .dta, .parquet, .jsonl" in capsys.readouterr().err


def test_help_names_every_choice(capsys):
    nqp("index", "--help")
    said = capsys.readouterr().out
    assert all(name in said for name in (*MEASURES, *SCOPES, *UNITS))


def test_export_joins_a_table_and_says_what_did_not_match(folder, tmp_path, capsys):
    table = tmp_path / "行业.csv"
    table.write_text(
        "证券代码,年份,行业\n1.0,2023-12-31,J66\n600519,2023,C15\n", encoding="gb18030"
    )
    out = tmp_path / "p.jsonl"
    arguments = ["--wide", "--by", "firm-year", "--measure", "share", "--scope", "own", "--json"]

    assert nqp("export", folder, str(out), *arguments, "--join", str(table)) == 0

    said = json.loads(capsys.readouterr().out)
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["行业"] for row in rows] == ["J66", None]
    assert [row["board"] for row in rows] == ["main", "main"]
    assert [row["year_published"] for row in rows] == [2024, 2024]
    [note] = said["notes"]
    assert "1 of 2 firm-years found" in note and "1 rows of it not used" in note
    unmatched = Path(said["unmatched"]).read_text(encoding="utf-8-sig")
    assert '"panel","000002","2023"' in unmatched and '"table","600519","2023"' in unmatched


def test_export_to_a_workbook_holds_everything(folder, tmp_path, capsys):
    openpyxl = pytest.importorskip("openpyxl")
    out = tmp_path / "p.xlsx"
    assert nqp("export", folder, str(out)) == 0

    book = openpyxl.load_workbook(out, read_only=True)
    assert book.sheetnames == [
        "panel", "codebook", "run", "top sentences", "quarantine", "lexicon",
    ]  # fmt: skip
    assert "lexicon is empty" in capsys.readouterr().err  # the run was made without one


def test_methods_writes_both_languages_and_formats(folder, tmp_path, capsys):
    assert nqp("methods", folder, "--out", str(tmp_path)) == 0
    names = sorted(file.name for file in tmp_path.iterdir())
    assert names == ["methods.en.md", "methods.en.tex", "methods.zh.md", "methods.zh.tex"]
    assert "2 份文档" in (tmp_path / "methods.zh.md").read_text(encoding="utf-8")
