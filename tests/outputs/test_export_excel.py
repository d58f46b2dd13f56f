"""Workbooks, read back with openpyxl."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from made_runs import mention, result, write

from nqp_text.outputs import export_panel, export_table
from nqp_text.outputs.dressing import PLAIN, Sheet
from nqp_text.outputs.spreadsheet import MAX_CELL, cell_text, write_xlsx

openpyxl = pytest.importorskip("openpyxl")

LONG = "公司建成智算中心，" * 300 + "\n第二行，“引号”与𠀀。"
SLY = [
    "=1+1",
    "+86",
    "-3",
    "@cmd",
    "000002",
    "1e5",
    "https://example.org",
    "2024-03-15",
    "TRUE",
    " =A1",
    "'x",
]


def read(file, sheet=None):
    """Header and rows of a sheet; formulas would come as formulas."""
    book = openpyxl.load_workbook(file)
    found = book[sheet] if sheet else book.worksheets[0]
    rows = [list(row) for row in found.iter_rows(values_only=True)]
    return rows[0], rows[1:]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    items = [
        result("a.pdf", hits=4, firm_code="000002"),
        result("b.pdf", hits=0, firm_code="600519", firm_name="=蓝川|股份\n公司"),
        result("c.pdf", status="unreadable", reason="damaged", firm_code="300750"),
    ]
    return write(tmp_path_factory.mktemp("runs") / "run", items)


def test_every_cell_of_the_panel_is_read_back(run, tmp_path):
    options = {"measures": ["share", "count"], "by": "firm-year"}
    for shape in ("long", "wide"):
        export_panel(run, tmp_path / "p.parquet", shape=shape, **options)
        export_panel(run, tmp_path / "p.xlsx", shape=shape, **options)

        header, rows = read(tmp_path / "p.xlsx")
        table = pl.read_parquet(tmp_path / "p.parquet")
        assert header == table.columns
        expected = table.rows()
        assert len(rows) == len(expected)
        for row, wanted in zip(rows, expected, strict=True):
            for name, value, cell in zip(header, wanted, row, strict=True):
                # The file has 16 digits of a number; spreadsheets compute with 15.
                near = pytest.approx(value, rel=1e-15) if isinstance(value, float) else value
                assert cell == near, name


def test_text_is_never_a_number_a_formula_a_date_or_a_link(tmp_path):
    frame = pl.DataFrame({"code": SLY, "n": range(len(SLY))})
    write_xlsx(tmp_path / "x.xlsx", [frame], frame.schema, PLAIN)

    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == SLY
    # "s" and "inlineStr" are texts; a formula is "f", and a number "n".
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert {cell.number_format for cell in cells} == {"@"}
    assert all(cell.hyperlink is None for cell in cells)


def test_numbers_stay_numbers_and_missing_cells_empty(tmp_path):
    frame = pl.DataFrame(
        {"v": [0.1, -2.0, None], "n": [0, 2**53 + 1, None], "b": [True, False, None]},
        schema={"v": pl.Float64, "n": pl.Int64, "b": pl.Boolean},
    )
    write_xlsx(tmp_path / "x.xlsx", [frame], frame.schema, PLAIN)

    _, rows = read(tmp_path / "x.xlsx")
    assert rows[0] == [0.1, 0, True]
    assert rows[1] == [-2, str(2**53 + 1), False]
    assert rows[2:] in ([], [[None, None, None]])


def test_a_table_over_the_row_limit_goes_on_in_the_next_sheet(tmp_path, monkeypatch):
    monkeypatch.setattr("nqp_text.outputs.spreadsheet.MAX_ROWS", 4)
    frame = pl.DataFrame({"n": range(8)})
    dressing = replace(PLAIN, sheets=[Sheet("codebook", frame.head(1))])
    assert (
        write_xlsx(tmp_path / "x.xlsx", [frame.head(5), frame.tail(3)], frame.schema, dressing) == 8
    )

    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames == ["panel", "panel (2)", "panel (3)", "codebook"]
    parts = [[row[0] for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets]
    assert parts == [["n", 0, 1, 2], ["n", 3, 4, 5], ["n", 6, 7], ["n", 0]]
    assert all(sheet.freeze_panes == "A2" for sheet in book.worksheets)


def test_a_long_sentence_is_read_back(tmp_path):
    texts = [LONG, "短句。", "控制\x07符"]
    mentions = tuple(mention(n, "path.compute", text=text) for n, text in enumerate(texts))
    run = write(tmp_path / "run", [replace(result("a.pdf"), mentions=mentions)])
    export_table(run, tmp_path / "m.xlsx", "mentions")

    header, rows = read(tmp_path / "m.xlsx")
    found = [row[header.index("text")] for row in rows]
    assert len(LONG.encode("utf-8")) > 2045
    assert found[:2] == texts[:2] and found[2].startswith("控制")


def test_a_text_too_long_for_a_cell_says_what_is_missing():
    for text in ("力" * 40_000, "𠀀" * 40_000, "a\ud800" + "b" * 40_000):
        cell = cell_text(text)
        kept, _, rest = cell.rpartition("…[")
        assert len(cell.encode("utf-16-le")) // 2 <= MAX_CELL
        assert len(kept) + int(rest.split()[0]) == len(text)
    assert cell_text("力" * MAX_CELL) == "力" * MAX_CELL


def test_the_workbook_holds_codebook_evidence_and_quarantine(run, tmp_path):
    export_panel(run, tmp_path / "p.xlsx", shape="wide", by="firm-year")

    panel, _ = read(tmp_path / "p.xlsx")
    header, rows = read(tmp_path / "p.xlsx", "codebook")
    assert [row[header.index("variable")] for row in rows] == panel
    header, rows = read(tmp_path / "p.xlsx", "quarantine")
    assert [row[:3] for row in rows] == [["c.pdf", "unreadable", "damaged"]]
    header, rows = read(tmp_path / "p.xlsx", "top sentences")
    assert [dict(zip(header, row, strict=True))["text"] for row in rows] == ["公司建成智算中心。"]
    assert dict(read(tmp_path / "p.xlsx", "run")[1])["version"] == "0"


def test_the_same_run_gives_the_same_bytes(run, tmp_path):
    files = [tmp_path / "1.xlsx", tmp_path / "2.xlsx"]
    for file in files:
        export_panel(run, file)
    assert files[0].read_bytes() == files[1].read_bytes()
