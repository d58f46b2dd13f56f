from __future__ import annotations

import polars as pl
import pytest

from nqp_text.errors import ValidationError
from nqp_text.firms import CodeHistory, match_table, read_history, read_user_table


def panel(*keys):
    rows = [{"firm_code": code, "firm_name": "蓝川", "year": year} for code, year in keys]
    schema = {"firm_code": pl.String, "firm_name": pl.String, "year": pl.Int32}
    return pl.DataFrame(rows, schema=schema)


def table(tmp_path, text, encoding="utf-8", known=()):
    file = tmp_path / "t.csv"
    file.write_bytes(text.encode(encoding))
    return read_user_table(file, known)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_table_in_any_usual_encoding_is_joined(tmp_path, encoding, delimiter):
    text = "证券代码,会计年度,行业名称\n1,2023.0,货币金融服务\n600519.0,2022-12-31,酒、饮料\n"
    found = table(tmp_path, text.replace(",", delimiter), encoding)
    matched = match_table(panel(("000001", 2023), ("600519", 2022), ("600519", 2023)), found)

    assert matched.frame["行业名称"].to_list() == ["货币金融服务", "酒、饮料", None]
    assert (matched.matched, matched.wanted) == (2, 3)
    assert found.repairs == {"decimal point": 1, "leading zeros": 1}
    assert matched.report.rows() == [
        ("t.csv", "panel", "600519", "2023", "other years of the firm are in the table"),
    ]


def test_the_lines_of_labels_and_units_of_vendors_are_no_data(tmp_path):
    text = (
        "Stkcd,Accper,Indcd\n证券代码,会计期间,行业代码\n没有单位,没有单位,没有单位\n"
        "000001,2023-12-31,J66\n"
    )
    found = table(tmp_path, text)

    assert found.frame.rows() == [("000001", 2023, "J66")]
    assert found.left_out == ()


@pytest.mark.parametrize(
    ("cell", "year"),
    [("2023", 2023), ("2023.0", 2023), ("2023年", 2023), ("2023-12-31", 2023),
     ("2023/12/31", 2023), ("20231231", 2023), ("45291", 2023), ("2023-12-31 00:00:00", 2023)],
)  # fmt: skip
def test_a_year_may_be_a_date(tmp_path, cell, year):
    assert table(tmp_path, f"code,year,x\n000001,{cell},a\n").frame["year"].to_list() == [year]


def test_rows_that_cannot_be_used_are_reported_with_their_line(tmp_path):
    text = "code,year,x\n000001,2023,a\n6.01E+05,2023,b\n000002,soon,c\n"
    found = table(tmp_path, text)
    matched = match_table(panel(("000001", 2023)), found)

    assert matched.report.rows() == [
        ("t.csv", "table", "6.01E+05", "2023", "line 3: scientific notation lost digits"),
        ("t.csv", "table", "000002", "soon", "line 4: no year"),
    ]
    assert "2 rows without a usable code or year" in matched.summary


def test_no_row_of_the_panel_is_lost_or_doubled(tmp_path):
    keys = [("000001", 2023), ("", 2023), ("000002", None), ("000001", 2023)]
    matched = match_table(panel(*keys), table(tmp_path, "code,year,x\n1,2023,7\n9,2023,8\n"))

    assert matched.frame.drop("x").equals(panel(*keys))
    assert matched.frame["x"].to_list() == [7.0, None, None, 7.0]


def test_a_table_without_years_goes_to_all_years(tmp_path):
    matched = match_table(
        panel(("000001", 2022), ("000001", 2023)), table(tmp_path, "code,x\n1,a\n")
    )
    assert matched.frame["x"].to_list() == ["a", "a"]
    assert "1 of 1 firms" in matched.summary


def test_equal_rows_count_once_and_different_ones_are_an_error(tmp_path):
    assert table(tmp_path, "code,year,x\n1,2023,a\n000001,2023,a\n").frame.height == 1
    with pytest.raises(ValidationError, match="000001 2023") as caught:
        table(tmp_path, "code,year,x\n1,2023,a\n000001,2023,b\n")
    assert "Typrep" in caught.value.fix


def test_numbers_become_numbers_but_not_codes_with_zeros(tmp_path):
    frame = table(tmp_path, "code,size,region,sic\n1,1.5,01,2834\n2,,02,\n").frame
    assert frame["size"].to_list() == [1.5, None]
    assert frame["region"].to_list() == ["01", "02"]
    assert frame["sic"].to_list() == [2834.0, None]


def test_a_column_that_the_panel_has_gets_another_name(tmp_path):
    matched = match_table(panel(("000001", 2023)), table(tmp_path, "code,firm_name\n1,甲\n"))
    assert matched.columns == {"joined_firm_name": "firm_name"}
    assert matched.frame["joined_firm_name"].to_list() == ["甲"]
    assert matched.frame["firm_name"].to_list() == ["蓝川"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,x\na,1\n", "no column with firm codes"),
        ("code,year\n1,2023\n", "keys only"),
        ("code,x,x\n1,2,3\n", "have no name or the same"),
        ("code,x\n1,2,3\n", "3 cells and the header 2"),
        ("", "empty"),
    ],
)
def test_a_table_that_cannot_be_joined_says_what_to_do(tmp_path, text, said):
    with pytest.raises(ValidationError, match=said) as caught:
        table(tmp_path, text)
    assert caught.value.fix


def test_bytes_that_are_no_text_are_refused(tmp_path):
    file = tmp_path / "t.csv"
    file.write_bytes(b"code,x\n\xff\xff\x80\x80,1\n")
    with pytest.raises(ValidationError, match="neither UTF-8 nor GBK"):
        read_user_table(file)


def test_codes_lead_to_the_latest_one(tmp_path):
    file = tmp_path / "h.csv"
    file.write_text("old_code,new_code\n830001,830002\n830002,920002\n22,1872\n", encoding="utf-8")
    history = read_history(file)

    assert [history.latest(code) for code in ("830001", "000022", "600519")] == [
        "920002", "001872", "600519",
    ]  # fmt: skip
    assert history.earlier("920002") == ("830001", "830002")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("830001,920001\n830001,920002", "became both"),
        ("830001,830002\n830002,830001", "leads back to itself"),
        ("830001,", "row 2"),
        ("830001,830001", "row 2"),
    ],
)
def test_a_history_that_contradicts_itself_is_refused(tmp_path, lines, said):
    file = tmp_path / "h.csv"
    file.write_text(f"old_code,new_code\n{lines}\n", encoding="utf-8")
    with pytest.raises(ValidationError, match=said):
        read_history(file)


def test_old_codes_of_a_table_meet_new_codes_of_the_panel(tmp_path):
    history = CodeHistory({"830001": "920001"})
    found = table(tmp_path, "code,year,x\n830001,2023,a\n830001,2024,b\n920001,2024,c\n")
    matched = match_table(panel(("830001", 2023), ("920001", 2024)), found, history)

    assert matched.frame["x"].to_list() == ["a", "c"]
    assert matched.report["reason"].to_list() == ["the firm has a row under its later code 920001"]


def test_groups_are_text_and_read_like_every_table(tmp_path):
    from nqp_text.index import read_groups

    file = tmp_path / "g.csv"
    file.write_bytes("Stkcd,Accper,行业\n1,2023-12-31,39\n".encode("gb18030"))
    assert read_groups(file).rows() == [("000001", 2023, "39")]


def test_a_workbook_is_joined_with_codes_and_dates_as_excel_has_them(tmp_path):
    from datetime import datetime

    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["Stkcd", "Accper", "行业", "R&D"])
    sheet.append([1, datetime(2023, 12, 31), "银行", 0.5])
    sheet.append(["600519", 2022, "酒", None])
    book.save(tmp_path / "t.xlsx")

    found = read_user_table(tmp_path / "t.xlsx")

    assert found.frame["firm_code"].to_list() == ["000001", "600519"]
    assert found.frame["year"].to_list() == [2023, 2022]
    assert found.frame["R&D"].to_list() == [0.5, None]


@pytest.mark.parametrize("name", ["t.xls", "t.dta", "t"])
def test_files_of_other_kinds_are_refused_with_what_to_do(tmp_path, name):
    (tmp_path / name).write_bytes(b"code,x\n1,2\n")
    with pytest.raises(ValidationError) as caught:
        read_user_table(tmp_path / name)
    assert ".xlsx" in caught.value.fix
