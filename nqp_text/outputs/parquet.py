"""Parquet files whose bytes depend on their rows only, written piece by piece.

Row groups have a fixed size whatever the size of the pieces; codec and level are fixed; nothing in
the file tells the time or the machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from nqp_text.errors import RunFolderError
from nqp_text.outputs.atomic import replacing
from nqp_text.outputs.schema import Table

if TYPE_CHECKING:
    import pyarrow as pa

ROW_GROUP = 20_000
"""Rows that are held before they are written; readers take a group at a time."""

_ARROW = {
    pl.String: "string",
    pl.Boolean: "bool_",
    pl.Int32: "int32",
    pl.Int64: "int64",
    pl.Float64: "float64",
}


class TableWriter:
    """Takes the rows of one table in pieces and writes them in row groups of a fixed size."""

    def __init__(self, target: Path, schema: pl.Schema) -> None:
        import pyarrow.parquet as pq

        self._arrow = _arrow_schema(schema)
        self._schema = schema
        self._writer = pq.ParquetWriter(
            target, self._arrow, compression="zstd", compression_level=3, write_statistics=True
        )
        self._waiting: list[pl.DataFrame] = []
        self._rows_waiting = 0
        self.rows = 0

    def add(self, frame: pl.DataFrame) -> None:
        """Append rows; they must have the columns and types of the table."""
        if dict(frame.schema) != dict(self._schema) or frame.columns != self._schema.names():
            raise RunFolderError(
                "The rows do not have the columns of their table.",
                where=", ".join(frame.columns),
                fix=f"Give {', '.join(self._schema.names())}.",
            )
        self.rows += frame.height
        self._rows_waiting += frame.height
        self._waiting.append(frame)
        if self._rows_waiting >= ROW_GROUP:
            self._write_groups(ROW_GROUP)

    def _write_groups(self, size: int) -> None:
        """Write what waits in groups of ``size`` rows; what is over waits on."""
        rows = pl.concat([self._schema.to_frame(), *self._waiting])
        while rows.height >= size:
            self._write(rows.head(size))
            rows = rows.slice(size)
        self._waiting, self._rows_waiting = [rows], rows.height

    def _write(self, frame: pl.DataFrame) -> None:
        # One chunk: how the rows came must not show in the pages of the file.
        rows = frame.rechunk().to_arrow().combine_chunks().cast(self._arrow)
        self._writer.write_table(rows, row_group_size=ROW_GROUP)

    def close(self) -> None:
        """Write what waits, and the end of the file."""
        import pyarrow as pa

        if self._rows_waiting or not self.rows:
            self._write(pl.concat([self._schema.to_frame(), *self._waiting]))
        self._writer.close()
        self._waiting = []
        pa.default_memory_pool().release_unused()  # nobody else can use what it keeps


def _arrow_schema(schema: pl.Schema) -> pa.Schema:
    import pyarrow as pa

    def kind(dtype: Any) -> pa.DataType:
        return getattr(pa, _ARROW[dtype.base_type()])()

    return pa.schema([(name, kind(dtype)) for name, dtype in schema.items()])


@contextmanager
def table_writer(path: Path, schema: pl.Schema) -> Iterator[TableWriter]:
    """A writer whose file appears at ``path`` when all rows are in."""
    with replacing(path) as temporary:
        writer = TableWriter(temporary, schema)
        try:
            yield writer
        finally:
            writer.close()


def write_table(folder: Path, table: Table, frames: Iterable[pl.DataFrame]) -> int:
    """Write all rows of a table of a run folder; returns their number."""
    with table_writer(folder / table.file, table.schema) as writer:
        for frame in frames:
            writer.add(frame)
    return writer.rows


def scan_table(folder: Path, table: Table) -> pl.LazyFrame:
    """A table of a run folder, read when it is needed. Refuses a file that lacks columns."""
    file = folder / table.file
    try:
        lazy = pl.scan_parquet(file, glob=False)
        found = lazy.collect_schema()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise RunFolderError(
            f"{table.file} cannot be read: {error}",
            where=str(file),
            fix="Scan again: the file is absent or damaged.",
        ) from error
    wrong = [c.name for c in table.columns if found.get(c.name) != c.dtype]
    if wrong:
        raise RunFolderError(
            f"{table.file} lacks columns or has others in their place: {', '.join(wrong)}.",
            where=str(file),
            fix="Scan again with this version of nqp-text.",
        )
    return lazy
