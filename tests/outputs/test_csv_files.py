from __future__ import annotations

import csv

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_text.outputs.csv_files import csv_bytes, disarmed, write_csv


def cells(data: bytes) -> list[list[str]]:
    return list(csv.reader(data.decode("utf-8-sig").splitlines(keepends=True)))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+8613", "-cmd", "@SUM(A1)", "\t=1", "\r=1", " =1", "\x00=1", "＝1+1", "－1", "\tx"],
)
def test_what_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe(text):
    assert disarmed(pl.DataFrame({"a": [text]}))["a"].to_list() == ["'" + text]


@pytest.mark.parametrize("text", ["", "蓝川股份", "a=1", "1-2", "'=1", "000001", None])
def test_other_text_stays_as_it_is(text):
    assert disarmed(pl.DataFrame({"a": [text]}, schema={"a": pl.String}))["a"].to_list() == [text]


def test_numbers_are_never_touched():
    frame = pl.DataFrame({"a": [-1.5, None, 1e-7], "b": [-3, 4, None]})

    assert cells(csv_bytes(frame)) == [["a", "b"], ["-1.5", "-3"], ["", "4"], ["1e-7", ""]]


def test_a_file_starts_with_a_bom_and_has_one_header(tmp_path):
    frame = pl.DataFrame({"代码": ["000001"], "n": [1]})

    rows = write_csv(tmp_path / "x.csv", [frame, frame], frame.schema)

    data = (tmp_path / "x.csv").read_bytes()
    assert rows == 2
    assert data.startswith(b"\xef\xbb\xbf")
    assert cells(data) == [["代码", "n"], ["000001", "1"], ["000001", "1"]]


def test_an_error_on_the_way_leaves_the_old_file(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("old", encoding="utf-8")
    frame = pl.DataFrame({"a": [1]})

    def frames():
        yield frame
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_csv(file, frames(), frame.schema)
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.csv"]
    assert file.read_text(encoding="utf-8") == "old"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=8))
def test_any_text_comes_back_through_another_reader(texts):
    frame = pl.DataFrame({"n": range(len(texts)), "a": texts}, schema={"n": int, "a": pl.String})

    text = csv_bytes(frame).decode("utf-8")
    rows = list(csv.reader(iter(_lines(text))))

    back = [row[1] for row in rows[1:]]
    assert [b.removeprefix("'") if b != t else b for b, t in zip(back, texts, strict=True)] == texts


def _lines(text: str) -> list[str]:
    """Lines as a file gives them without translation: ended by a line feed alone."""
    return [line + "\n" for line in text.removesuffix("\n").split("\n")]
