"""What people write into sheets, and what cannot be understood."""

from __future__ import annotations

import pytest
from openpyxl import Workbook, load_workbook

from nqp_text.errors import ValidationError
from nqp_text.validation.audit_items import AuditItem
from nqp_text.validation.codes import code_book
from nqp_text.validation.coding import read_coding
from nqp_text.validation.coding_sheet import COLUMNS, write_sheet
from nqp_text.validation.user_table import read_table

GREEN, COMPUTE = "path.green", "path.compute"


def item(number, text="公司建成智算中心。"):
    place = {"lang": "zh", "kind": "firm", "document": "年报.pdf", "year": 2023, "page": 4}
    return AuditItem(
        f"A{number:04d}",
        "d",
        number,
        "zh rest",
        0.1,
        **place,
        section="mdna",
        text=text,
        prev="",
        next="",
    )


@pytest.fixture
def book(taxonomy):
    return code_book(taxonomy)


@pytest.fixture
def filled(tmp_path, taxonomy):
    """A sheet as a coder gives it back: ``rows`` maps row numbers to cells by column."""

    def make(rows, items=3, name="coding-a.xlsx"):
        file = tmp_path / name
        write_sheet(file, [item(n) for n in range(1, items + 1)], taxonomy)
        workbook = load_workbook(file)
        sheet = workbook["coding"]
        for number, cells in rows.items():
            for column, value in cells.items():
                sheet.cell(number + 1, COLUMNS.index(column) + 1, value)
        workbook.save(file)
        return file

    return make


def number_of(taxonomy, node):
    return taxonomy.ids.index(node) + 1


def test_ids_names_and_numbers_of_excel_are_understood(filled, book, taxonomy):
    green = float(number_of(taxonomy, GREEN))
    file = filled(
        {
            1: {"label_1": f"{COMPUTE} 算力", "label_3": green, "stance": "plan 计划"},
            2: {
                "label_1": "算力；path.green",
                "stance": "行动",
                "actor": 1,
                "polarity": "AFFIRMED",
            },
            3: {"label_1": 0},
        }
    )
    coding = read_coding(file, book)
    assert coding.coder == "coding-a"
    assert coding.codes["A0001"].labels == coding.codes["A0002"].labels == {COMPUTE, GREEN}
    assert coding.codes["A0001"].values == {"stance": "plan", "actor": None, "polarity": None}
    assert coding.codes["A0002"].values["actor"] == "own"
    assert coding.codes["A0003"].labels == frozenset()
    assert coding.bare == 1


def test_an_empty_row_is_not_coded_and_none_is(filled, book):
    coding = read_coding(filled({2: {"label_1": "none"}, 3: {"note": "later"}}), book)
    assert list(coding.codes) == ["A0002"]
    assert coding.rows == 3


def test_all_that_cannot_be_understood_is_reported_with_its_row(filled, book):
    file = filled(
        {
            1: {"label_1": "path.blue"},
            2: {"stance": "plan"},
            3: {"label_1": "none", "label_2": GREEN, "actor": "me"},
        }
    )
    with pytest.raises(ValidationError) as caught:
        read_coding(file, book)
    where = caught.value.where
    assert "row 2: column label_1: 'path.blue' is no code" in where
    assert "row 3: it has no label" in where
    assert "row 4: column actor: 'me' is none of own" in where
    assert "row 4: none stands beside another label" in where


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_any_encoding_is_read(tmp_path, book, encoding, delimiter):
    file = tmp_path / "a.csv"
    lines = [
        ("id", "text", "label_1", "stance"),
        ("A0001", "公司建成智算中心并投入运营。", "算力", "成果"),
        ("A0002", "公司召开了年度股东大会，审议了各项议案。", "无", ""),
    ]
    file.write_text("\r\n".join(map(delimiter.join, lines)), encoding=encoding, newline="")
    codes = read_coding(
        file,
        book,
        [item(1, "公司建成智算中心并投入运营。")] * 1
        + [item(2, "公司召开了年度股东大会，审议了各项议案。")],
    ).codes
    assert codes["A0001"].labels == {COMPUTE}
    assert codes["A0001"].values["stance"] == "achievement"
    assert codes["A0002"].labels == frozenset()


def test_a_sheet_of_another_audit_is_refused(filled, book):
    file = filled({1: {"label_1": "none"}})
    with pytest.raises(ValidationError, match="mistake"):
        read_coding(file, book, [item(n, "别的句子在这里。") for n in (1, 2, 3)])
    with pytest.raises(ValidationError, match="mistake") as caught:
        read_coding(file, book, [item(9)])
    assert "'A0001' is not in the key" in caught.value.where


def test_sentences_never_become_formulas(tmp_path, taxonomy):
    for name in ("s.xlsx", "s.csv"):
        file = tmp_path / name
        write_sheet(file, [item(1, '=HYPERLINK("x")'), item(2, "@a\x07b")], taxonomy)
        rows = dict(read_table(file, "coding").rows)
        assert rows[2]["text"] == '=HYPERLINK("x")'
    sheet = load_workbook(tmp_path / "s.xlsx")["coding"]
    assert sheet.cell(2, COLUMNS.index("text") + 1).data_type == "s"
    assert b"'=HYPERLINK" in (tmp_path / "s.csv").read_bytes()


def test_the_sheet_offers_the_codes_and_hides_what_the_classifier_said(tmp_path, taxonomy):
    file = tmp_path / "s.xlsx"
    write_sheet(file, [item(1)], taxonomy)
    book = load_workbook(file)
    assert book.sheetnames == ["coding", "codebook", "rules", "instructions"]
    lists = {str(v.sqref): v.formula1 for v in book["coding"].data_validations.dataValidation}
    assert lists["E2"] == f"codebook!$I$2:$I${len(taxonomy.ids) + 2}"
    shown = {cell.value for cell in book["codebook"]["I"]}
    assert {f"{n.id} {n.zh}" for n in taxonomy.nodes} <= shown
    header = [cell.value for cell in book["coding"][1]]
    assert not {"predicted", "stratum", "probability"} & set(header)


def test_every_shown_code_is_understood(book, taxonomy):
    for shown, node in zip(book.shown, taxonomy.ids, strict=True):
        assert book.labels(shown) == ([node], [])


@pytest.mark.parametrize("name", ["a.xls", "a.docx", "a"])
def test_other_files_are_refused_with_what_to_do(tmp_path, name):
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(ValidationError) as caught:
        read_table(tmp_path / name)
    assert ".xlsx" in caught.value.fix


def test_a_broken_workbook_and_an_empty_one_are_refused(tmp_path):
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"no workbook")
    with pytest.raises(ValidationError, match="cannot be read"):
        read_table(file)
    Workbook().save(file)
    with pytest.raises(ValidationError, match="empty"):
        read_table(file)
