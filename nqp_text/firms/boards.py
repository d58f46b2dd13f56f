"""Exchange and board of a stock code, from its prefix."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Board:
    """Where a share is listed. Both are empty where the code does not say it."""

    exchange: str = ""
    board: str = ""


_PREFIXES = (
    (("000", "001", "002", "003"), Board("SZSE", "main")),
    (("300", "301", "302"), Board("SZSE", "chinext")),
    (("600", "601", "603", "605"), Board("SSE", "main")),
    (("688", "689"), Board("SSE", "star")),
    (("920",), Board("BSE", "bse")),
    (("43", "82", "83", "87", "88"), Board("BSE", "bse")),
    (("200",), Board("SZSE", "b_share")),
    (("900",), Board("SSE", "b_share")),
    (("400", "420"), Board("NEEQ", "delisted")),
)

MEANING = (
    "from the prefix of the code; codes with 4 and 8 were traded on NEEQ before the Beijing "
    "exchange opened in November 2021, 002 was the SME board until April 2021"
)


def board_of(code: str) -> Board:
    """Exchange and board of a mainland or Hong Kong code.

    >>> board_of("688981").board
    'star'
    >>> board_of("00700").exchange
    'HKEX'
    >>> board_of("AAPL")
    Board(exchange='', board='')
    """
    if not (code.isascii() and code.isdigit()):
        return Board()
    if len(code) == 5:
        return Board("HKEX", "hong_kong")
    if len(code) != 6:
        return Board()
    for prefixes, board in _PREFIXES:
        if code.startswith(prefixes):
            return board
    return Board()
