"""Rows of many documents in one frame: a frame a document would cost more than it holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nqp_text.outputs.parquet import TableWriter, table_writer
from nqp_text.outputs.schema import Row, Table, row_frame

BATCH = 1000


class RowWriter:
    """Takes rows of a table and hands them on as frames."""

    def __init__(self, table: Table, writer: TableWriter) -> None:
        self._table = table
        self._writer = writer
        self._waiting: list[Row] = []

    def add(self, rows: Sequence[Row]) -> None:
        """Append rows."""
        self._waiting.extend(rows)
        if len(self._waiting) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Hand on what waits."""
        if self._waiting:
            self._writer.add(row_frame(self._table, self._waiting))
            self._waiting = []


@contextmanager
def row_writer(folder: Path, table: Table) -> Iterator[RowWriter]:
    """A writer of rows whose file appears when all rows are in."""
    with table_writer(folder / table.file, table.schema) as writer:
        rows = RowWriter(table, writer)
        yield rows
        rows.flush()
