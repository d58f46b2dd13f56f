from __future__ import annotations

import csv
import json
import re

import duckdb
import polars as pl
import pytest
from made_runs import mention, result, write

from nqp_text.errors import MeasureError, NqpError, RunFolderError
from nqp_text.index import MEASURES, SCOPES, describe
from nqp_text.outputs import EXPORTABLE, TABLES, export_panel, export_table, load_run
from nqp_text.outputs.export import PANEL


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    items = [
        result("a.pdf", hits=4, firm_code="000002"),
        result("b.pdf", hits=0, firm_code="600519", firm_name="=蓝川|股份\n公司"),
        result("c.pdf", status="unreadable", firm_code="300750"),
    ]
    folder = tmp_path_factory.mktemp("runs") / "run"
    facts = {"lexicon": "fe" * 32, "files": {}, "taxonomy": {"files": [str(folder / "mine.toml")]}}
    return write(folder, items, version="1.2.3", **facts)


def read_csv(file):
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_long_panel_read_by_another_reader(run, tmp_path):
    done = export_panel(run, tmp_path / "p.csv", by="firm-year", measures=["share", "count"])

    rows = read_csv(tmp_path / "p.csv")
    assert done.rows == len(rows) == 3 * 10 * 2
    values = {
        (row["firm_code"], row["measure"]): row["value"]
        for row in rows
        if row["path"] == "path.compute"
    }
    assert values == {
        ("000002", "share"): "0.04",
        ("600519", "share"): "0.0",
        ("300750", "share"): "",
        ("000002", "count"): "4.0",
        ("600519", "count"): "0.0",
        ("300750", "count"): "",
    }


def test_a_wide_panel_has_a_row_per_unit_and_a_column_per_path(run, tmp_path):
    export_panel(
        run, tmp_path / "p.csv", shape="wide", by="firm-year",
        measures=["share_listed", "ln1p"], scopes=["attention", "substantive"],
    )  # fmt: skip

    rows = read_csv(tmp_path / "p.csv")
    assert [row["firm_code"] for row in rows] == ["000002", "300750", "600519"]
    assert [row["nqp_cmp_sub_shl"] for row in rows] == ["0.04", "", "0.0"]
    assert [row["status"] for row in rows] == ["observed", "unreadable", "observed"]
    names = [name for name in rows[0] if name.startswith("nqp_")]
    assert len(names) == 10 * 2 * 2


def test_wide_and_long_hold_the_same_values(run, tmp_path):
    options = {"measures": ["share", "per_10k"], "scopes": ["own", "attention"]}
    export_panel(run, tmp_path / "long.parquet", **options)
    export_panel(run, tmp_path / "wide.parquet", shape="wide", **options)

    long, wide = (pl.read_parquet(tmp_path / f"{name}.parquet") for name in ("long", "wide"))
    for row in long.iter_rows(named=True):
        column = describe(row["path"], row["measure"], row["scope"]).name
        assert wide.filter(file=row["file"])[column].to_list() == [row["value"]]


def test_formats_hold_the_same_cells(run, tmp_path):
    for suffix in ("parquet", "jsonl", "csv"):
        export_panel(run, tmp_path / f"p.{suffix}", by="document")

    table = pl.read_parquet(tmp_path / "p.parquet").to_dicts()
    lines = (tmp_path / "p.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == table
    with duckdb.connect() as connection:
        found = connection.execute(
            "select firm_code, value from read_csv(?, all_varchar = true)",
            [str(tmp_path / "p.csv")],
        ).fetchall()
    expected = [(r["firm_code"], None if r["value"] is None else str(r["value"])) for r in table]
    assert found == expected


def test_pandas_reads_codes_with_their_zeros(run, tmp_path):
    pandas = pytest.importorskip("pandas")
    export_panel(run, tmp_path / "p.parquet", by="firm-year")

    assert set(pandas.read_parquet(tmp_path / "p.parquet")["firm_code"]) >= {"000002"}


@pytest.mark.parametrize("what", [name for name in EXPORTABLE if name != PANEL])
@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl"])
def test_every_table_can_be_exported(run, tmp_path, what, suffix):
    done = export_table(run, tmp_path / f"x{suffix}", what)

    assert done.rows == pl.read_parquet(run.folder / TABLES[what].file).height
    assert (done.file.stat().st_size > 0) and done.codebook.is_file()


def test_a_table_is_written_in_pieces_without_loss(run, tmp_path, monkeypatch):
    monkeypatch.setattr("nqp_text.outputs.export.ROW_GROUP", 7)
    export_table(run, tmp_path / "x.jsonl", "counts")

    lines = (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == run.counts.collect().to_dicts()


def test_a_sentence_longer_than_2045_bytes_comes_through(tmp_path):
    text = "公司建成智算中心，" * 300 + "\n第二行，“引号”。"
    from dataclasses import replace

    item = replace(result("a.pdf"), mentions=(mention(0, "path.compute", text=text),))
    run = write(tmp_path / "run", [item])

    export_table(run, tmp_path / "m.csv", "mentions")

    [row] = read_csv(tmp_path / "m.csv")
    assert row["text"] == text


def test_formulas_in_names_are_disarmed(run, tmp_path):
    export_panel(run, tmp_path / "p.csv")

    names = {row["firm_name"] for row in read_csv(tmp_path / "p.csv")}
    assert names == {"蓝川股份", "'=蓝川|股份\n公司"}


def test_the_codebook_describes_every_column_and_the_run(run, tmp_path):
    done = export_panel(run, tmp_path / "p.csv", shape="wide", by="firm-year", measures=["per_10k"])

    header = list(read_csv(tmp_path / "p.csv")[0])
    entries = read_csv(tmp_path / "p.csv.codebook.csv")
    assert [entry["variable"] for entry in entries] == header
    assert all(entry["label"] for entry in entries)
    compute = next(e for e in entries if e["variable"] == "nqp_cmp_att_p10k")
    assert (compute["formula"], compute["denominator"]) == ("10^4 M / L", "chars")
    assert (compute["observed"], compute["missing"]) == ("2", "1")
    text = done.codebook.read_text(encoding="utf-8")
    assert all(f"| {name} |" in text for name in header)
    assert "| lexicon | " + "fe" * 32 in text
    assert "| 2023 | unreadable | 1 |" in text
    assert "| taxonomy.files | mine.toml |" in text
    assert str(run.folder) not in text


def test_the_codebook_is_the_same_every_time(run, tmp_path):
    texts = [
        export_panel(run, tmp_path / "p.csv").codebook.read_text(encoding="utf-8") for _ in "12"
    ]
    assert texts[0] == texts[1]


@pytest.mark.parametrize("name", ["p.xls", "p.sav", "p", "p.exe"])
def test_other_formats_name_the_known_ones_and_write_nothing(run, tmp_path, name):
    for attempt in (
        lambda: export_panel(run, tmp_path / name),
        lambda: export_table(run, tmp_path / name, "counts"),
    ):
        with pytest.raises(NqpError) as caught:
            attempt()
        assert ".csv, .xlsx, .dta, .parquet, .jsonl" in caught.value.fix
    assert list(tmp_path.iterdir()) == []


def test_unknown_tables_and_shapes_name_the_known_ones(run, tmp_path):
    with pytest.raises(RunFolderError, match="'sentences'"):
        export_table(run, tmp_path / "x.csv", "sentences")
    with pytest.raises(RunFolderError, match="'square'"):
        export_panel(run, tmp_path / "x.csv", shape="square")
    with pytest.raises(MeasureError, match="index stage"):
        export_panel(load_run(run.folder), tmp_path / "x.csv")


def test_an_empty_panel_is_a_file_with_a_header(run, tmp_path):
    for shape in ("long", "wide"):
        done = export_panel(run, tmp_path / f"{shape}.csv", by="issuer-year", shape=shape)
        assert done.rows == 0
        assert read_csv(done.file) == []
        assert done.file.read_text(encoding="utf-8-sig").startswith('"unit","firm_code"')


def test_names_of_variables_suit_every_statistics_package():
    nodes = ["path.compute", "composite", "elem.workforce.digital", "tech.other_digital"]
    names = [
        describe(node, measure, scope).name
        for node in nodes
        for measure in MEASURES
        for scope in SCOPES
        if scope == "attention" or MEASURES[measure].scoped
    ]

    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{,31}", name) for name in names)


def test_a_folder_that_does_not_exist_yet_is_made(run, tmp_path):
    assert export_panel(run, tmp_path / "new" / "p.csv").file.is_file()
