from __future__ import annotations

import pytest

from nqp_text.firms import board_of, repair_code


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("000001", "000001"), ("1", "000001"), ("2.0", "000002"), ("600519.0", "600519"),
        ("600519.", "600519"), ("6.00519E+05", "600519"), ("6.00519e5", "600519"),
        ("1E+00", "000001"), ("2.10000E+03", "002100"), ("'000001", "000001"),
        ('="000001"', "000001"), ("０００００１", "000001"), (" 600519 ", "600519"),
        ("000001.SZ", "000001"), ("600519.SH", "600519"), ("600519.XSHG", "600519"),
        ("sz000001", "000001"), ("SH.600519", "600519"), ("830799.BJ", "830799"),
        ("00700", "00700"), ("00700.HK", "00700"), ("HK00700", "00700"), ("700.HK", "00700"),
        ("AAPL", "AAPL"), ("aapl", "AAPL"), ("0000320193", "0000320193"),
    ],
)  # fmt: skip
def test_a_code_is_the_same_however_it_is_written(cell, code):
    assert repair_code(cell).code == code


@pytest.mark.parametrize("cell", ["", "  ", "6.01E+05", "6E+05", "证券代码", "没有单位", "1.5E+00"])
def test_what_is_no_code_is_none_and_says_why(cell):
    found = repair_code(cell)
    assert found.code == "" and found.repair


def test_nothing_is_said_of_a_code_that_was_right():
    assert repair_code("000001").repair == ""
    assert repair_code("1").repair == "leading zeros"


def test_a_short_number_is_the_firm_that_is_known():
    assert repair_code("700", known={"00700"}).code == "00700"
    assert repair_code("700", known={"000700", "00700"}).code == "000700"


@pytest.mark.parametrize(
    ("code", "exchange", "board"),
    [
        ("000001", "SZSE", "main"), ("002594", "SZSE", "main"), ("300750", "SZSE", "chinext"),
        ("302132", "SZSE", "chinext"), ("600519", "SSE", "main"), ("605499", "SSE", "main"),
        ("688981", "SSE", "star"), ("689009", "SSE", "star"), ("920002", "BSE", "bse"),
        ("430047", "BSE", "bse"), ("835185", "BSE", "bse"), ("200012", "SZSE", "b_share"),
        ("900901", "SSE", "b_share"), ("400001", "NEEQ", "delisted"),
        ("00700", "HKEX", "hong_kong"),
        ("AAPL", "", ""), ("", "", ""), ("999999", "", ""),
    ],
)  # fmt: skip
def test_the_prefix_says_the_board(code, exchange, board):
    found = board_of(code)
    assert (found.exchange, found.board) == (exchange, board)
