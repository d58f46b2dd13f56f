"""Stata files (version 118, for Stata 14 and later) with a do-file that checks them.

Written with pyreadstat: Chinese names and labels are UTF-8, strings have the width of their longest
value in bytes, and texts over 2,045 bytes are strL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from nqp_text.errors import RunFolderError
from nqp_text.outputs.atomic import replacing, write_text
from nqp_text.outputs.dressing import Dressing
from nqp_text.outputs.stata_columns import as_stata, short_label
from nqp_text.outputs.stata_program import stata_program

MAX_BYTES = 4 * 2**30
"""A table of more text is refused: it has to stand in memory twice."""

_MAX_VARIABLES = 32_767
_STATA_14 = 14  # what pyreadstat calls version 118


def write_dta(
    path: Path, frames: Iterable[pl.DataFrame], schema: pl.Schema, dressing: Dressing
) -> int:
    """Write the frames as one file, and a do-file beside it; returns the number of rows."""
    import pyreadstat

    frame = _together(path, frames, schema)
    table = as_stata(frame, dressing)
    if len(table.names) > _MAX_VARIABLES:
        raise RunFolderError(
            f"The table has {len(table.names):,} columns and Stata takes {_MAX_VARIABLES:,}.",
            where=str(path),
            fix="Export fewer measures and scopes, or --long.",
        )
    labels: list[str | None] = [
        short_label(_label(name, column, dressing)) for name, column in table.names.items()
    ]
    with replacing(path) as temporary:
        pyreadstat.write_dta(
            table.frame,
            str(temporary),
            file_label=short_label(dressing.title),
            column_labels=labels,
            version=_STATA_14,
            variable_value_labels=_codes(table.value_labels),
        )
    write_text(path.with_suffix(".do"), stata_program(path, table, dressing))
    return frame.height


def _codes(labels: Mapping[str, Mapping[int, str]]) -> dict[str, dict[int | float, str]]:
    return {name: dict(of.items()) for name, of in labels.items()}


def _label(name: str, column: str, dressing: Dressing) -> str:
    return dressing.label(name if name in ("stkcd", "stkcd_id") else column)


def _together(path: Path, frames: Iterable[pl.DataFrame], schema: pl.Schema) -> pl.DataFrame:
    parts, size = [schema.to_frame()], 0.0
    for part in frames:
        size += part.estimated_size()
        if size > MAX_BYTES:
            raise RunFolderError(
                f"The table has more than {MAX_BYTES / 2**30:.0f} GB, too much for one Stata file.",
                where=str(path),
                fix="Export it as .parquet, or fewer documents.",
            )
        parts.append(part.select(schema.names()))
    return pl.concat(parts)
