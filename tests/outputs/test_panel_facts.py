from __future__ import annotations

from made_runs import result, write

from nqp_text.firms import CodeHistory
from nqp_text.outputs import export_panel
from nqp_text.outputs.panel_facts import Extras, enrich


def test_a_panel_says_board_and_both_years_and_where_the_fiscal_one_is_from(tmp_path):
    items = [
        result("a.pdf", firm_code="688981", meta_source="kind=cover;year=filename;published=cover"),
        result("b.pdf", firm_code="AAPL", published="", meta_source=""),
    ]
    run = write(tmp_path / "run", items)
    frame = enrich(run.panel(by="firm-year"), run, Extras()).frame.filter(path="composite")

    rows = frame.select("exchange", "board", "year", "year_published", "year_source").rows()
    assert rows == [("SSE", "star", 2023, 2024, "filename"), ("", "", 2023, None, "")]


def test_codes_of_one_firm_share_an_id_unless_they_report_on_one_year(tmp_path):
    items = [
        result("a.pdf", firm_code="830001", year=2022),
        result("b.pdf", firm_code="920001", year=2023),
        result("c.pdf", firm_code="830001", year=2023),
    ]
    run = write(tmp_path / "run", items)
    extras = Extras(history=CodeHistory({"830001": "920001"}))
    found = enrich(run.panel(by="firm-year"), run, extras)

    rows = found.frame.filter(path="composite").select("firm_code", "year", "firm_id").rows()
    assert rows == [
        ("830001", 2022, "920001"),
        ("830001", 2023, "830001"),
        ("920001", 2023, "920001"),
    ]
    assert "830001 and 920001" in found.notes[0] and "2023" in found.notes[0]


def test_the_id_for_stata_follows_the_firm_through_its_codes(tmp_path):
    import pytest

    pandas = pytest.importorskip("pandas")
    items = [
        result("a.pdf", firm_code="830001", year=2022),
        result("b.pdf", firm_code="920001", year=2023),
    ]
    run = write(tmp_path / "run", items)
    extras = Extras(history=CodeHistory({"830001": "920001"}))
    export_panel(run, tmp_path / "p.dta", shape="wide", by="firm-year", extras=extras)

    frame = pandas.read_stata(tmp_path / "p.dta", convert_categoricals=False)
    assert frame["stkcd"].to_list() == ["830001", "920001"]
    assert frame["stkcd_id"].to_list() == [920001, 920001]
