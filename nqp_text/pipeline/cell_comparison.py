"""Two tables of the same things, compared cell by cell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

SAME, ROUNDING, DIFFERS, NO_SOURCE, ADDED = (
    "same", "same_to_rounding", "differs", "source_missing", "not_in_bundle",
)  # fmt: skip
TOLERANCE = 1e-9
"""Relative difference up to which two numbers differ by rounding only."""

COLUMNS = ("table", "row", "column", "then", "now", "verdict")


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many cells have which verdict, and the cells that are not the same."""

    table: str
    verdicts: dict[str, int]
    cells: pl.DataFrame

    @property
    def differs(self) -> int:
        """Cells that could be compared and are not the same."""
        return self.verdicts.get(DIFFERS, 0) + self.verdicts.get(ADDED, 0)


def compare_tables(
    table: str,
    then: pl.DataFrame,
    now: pl.DataFrame,
    key: Sequence[str],
    left_out: Collection[str] = (),
    missing: Collection[str] = (),
) -> Comparison:
    """Compare all columns but ``left_out`` of rows with the same key, in the order of ``then``.

    Rows whose ``doc_id`` is among ``missing`` cannot be compared: their document is not here.
    Two empty cells are the same, an empty and a full one are not.
    """
    import polars as pl

    then, now = (_with_row(frame, key) for frame in (then, now))
    columns = [n for n in then.columns if n not in {"_row", *key, *left_out}]
    absent = then["doc_id"].is_in(list(missing)) if "doc_id" in then.columns else None
    both = then.with_columns(pl.lit(True).alias("_then")).join(
        now.with_columns(pl.lit(True).alias("_now")),
        on="_row",
        how="full",
        coalesce=True,
        suffix="|now",
        maintain_order="left_right",
    )
    if absent is not None:
        gone = set(then.filter(absent)["_row"])
        both = both.with_columns(pl.col("_row").is_in(list(gone)).alias("_gone"))
    else:
        both = both.with_columns(pl.lit(False).alias("_gone"))
    verdicts: dict[str, int] = {}
    cells = []
    for name in columns:
        frame = both.select(
            pl.lit(table).alias("table"),
            pl.col("_row").alias("row"),
            pl.lit(name).alias("column"),
            _text(name, then.schema[name]).alias("then"),
            _text(f"{name}|now", then.schema[name]).alias("now"),
            _verdict(name, then.schema[name]).alias("verdict"),
        )
        for verdict, number in frame["verdict"].value_counts().iter_rows():
            verdicts[verdict] = verdicts.get(verdict, 0) + number
        cells.append(frame.filter(pl.col("verdict") != SAME))
    schema = dict.fromkeys(COLUMNS, pl.String)
    return Comparison(
        table, dict(sorted(verdicts.items())), pl.concat([pl.DataFrame(schema=schema), *cells])
    )


def _with_row(frame: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """The frame with its key as one text; equal keys are told apart by their order."""
    import polars as pl

    text = pl.concat_str([pl.col(n).cast(pl.String).fill_null("") for n in key], separator=" | ")
    numbered = frame.with_columns(text.alias("_row")).with_columns(
        pl.int_range(pl.len()).over("_row").alias("_n")
    )
    return numbered.with_columns(
        pl.when(pl.col("_n") == 0)
        .then(pl.col("_row"))
        .otherwise(pl.col("_row") + " #" + (pl.col("_n") + 1).cast(pl.String))
        .alias("_row")
    ).drop("_n")


def _text(name: str, dtype: pl.DataType) -> pl.Expr:
    import polars as pl

    if dtype.is_float():
        # Text of a float in polars is the shortest that reads back as the same number.
        return pl.col(name).cast(pl.String)
    return pl.col(name).cast(pl.String)


def _verdict(name: str, dtype: pl.DataType) -> pl.Expr:
    import polars as pl

    then, now = pl.col(name), pl.col(f"{name}|now")
    near: pl.Expr = pl.lit(False)
    if dtype.is_float():
        largest = pl.max_horizontal(then.abs(), now.abs())
        near = ((then - now).abs() <= TOLERANCE * largest).fill_null(False)
    return (
        pl.when(pl.col("_gone"))
        .then(pl.lit(NO_SOURCE))
        .when(pl.col("_then").is_null())
        .then(pl.lit(ADDED))
        .when(pl.col("_now").is_null())
        .then(pl.lit(DIFFERS))
        .when(then.eq_missing(now))
        .then(pl.lit(SAME))
        .when(near)
        .then(pl.lit(ROUNDING))
        .otherwise(pl.lit(DIFFERS))
    )
