"""Writes a run folder: takes results one by one, and makes the tables of them at the end."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

import polars as pl

from nqp_text.errors import RunFolderError
from nqp_text.outputs import rows
from nqp_text.outputs.atomic import replacing
from nqp_text.outputs.csv_files import BOM, csv_bytes
from nqp_text.outputs.database import write_database
from nqp_text.outputs.manifest import write_manifest
from nqp_text.outputs.parquet import table_writer, write_table
from nqp_text.outputs.quarantine import write_quarantine
from nqp_text.outputs.run import PanelSource, Run, load_run
from nqp_text.outputs.schema import (
    COUNTS,
    DATABASE,
    DOCUMENTS,
    EXPOSURE,
    INDEX,
    INDEX_CSV,
    MANIFEST,
    MENTIONS,
    NOMINATIONS,
    QUARANTINE,
    TABLES,
    frame,
)
from nqp_text.outputs.spool import PARTS, Spool
from nqp_text.records import DocumentResult

_OURS = (MANIFEST, INDEX_CSV, QUARANTINE, DATABASE, *(table.file for table in TABLES.values()))


class RunWriter:
    """A run folder in the making.

    ::

        with RunWriter(folder, section="all", paths=taxonomy.paths) as writer:
            for result in results:
                writer.add(result)
            run = writer.finish({"command": ..., "settings": ...}, panels=nqp_text.index)

    Memory holds one document's mentions at a time, and the counts of all when the index is made.
    A folder with an earlier run is written over; a folder with anything else is refused.
    ``manifest.json`` goes first and comes last: a folder without it holds no finished run.
    """

    def __init__(self, folder: Path, *, section: str = "all", paths: Sequence[str] = ()) -> None:
        self.folder = folder
        self.section = section
        self.paths = tuple(paths)
        _make_room(folder)
        self._spool = Spool(folder)

    def __enter__(self) -> RunWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._spool.close()

    def add(self, result: DocumentResult) -> None:
        """Take the result of one document, in any order."""
        self._spool.add(result)

    def finish(self, manifest: Mapping[str, Any], *, panels: PanelSource) -> Run:
        """Write all files, ``manifest.json`` last, and return the run."""
        self._spool.close()
        documents = panels.mark_primary(frame(DOCUMENTS, self._write_rows()))
        write_table(self.folder, DOCUMENTS, [documents])
        self._write_index(documents, panels)
        write_quarantine(self.folder, documents)
        write_database(self.folder)
        self._spool.remove()
        write_manifest(self.folder, manifest, documents, self.section, self.paths)
        return load_run(self.folder, panels=panels)

    def _write_rows(self) -> list[dict[str, object]]:
        """Write counts, mentions and nominations; return the rows of the documents."""
        documents: list[dict[str, object]] = []
        paths: Collection[str] = frozenset(self.paths)
        with ExitStack() as stack:
            exposures, counts, mentions, nominations = (
                stack.enter_context(table_writer(self.folder / table.file, table.schema))
                for table in (EXPOSURE, COUNTS, MENTIONS, NOMINATIONS)
            )
            for result in _without_duplicates(self._spool):
                documents.append(rows.document_row(result, self.section))
                exposures.add(rows.exposure_frame(result))
                counts.add(rows.count_frame(result, self.section, paths))
                mentions.add(rows.mention_frame(result))
                nominations.add(rows.nomination_frame(result))
        return documents

    def _write_index(self, documents: pl.DataFrame, panels: PanelSource) -> None:
        """Write ``index.parquet`` and ``index.csv``, one panel at a time."""
        counts = pl.read_parquet(self.folder / COUNTS.file, glob=False)
        with (
            table_writer(self.folder / INDEX.file, INDEX.schema) as table,
            replacing(self.folder / INDEX_CSV) as temporary,
            temporary.open("wb") as stream,
        ):
            stream.write(BOM + csv_bytes(INDEX.schema.to_frame()))
            for panel in panels.run_index(documents, counts, self.paths):
                table.add(panel)
                stream.write(csv_bytes(panel, header=False))


def _without_duplicates(results: Spool) -> Iterator[DocumentResult]:
    """The results, where a file with the bytes of an earlier path is marked and has no rows."""
    first: dict[str, str] = {}
    for result in results:
        read = result.document.get("status") in ("ok", "partial")
        original = first.setdefault(result.doc_id, result.path) if read else result.path
        if original == result.path:
            yield result
            continue
        document = {
            **result.document,
            "status": "duplicate",
            "reason": f"The same bytes as {original}",
        }
        yield replace(
            result, document=document, counts=(), mentions=(), nominations=(), exposure_parts=()
        )


def _make_room(folder: Path) -> None:
    """Make the folder, or empty it of an earlier run; anything else in it is left alone."""
    if folder.exists() and not folder.is_dir():
        raise RunFolderError(
            "There is a file where the run folder should be.",
            where=str(folder),
            fix="Choose another folder with --out.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    present = {entry.name for entry in folder.iterdir()}
    if present and not present & {MANIFEST, PARTS}:
        raise RunFolderError(
            "The folder is not empty and holds no run.",
            where=str(folder),
            fix="Choose a new or empty folder with --out.",
        )
    for name in _OURS:
        (folder / name).unlink(missing_ok=True)
