"""The study's page: hand-written text, into which generated tables and numbers are put.

A table stands between ``<!-- begin NAME -->`` and ``<!-- end NAME -->``, a number of the text
between ``<!--=KEY-->`` and ``<!--/-->``. Everything else is left as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import polars as pl
from blocks import BLOCKS
from csv_files import read_csv
from numbers_of_page import page_numbers

TABLES = (
    "documents",
    "years",
    "index",
    "runs",
    "copies",
    "choices",
    "terms",
    "agreement",
    "vocabulary",
)
_BLOCK = re.compile(r"(<!-- begin (\w+) -->\n).*?(<!-- end \2 -->)", re.DOTALL)
_NUMBER = re.compile(r"(<!--=([\w.]+)-->).*?(<!--/-->)", re.DOTALL)


def read_tables(folder: Path) -> dict[str, pl.DataFrame]:
    """The study's CSV files by name."""
    return {name: read_csv(folder / f"{name}.csv") for name in TABLES}


def filled_page(text: str, tables: Mapping[str, pl.DataFrame]) -> str:
    """The page with all blocks and numbers renewed. A number that is not known is a dash."""
    numbers = page_numbers(tables)

    def block(match: re.Match[str]) -> str:
        return f"{match[1]}\n{BLOCKS[match[2]](tables)}\n\n{match[3]}"

    def number(match: re.Match[str]) -> str:
        return f"{match[1]}{numbers.get(match[2], '–')}{match[3]}"

    return _NUMBER.sub(number, _BLOCK.sub(block, text))


def unknown_numbers(text: str, tables: Mapping[str, pl.DataFrame]) -> list[str]:
    """Keys that the page names and the tables do not have."""
    known = page_numbers(tables)
    return sorted({key for _, key, _ in _NUMBER.findall(text)} - set(known))
