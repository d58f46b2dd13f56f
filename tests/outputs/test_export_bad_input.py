"""Panels with one year, one firm, nothing found or nothing readable, in every format."""

from __future__ import annotations

import polars as pl
import pytest
from made_runs import result, write

from nqp_text.outputs import EXPORT_FORMATS, export_panel
from nqp_text.outputs.panel_facts import Extras

pandas = pytest.importorskip("pandas")
openpyxl = pytest.importorskip("openpyxl")

RUNS = {
    "one firm": [result("a.pdf", hits=4)],
    "all zeros": [result("a.pdf", hits=0), result("b.pdf", hits=0, firm_code="600519")],
    "all missing": [
        result("a.pdf", status="encrypted"),
        result("b.pdf", status="timeout", firm_code="600519"),
    ],
    "no code": [result("a.pdf", firm_code=""), result("b.pdf", firm_code="", firm_name="青岭")],
    "two reports of one firm-year": [
        result("a.pdf", hits=4),
        result("b_修订版.pdf", hits=5, report_type="revised", published="2024-06-01"),
    ],
    "no documents of firms": [result("a.pdf", kind="gov", report_type="work_report")],
}


@pytest.fixture(scope="module", params=RUNS)
def run(request, tmp_path_factory):
    return write(tmp_path_factory.mktemp("runs") / "run", RUNS[request.param])


def frame_of(file):
    if file.suffix == ".dta":
        return pandas.read_stata(file)
    if file.suffix == ".xlsx":
        header, *rows = openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True)
        return pandas.DataFrame(rows, columns=header)
    if file.suffix == ".csv":
        return pandas.read_csv(file, dtype={"firm_code": str, "status": str})
    return pl.read_parquet(file).to_pandas() if file.suffix == ".parquet" else None


@pytest.mark.parametrize("suffix", EXPORT_FORMATS)
@pytest.mark.parametrize("shape", ["long", "wide"])
def test_no_value_is_missing_without_a_status_that_says_why(run, tmp_path, suffix, shape):
    done = export_panel(
        run, tmp_path / f"p{suffix}", shape=shape, by="firm-year", measures=["share"],
        extras=Extras(), errors=True,
    )  # fmt: skip

    assert done.file.is_file() and done.codebook.is_file()
    frame = frame_of(done.file)
    assert frame is None or len(frame) == done.rows
    if frame is None or not done.rows:
        return
    name = "value" if shape == "long" else "nqp_cmp_att_sh"
    for value, status in zip(frame[name], frame["status"], strict=True):
        assert pandas.isna(value) == (status not in ("observed", "partial"))


def test_errors_stand_beside_the_values_of_a_wide_panel(tmp_path):
    run = write(tmp_path / "run", [result("a.pdf", hits=4)])
    options = {"by": "firm-year", "measures": ["share"]}
    export_panel(run, tmp_path / "p.parquet", shape="wide", errors=True, **options)

    [wide] = pl.read_parquet(tmp_path / "p.parquet").to_dicts()
    cell = run.panel(by="firm-year", measure="share").filter(path="path.compute").to_dicts()[0]
    names = ("nqp_cmp_att_sh", "se_cmp_att_sh", "lo_cmp_att_sh", "hi_cmp_att_sh")
    columns = ("value", "standard_error", "low", "high")
    assert [wide[name] for name in names] == [cell[column] for column in columns]
