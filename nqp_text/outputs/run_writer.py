"""Writes a run folder: takes results one by one, and makes the tables of them at the end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
from nqp_text.outputs.parquet import scan_table, table_writer, write_table
from nqp_text.outputs.quarantine import write_quarantine
from nqp_text.outputs.row_batches import row_writer
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
    REPORT,
    TABLES,
    frame,
)
from nqp_text.records import DocumentResult
from nqp_text.storage.files import remove_leftovers
from nqp_text.storage.result_store import ResultStore, Stored, remove_results
from nqp_text.storage.results import Key, encode_result

PARTS = "parts"
"""Folder with the stored results, from which a run goes on."""

_DOCUMENTS_AT_ONCE = 100  # rows of Python objects, which take ten times the memory of a frame's

_OURS = (
    MANIFEST,
    INDEX_CSV,
    QUARANTINE,
    DATABASE,
    REPORT,
    *(table.file for table in TABLES.values()),
)


class RunWriter:
    """A run folder in the making.

    ::

        with RunWriter(folder, section="all", paths=taxonomy.paths) as writer:
            for result in results:
                writer.add(result)
            run = writer.finish({"command": ..., "settings": ...}, panels=nqp_text.index)

    Memory holds one document's mentions at a time, and the counts of all when the index is made.
    A folder with an earlier run is written over, or with ``resume`` keeps its results in ``store``;
    a folder with anything else is refused. ``manifest.json`` goes first and comes last: a folder
    without it holds no finished run.
    """

    def __init__(
        self,
        folder: Path,
        *,
        section: str = "all",
        paths: Sequence[str] = (),
        resume: bool = False,
    ) -> None:
        self.folder = folder
        self.section = section
        self.paths = tuple(paths)
        _make_room(folder, resume)
        self.store = ResultStore(folder / PARTS)
        self._entries: list[tuple[str, str, Stored | DocumentResult]] = []

    def __enter__(self) -> RunWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.store.close()

    def add(self, result: DocumentResult) -> None:
        """Take the result of one document, in any order."""
        self.put(result.path, result.doc_id, self.store.add(encode_result(result, Key())))

    def put(self, path: str, doc_id: str, entry: Stored | DocumentResult) -> None:
        """Take a result that is stored, or one that need not be."""
        self._entries.append((path, doc_id, entry))

    def finish(self, manifest: Mapping[str, Any], *, panels: PanelSource) -> Run:
        """Write all files, ``manifest.json`` last, and return the run."""
        self.store.close()
        documents = panels.mark_primary(self._write_rows())
        write_table(self.folder, DOCUMENTS, [documents])
        self._write_index(documents, panels)
        write_quarantine(self.folder, documents)
        write_database(self.folder)
        write_manifest(self.folder, manifest, documents, self.section, self.paths)
        self.store.compact([entry for *_, entry in self._entries if isinstance(entry, Stored)])
        return load_run(self.folder, panels=panels)

    def _write_rows(self) -> pl.DataFrame:
        """Write counts, mentions and nominations; return the rows of the documents."""
        documents = [frame(DOCUMENTS, [])]
        waiting: list[dict[str, object]] = []
        paths: Collection[str] = frozenset(self.paths)
        with ExitStack() as stack:
            exposures, counts, mentions, nominations = (
                stack.enter_context(row_writer(self.folder, table))
                for table in (EXPOSURE, COUNTS, MENTIONS, NOMINATIONS)
            )
            for result in _without_duplicates(self._results()):
                waiting.append(rows.document_row(result, self.section))
                if len(waiting) >= _DOCUMENTS_AT_ONCE:
                    documents.append(frame(DOCUMENTS, waiting))
                    waiting = []
                exposures.add(rows.exposure_rows(result))
                counts.add(rows.count_rows(result, self.section, paths))
                mentions.add(rows.mention_rows(result))
                nominations.add(rows.nomination_rows(result))
        return pl.concat([*documents, frame(DOCUMENTS, waiting)])

    def _results(self) -> Iterator[DocumentResult]:
        """The results in the order of paths, so that the order of arrival leaves no trace."""
        for _, _, entry in sorted(self._entries, key=lambda entry: entry[:2]):
            yield self.store.result(entry) if isinstance(entry, Stored) else entry

    def _write_index(self, documents: pl.DataFrame, panels: PanelSource) -> None:
        """Write ``index.parquet`` and ``index.csv``, one panel at a time."""
        counts = scan_table(self.folder, COUNTS)
        with (
            table_writer(self.folder / INDEX.file, INDEX.schema) as table,
            replacing(self.folder / INDEX_CSV) as temporary,
            temporary.open("wb") as stream,
        ):
            stream.write(BOM + csv_bytes(INDEX.schema.to_frame()))
            for panel in panels.run_index(documents, counts, self.paths):
                table.add(panel)
                stream.write(csv_bytes(panel, header=False))


def _without_duplicates(results: Iterable[DocumentResult]) -> Iterator[DocumentResult]:
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


def check_room(folder: Path) -> None:
    """Raise if a run cannot be written here: the folder is a file, or holds other things."""
    if folder.exists() and not folder.is_dir():
        raise RunFolderError(
            "There is a file where the run folder should be.",
            where=str(folder),
            fix="Choose another folder with --out.",
        )
    present = {entry.name for entry in folder.iterdir()} if folder.exists() else set()
    if present and not present & {MANIFEST, PARTS}:
        raise RunFolderError(
            "The folder is not empty and holds no run.",
            where=str(folder),
            fix="Choose a new or empty folder with --out.",
        )


def _make_room(folder: Path, resume: bool) -> None:
    """Make the folder, or empty it of an earlier run; anything else in it is left alone.

    To resume, only the manifest goes: the other files stay until new ones take their places.
    """
    check_room(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    remove_leftovers(folder, _OURS)
    remove_leftovers(folder / PARTS, ("*",))
    if resume:
        return
    for name in _OURS:
        (folder / name).unlink(missing_ok=True)
    remove_results(folder / PARTS)
