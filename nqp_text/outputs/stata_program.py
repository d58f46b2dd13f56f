"""The do-file beside a Stata file: loads it, adds labels in the other language, checks, xtsets."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum
from pathlib import Path

import polars as pl

from nqp_text.outputs.dressing import Dressing
from nqp_text.outputs.stata_columns import StataTable, short_label

_OTHER = {"zh": "en", "en": "zh"}
_MAX_NOTE = 500


def stata_program(path: Path, table: StataTable, dressing: Dressing) -> str:
    """The text of the do-file. It stops where the file in Stata is not what was written."""
    return "\n".join(_lines(path, table, dressing)) + "\n"


def _lines(path: Path, table: StataTable, dressing: Dressing) -> Iterator[str]:
    yield f"* {_plain(dressing.title)}"
    yield "* Written by nqp-text. Run it in the folder of the data, in Stata 14 or later."
    yield "version 14"
    yield f"use {quoted(path.name)}, clear"
    yield from _labels(table, dressing)
    yield "\n* What was written is what was read"
    yield f"assert _N == {table.frame.height}"
    yield from _checks(table)
    yield from _panel(table, dressing)
    if dressing.notes:
        yield "\n* How the numbers were made"
        yield from (f"notes: {_plain(note)[:_MAX_NOTE]}" for note in dressing.notes)
    yield "\ndescribe, short"


def _labels(table: StataTable, dressing: Dressing) -> Iterator[str]:
    other = _OTHER[dressing.language]
    yield f"\n* Labels in the file are in {dressing.language}; these are in {other}"
    yield f"label language {dressing.language}, rename"
    yield f"label language {other}, new copy"
    for name, column in table.names.items():
        label = dressing.label(name if name in ("stkcd", "stkcd_id") else column, other)
        yield f"label variable {name} {quoted(short_label(label))}"
    yield f"label language {dressing.language}"


def _checks(table: StataTable) -> Iterator[str]:
    """Of every number how many are missing and their sum, of every text how many are empty."""
    for series in table.frame.get_columns():
        name = series.name
        if series.dtype == pl.String:
            empty = int((series == "").sum())
            yield f'quietly count if {name} == ""'
            yield f"assert r(N) == {empty}"
            continue
        yield f"quietly count if missing({name})"
        yield f"assert r(N) == {series.null_count()}"
        values = series.drop_nulls().to_list() if series.dtype.is_numeric() else []
        if values:
            yield f"quietly summarize {name}, meanonly"
            yield f"assert reldif(r(sum), {fsum(values)!r}) < 1e-9"


def _panel(table: StataTable, dressing: Dressing) -> Iterator[str]:
    if not dressing.key:
        return
    # A firm may have no code, and isid takes no empty text: the id stands for code or name.
    ids = {"firm_code": "stkcd_id"} if "stkcd_id" in table.names else {}
    names = {column: name for name, column in table.names.items()} | ids
    key = " ".join(names[column] for column in dressing.key)
    yield "\n* One row each"
    yield f"isid {key}"
    if "stkcd_id" in key:
        yield f"xtset {key}"
        yield "* Your own data: merge 1:1 stkcd year using yours.dta"


def quoted(text: str) -> str:
    """A text as Stata takes it literally: in compound quotes, without macros or line ends."""
    return f'`"{_plain(text)}"\''


def _plain(text: str) -> str:
    """One line in which nothing is a macro, a quote or a comment."""
    line = " ".join(text.split())
    for special, plain in (
        ("`", "'"),
        ("$", "＄"),
        ('"', "'"),
        ("\\", "/"),
        ("*/", "* /"),
        ("/*", "/ *"),
    ):
        line = line.replace(special, plain)
    return line.replace("///", "/ / /")
