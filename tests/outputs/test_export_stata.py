"""Stata files, read back with pandas."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl
import pytest
from made_runs import mention, result, write

from nqp_text.outputs import export_panel, export_table
from nqp_text.outputs.panel_facts import Extras
from nqp_text.outputs.stata_columns import CODES, firm_ids, stata_names
from nqp_text.outputs.stata_program import quoted

pandas = pytest.importorskip("pandas")

LONG = "公司建成智算中心，" * 300 + "\n第二行，“引号”与𠀀。"


def read(file):
    """Columns as lists, labels of variables, and value labels by variable."""
    with pandas.io.stata.StataReader(file, convert_categoricals=False) as reader:
        frame = reader.read()
        labels, values = reader.variable_labels(), reader.value_labels()
    cells = {
        name: [None if pandas.isna(value) else value for value in frame[name]] for name in frame
    }
    return cells, labels, {re.sub(r"\d+$", "", name): of for name, of in values.items()}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    items = [
        result("a.pdf", hits=4, firm_code="000002", published=""),
        result("b.pdf", hits=0, firm_code="600519", firm_name="=蓝川|股份\n公司"),
        result("c.pdf", status="unreadable", firm_code="300750"),
        result("d.pdf", hits=1, firm_code="00700", firm_name="港湾控股"),
        result("e.pdf", hits=2, firm_code="", firm_name="HARBOUR INC", lang="en"),
        result("f.pdf", hits=2, firm_code="000002", year=2022),
    ]
    return write(
        tmp_path_factory.mktemp("runs") / "run", items, started="2026-01-02T03:04:05+00:00"
    )


OPTIONS = {"shape": "wide", "by": "firm-year", "measures": ["share", "count"], "extras": Extras()}


def test_every_cell_of_the_panel_is_read_back(run, tmp_path):
    export_panel(run, tmp_path / "p.parquet", **OPTIONS)
    done = export_panel(run, tmp_path / "p.dta", **OPTIONS)

    cells, _, values = read(tmp_path / "p.dta")
    table = pl.read_parquet(tmp_path / "p.parquet")
    assert done.rows == table.height == len(cells["stkcd"]) == 6
    for series in table.get_columns():
        name = {"firm_code": "stkcd"}.get(series.name, series.name)
        found, expected = cells[name], series.to_list()
        if name in values and series.dtype == pl.String:
            found = [None if code is None else values[name][code] for code in found]
            expected = [value or None for value in expected]
        elif name == "published":
            found = ["" if value is None else str(value.date()) for value in found]
        elif series.dtype == pl.String:
            expected = [value or "" for value in expected]
        assert found == expected, name


def test_firms_have_a_code_with_zeros_and_a_number_for_xtset(run, tmp_path):
    export_panel(run, tmp_path / "p.dta", **OPTIONS)

    cells, labels, values = read(tmp_path / "p.dta")
    pairs = dict(zip(cells["stkcd"], cells["stkcd_id"], strict=True))
    assert pairs == {
        "": 2_000_000,
        "000002": 2,
        "00700": 1_000_700,
        "300750": 300750,
        "600519": 600519,
    }
    assert values["stkcd_id"][2] == "000002" and values["stkcd_id"][2_000_000] == "HARBOUR INC"
    keys = list(zip(cells["stkcd_id"], cells["year"], strict=True))
    assert len(set(keys)) == len(keys)
    assert labels["stkcd"] == "证券代码（六位字符）"
    assert labels["nqp_cmp_att_sh"] == "算力，关注：句子占比"


def test_labels_are_english_when_asked(run, tmp_path):
    export_panel(run, tmp_path / "p.dta", labels="en", **OPTIONS)

    _, labels, _ = read(tmp_path / "p.dta")
    assert labels["nqp_cmp_att_sh"] == "path.compute, attention: share of sentences"
    assert all(1 <= len(label) <= 80 for label in labels.values())


def test_missing_values_are_explained_by_a_labelled_status(run, tmp_path):
    export_panel(run, tmp_path / "p.dta", **OPTIONS)

    cells, _, values = read(tmp_path / "p.dta")
    at = cells["stkcd"].index("300750")
    assert cells["nqp_cmp_att_sh"][at] is None
    assert values["status"][cells["status"][at]] == "unreadable"
    assert [cells["nqp_cmp_att_sh"][n] is None for n in range(6)] == [
        cells["status"][n] == CODES["status"]["unreadable"] for n in range(6)
    ]


def test_a_sentence_longer_than_2045_bytes_is_read_back(tmp_path):
    texts = [LONG, "=1+1", LONG, "", "短句。\x00尾"]
    mentions = tuple(mention(n, "path.compute", text=text) for n, text in enumerate(texts))
    run = write(tmp_path / "run", [replace(result("a.pdf"), mentions=mentions)])

    export_table(run, tmp_path / "m.dta", "mentions")

    cells, labels, _ = read(tmp_path / "m.dta")
    assert len(LONG.encode("utf-8")) > 2045
    assert cells["text"] == [*texts[:4], "短句。\ufffd尾"]
    assert labels["text"] == "句子原文"


def test_the_do_file_loads_labels_checks_and_sets_the_panel(run, tmp_path):
    export_panel(run, tmp_path / "p.dta", **OPTIONS)

    lines = (tmp_path / "p.do").read_text(encoding="utf-8").splitlines()
    cells, *_ = read(tmp_path / "p.dta")
    assert 'use `"p.dta"\', clear' in lines
    assert "assert _N == 6" in lines
    assert lines.index("isid stkcd_id year") + 1 == lines.index("xtset stkcd_id year")
    assert "label language en, new copy" in lines
    for name, values in cells.items():
        missing = sum(value in (None, "") for value in values)
        condition = f'{name} == ""' if isinstance(values[0], str) else f"missing({name})"
        at = lines.index(f"quietly count if {condition}")
        assert lines[at + 1] == f"assert r(N) == {missing}", name
    at = lines.index("quietly summarize nqp_cmp_att_n, meanonly")
    assert lines[at + 1] == "assert reldif(r(sum), 9.0) < 1e-9"


def test_nothing_in_a_text_becomes_a_command_of_stata():
    assert quoted("a\"' `x' $y\n!rm /* x */ // \\") == "`\"a'' 'x' ＄y !rm / * x * / // /\"'"


def test_a_panel_of_documents_is_not_set_as_a_panel(run, tmp_path):
    export_panel(run, tmp_path / "p.dta", shape="long", by="document")

    text = (tmp_path / "p.do").read_text(encoding="utf-8")
    assert "\nxtset" not in text and "\nisid" not in text
    assert len(read(tmp_path / "p.dta")[0]["value"]) == 6 * 10


def test_an_empty_panel_is_a_file_without_rows(run, tmp_path):
    done = export_panel(run, tmp_path / "p.dta", shape="wide", by="issuer-year")

    cells, *_ = read(tmp_path / "p.dta")
    assert done.rows == 0 and "firm_name" in cells and cells["year"] == []


def test_the_codebook_has_the_names_of_the_file(run, tmp_path):
    done = export_panel(run, tmp_path / "p.dta", **OPTIONS)

    cells, *_ = read(tmp_path / "p.dta")
    text = done.codebook.read_text(encoding="utf-8")
    assert re.findall(r"^\| (\w+) \| (?:String|Int32|Int64|Float64|Boolean)", text, re.M) == list(
        cells
    )
    assert "`status`: 0 observed, 1 partial" in text


def test_names_suit_stata_and_stay_apart():
    names = stata_names(
        ["firm_code", "行业代码", "R&D/sales", "R&D sales", "2020", "if", "x" * 40, "x" * 50]
    )

    assert list(names.values()) == [
        "stkcd", "行业代码", "R_D_sales", "R_D_sales_2", "v_2020", "v_if",
        "x" * 32, "x" * 30 + "_2",
    ]  # fmt: skip


def test_ids_of_codes_never_depend_on_other_firms():
    few, many = firm_ids(["000002", "00002"]), firm_ids(["AAPL", "00002", "300750", "000002"])
    assert {few["000002"], many["000002"]} == {2}
    assert {few["00002"], many["00002"]} == {1_000_002}
    assert len(set(many.values())) == 4


def test_joined_numbers_and_chinese_columns_reach_stata(run, tmp_path):
    file = tmp_path / "行业.csv"
    file.write_text("证券代码,year,行业代码,总资产\n2,2023,K70,1.5\n", encoding="gb18030")
    from nqp_text.firms import read_user_table

    extras = Extras(tables=(read_user_table(file),))
    export_panel(run, tmp_path / "p.dta", shape="wide", by="firm-year", extras=extras)

    cells, *_ = read(tmp_path / "p.dta")
    at = list(zip(cells["stkcd"], cells["year"], strict=True)).index(("000002", 2023))
    assert (cells["行业代码"][at], cells["总资产"][at]) == ("K70", 1.5)
    assert sum(value == "" for value in cells["行业代码"]) == 5
