"""CSV that Excel opens in Chinese and cannot run: UTF-8 with BOM, formulas disarmed.

Text is quoted and numbers are not. A text cell that a spreadsheet would take for a formula gets an
apostrophe in front; numbers are never touched, a negative one stays a number.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from nqp_text.outputs.atomic import replacing

BOM = b"\xef\xbb\xbf"
FORMULA = r"^[\s\x00]*[=+\-@＝＋－＠]|^[\t\r\n\x00]"
"""What a spreadsheet may take for a formula, also behind white space and in full width."""


def disarmed(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before every text that looks like a formula."""
    text = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    return frame.with_columns(
        pl.when(pl.col(name).str.contains(FORMULA))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name in text
    )


def csv_bytes(frame: pl.DataFrame, header: bool = True) -> bytes:
    """Rows as CSV without BOM: missing cells are empty, empty texts are two quotes."""
    text = disarmed(frame).write_csv(include_header=header, quote_style="non_numeric")
    return text.encode("utf-8")


def write_csv(path: Path, frames: Iterable[pl.DataFrame], schema: pl.Schema) -> int:
    """Write frames of one schema one below the other; returns the number of rows."""
    rows = 0
    with replacing(path) as temporary, temporary.open("wb") as stream:
        stream.write(BOM + csv_bytes(schema.to_frame()))
        for frame in frames:
            stream.write(csv_bytes(frame.select(schema.names()), header=False))
            rows += frame.height
    return rows
