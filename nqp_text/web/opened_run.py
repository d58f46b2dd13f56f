"""A run folder opened as far as it can be: what is wrong with it is said, the rest is shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from nqp_text import index, outputs
from nqp_text.errors import NqpError, RunFolderError
from nqp_text.outputs import TABLES, Run, Table
from nqp_text.taxonomy import Taxonomy, load_taxonomy


@dataclass(eq=False)
class OpenedRun:
    """A run folder with the tables that can be read; one that cannot is empty and in ``problems``.

    ``id`` stands in addresses: it is made from the folder's name and never used as a path.
    """

    id: str
    folder: Path
    run: Run
    tables: Mapping[str, pl.LazyFrame]
    problems: tuple[str, ...]
    panels: dict[tuple[str, str, str], pl.DataFrame] = field(default_factory=dict)
    choices: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def manifest(self) -> dict[str, Any]:
        """What the run says about how it was made; empty if it cannot be read."""
        return self.run.manifest

    @cached_property
    def documents(self) -> pl.DataFrame:
        """One row a file, in the order of the run."""
        return self.tables["documents"].collect()

    @property
    def mentions(self) -> pl.LazyFrame:
        """The evidence."""
        return self.tables["mentions"]

    @cached_property
    def mention_counts(self) -> dict[str, int]:
        """Affirmed mentions by node."""
        found = self.mentions.filter(pl.col("polarity") == "affirmed").select("node").collect()
        return dict(found["node"].value_counts(sort=True).iter_rows())

    @cached_property
    def mentions_by_document(self) -> dict[str, int]:
        """Sentences with a mention, by document."""
        found = self.mentions.select("doc_id", "sentence_id").unique().collect()
        return dict(found["doc_id"].value_counts().iter_rows())

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """The taxonomy of the run, or the shipped one if the run's is not here any more."""
        file = str(self.manifest.get("settings", {}).get("taxonomy", ""))
        try:
            return load_taxonomy(Path(file) if file else None)
        except NqpError:
            return load_taxonomy()

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """All nodes that a sentence of this run can have, those of its own taxonomy first."""
        stated = self.manifest.get("taxonomy", {}).get("hash", "")
        known = self.taxonomy.ids if stated in ("", self.taxonomy.hash) else ()
        found = self.mentions.select(pl.col("node").drop_nulls().unique().sort()).collect()
        return tuple(dict.fromkeys((*known, *self.paths, *found["node"])))

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The nodes that make the index."""
        return tuple(self.manifest.get("paths", ())) or self.taxonomy.paths

    def document(self, doc_id: str) -> dict[str, Any] | None:
        """The row of a document that was read, or None."""
        if not doc_id:
            return None
        rows = self.documents.filter(pl.col("doc_id") == doc_id).to_dicts()
        return next(
            (row for row in rows if row["status"] != "duplicate"), rows[0] if rows else None
        )

    def panel(self, by: str, measure: str, scope: str) -> pl.DataFrame:
        """A panel, kept once it was computed."""
        key = (by, measure, scope)
        if key not in self.panels:
            options: dict[str, Any] = {"by": by, "measure": measure, "scope": scope}
            if self.problems:  # what is left: without the tables that intervals are made from
                counts = self.tables["counts"].collect()
                panel = index.build(self.documents, counts, paths=self.paths, **options)
            else:
                panel = self.run.panel(**options)
            self.panels[key] = panel
        return self.panels[key]


def open_run(run_id: str, folder: Path) -> OpenedRun:
    """Open a folder whatever its state; a folder that is not there at all is an error."""
    problems: list[str] = []
    if not folder.is_dir():
        raise RunFolderError(
            "The run folder does not exist.",
            where=str(folder),
            fix="Give the folder that  nqp scan --out  wrote.",
        )
    try:
        run = outputs.load_run(folder, panels=index)
    except RunFolderError as error:
        problems.append(f"{error.what} {error.fix}")
        run = Run(folder, _manifest_as_it_is(folder), index)
    tables = {name: _table(folder, table, problems) for name, table in TABLES.items()}
    return OpenedRun(run_id, folder, run, tables, tuple(dict.fromkeys(problems)))


def _manifest_as_it_is(folder: Path) -> dict[str, Any]:
    try:
        content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _table(folder: Path, table: Table, problems: list[str]) -> pl.LazyFrame:
    """The table; columns that the file lacks are null, and a file that is not there has no rows."""
    file = folder / table.file
    try:
        lazy = pl.scan_parquet(file, glob=False)
        found = lazy.collect_schema()
    except (OSError, pl.exceptions.PolarsError):
        problems.append(f"{table.file} is absent or damaged: what it holds is not shown.")
        return table.schema.to_frame().lazy()
    wrong = [c.name for c in table.columns if found.get(c.name) != c.dtype]
    if wrong:
        problems.append(
            f"{table.file} lacks columns of this version, which are shown as unknown: "
            f"{', '.join(wrong)}."
        )
    return lazy.select(
        *(
            pl.lit(None, dtype=c.dtype).alias(c.name) if c.name in wrong else pl.col(c.name)
            for c in table.columns
        )
    )
