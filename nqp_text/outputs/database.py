"""``nqp.duckdb``: views over the Parquet files of a run folder, for SQL.

A view has to name its file by its full path to work from any working folder, so the views of a
folder that was moved point to the old place. ``load_run`` notices that and writes them anew; the
rows themselves are never copied into the database.
"""

from __future__ import annotations

import re
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import polars as pl

from nqp_text.errors import RunFolderError
from nqp_text.outputs.atomic import replacing
from nqp_text.outputs.schema import DATABASE, TABLES

if TYPE_CHECKING:
    import duckdb


def write_database(folder: Path) -> None:
    """Write the database with one view per Parquet file of the folder.

    It is made elsewhere and copied, because DuckDB cannot write below a folder with a question
    mark in its name.
    """
    import duckdb

    with TemporaryDirectory() as elsewhere, replacing(folder / DATABASE) as temporary:
        made = Path(elsewhere) / DATABASE
        try:
            with duckdb.connect(str(made)) as connection:
                _make_views(connection, folder)
        except duckdb.Error as error:
            raise RunFolderError(
                f"The database cannot be written: {error}",
                where=str(folder / DATABASE),
                fix="Check free space in the folder for temporary files.",
            ) from error
        copyfile(made, temporary)


def query(folder: Path, sql: str) -> pl.DataFrame:
    """The answer to a question in SQL over the tables of the folder, wherever it lies now."""
    import duckdb

    with duckdb.connect(":memory:") as connection:
        _make_views(connection, folder)
        try:
            relation = connection.sql(sql)
            answer = pl.from_arrow(relation.to_arrow_table()) if relation else pl.DataFrame()
        except duckdb.Error as error:
            raise RunFolderError(
                f"The query failed: {error}",
                where=sql,
                fix=f"The tables are {', '.join(TABLES)}.",
            ) from error
    return answer if isinstance(answer, pl.DataFrame) else answer.to_frame()


def points_here(folder: Path) -> bool:
    """Whether the views of the database read the files of this folder."""
    import duckdb

    try:
        with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
            found = connection.execute(
                "select sql from duckdb_views() where not internal"
            ).fetchall()
    except duckdb.Error:
        return False
    files = (_quoted(folder / table.file) for table in TABLES.values())
    return len(found) == len(TABLES) and all(any(file in sql for (sql,) in found) for file in files)


def _make_views(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    for table in TABLES.values():
        file = _quoted(folder / table.file)
        connection.execute(f"create view {table.name} as select * from read_parquet('{file}')")


def _quoted(file: Path) -> str:
    """The full path inside single quotes, where characters of patterns stand for themselves."""
    literal = re.sub(r"([*?[])", r"[\1]", str(file.resolve()))
    return literal.replace("'", "''")
