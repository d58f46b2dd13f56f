"""A finished run: its tables, read when needed, and panels made from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

from nqp_text.errors import MeasureError, RunFolderError
from nqp_text.outputs.manifest import read_manifest
from nqp_text.outputs.parquet import scan_table
from nqp_text.outputs.schema import (
    COUNTS,
    DOCUMENTS,
    EXPOSURE,
    FAILED_STATUSES,
    INDEX,
    MENTIONS,
    NOMINATIONS,
    TABLES,
)

if TYPE_CHECKING:
    from nqp_text.outputs.charts import Plot


class Described(Protocol):
    """What is known of a variable of a wide panel."""

    @property
    def name(self) -> str:
        """Name of the column."""

    @property
    def label(self) -> str:
        """The variable in words."""

    @property
    def label_zh(self) -> str:
        """The variable in Chinese words."""

    @property
    def formula(self) -> str:
        """How the value is computed."""

    @property
    def numerator(self) -> str:
        """What is counted."""

    @property
    def denominator(self) -> str:
        """What it is divided by."""


class WeighedPanel(Protocol):
    """A panel and the weights of its composite."""

    @property
    def frame(self) -> pl.DataFrame:
        """One row per unit and path."""

    @property
    def weighting(self) -> Any:
        """The weights, and what has to be said with them."""

    @property
    def notes(self) -> Sequence[str]:
        """What has to be said of the errors."""


class PanelSource(Protocol):
    """What makes panels of documents and counts: ``nqp_text.index``."""

    def mark_primary(self, documents: pl.DataFrame) -> pl.DataFrame:
        """Documents with the choice of primary reports filled in."""

    def run_index(
        self, documents: pl.DataFrame, counts: pl.LazyFrame, paths: Sequence[str] = ()
    ) -> Iterator[pl.DataFrame]:
        """The panels of the run folder."""

    @property
    def build_panel(self) -> Callable[..., WeighedPanel]:
        """Makes one panel of the tables of a run and options."""

    @property
    def Tables(self) -> Callable[..., Any]:
        """The tables of a run that panels are made of."""

    @property
    def find_sensitivity(self) -> Callable[..., Any]:
        """How much a panel hangs on terms and choices."""

    @property
    def prevalence_table(self) -> Callable[..., pl.DataFrame]:
        """Corrected shares of groups."""

    @property
    def policy_series(self) -> Callable[..., Any]:
        """The policy index over time."""

    def describe(self, path: str, measure: str, scope: str) -> Described:
        """The variable that holds one path in one measure and scope."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run folder. The tables are lazy frames: ``run.mentions.collect()`` reads one."""

    folder: Path
    manifest: dict[str, Any]
    panels: PanelSource | None = None

    @property
    def documents(self) -> pl.LazyFrame:
        """One row a file, read or not."""
        return scan_table(self.folder, DOCUMENTS)

    @property
    def mentions(self) -> pl.LazyFrame:
        """One row a sentence and node: the evidence."""
        return scan_table(self.folder, MENTIONS)

    @property
    def nominations(self) -> pl.LazyFrame:
        """One row a term that was found and did not count."""
        return scan_table(self.folder, NOMINATIONS)

    @property
    def exposure(self) -> pl.LazyFrame:
        """One row a document, section and kind of block: what was counted over."""
        return scan_table(self.folder, EXPOSURE)

    @property
    def counts(self) -> pl.LazyFrame:
        """One row a document and node."""
        return scan_table(self.folder, COUNTS)

    @property
    def index(self) -> pl.LazyFrame:
        """The panels that the folder holds, one below the other."""
        return scan_table(self.folder, INDEX)

    def panel(self, **options: Any) -> pl.DataFrame:
        """A panel, for instance ``run.panel(by="firm-year", scope="substantive")``.

        Options are those of ``nqp_text.index.PanelOptions``: by, measure, scope, weights, ...
        """
        return self.weighed_panel(**options).frame

    def weighed_panel(self, **options: Any) -> WeighedPanel:
        """The same panel with the weights of its composite: ``.frame`` and ``.weighting``."""
        tables = self.tables()
        return self._stage().build_panel(
            tables.documents,
            tables.counts,
            tables.mentions,
            tables.exposure,
            **self._with_paths(options),
        )

    def sensitivity(self, **options: Any) -> Any:
        """How much the panel of these options hangs on terms, groups of terms and choices.

        See ``nqp_text.index.find_sensitivity``: four tables, ``terms``, ``groups``, ``choices``
        and ``nested``.
        """
        return self._stage().find_sensitivity(
            self.tables(), self.nominations.collect(), **self._with_paths(options)
        )

    def prevalence(self, columns: Sequence[str], **options: Any) -> pl.DataFrame:
        """Shares of groups of documents, corrected for the errors of the classifier.

        ``run.prevalence(["lang", "year"], evaluation=..., audited=...)``; see
        ``nqp_text.index.prevalence_table``.
        """
        return self._stage().prevalence_table(self.tables(), columns, **self._with_paths(options))

    def policy_index(self, base: tuple[str, str], **options: Any) -> Any:
        """The policy index: ``.index`` and ``.sources``; see ``nqp_text.index.policy_series``."""
        return self._stage().policy_series(self.tables(), base, **self._with_paths(options))

    def tables(self) -> Any:
        """What panels are made of: documents, counts, mentions (lazy) and exposure."""
        return self._stage().Tables(
            self.documents.collect(), self.counts.collect(), self.mentions, self.exposure.collect()
        )

    def _with_paths(self, options: dict[str, Any]) -> dict[str, Any]:
        return {"paths": self.manifest.get("paths", ()), **options}

    def _stage(self) -> PanelSource:
        if self.panels is None:
            raise MeasureError(
                "This run was loaded without the index stage.",
                where="Run.panel",
                fix="Load it with nqp_text.load_run(folder).",
            )
        return self.panels

    def plot(self, kind: str, **options: Any) -> Plot:
        """A chart of the run: trend, heatmap, radar or talk-walk.

        Options are those of ``nqp_text.outputs.charts.make_plot``: by, measure, scope, sample,
        issuers, lang, top. A notebook shows the result; ``write_plot`` writes it to a file.
        """
        from nqp_text.outputs.charts import make_plot

        return make_plot(self, kind, **options)

    def _repr_html_(self) -> str:
        """What a notebook shows: what was read, and the units with the highest index."""
        from nqp_text.outputs.run_display import run_html

        return run_html(self)

    def sql(self, query: str) -> pl.DataFrame:
        """The answer to a question in SQL over documents, mentions, counts, index."""
        from nqp_text.outputs.database import query as answer

        return answer(self.folder, query)

    def summary(self) -> dict[str, Any]:
        """The run in numbers: documents by status, pages, sentences and mentions."""
        documents = self.documents.collect()
        statuses = dict(sorted(documents["status"].value_counts().iter_rows()))
        mentions = self.mentions.select("node", "polarity").collect()
        affirmed = mentions.filter(pl.col("polarity") == "affirmed")
        by_node = sorted(affirmed["node"].value_counts().iter_rows())
        return {
            "documents": documents.height,
            "statuses": statuses,
            "quarantined": sum(statuses.get(status, 0) for status in FAILED_STATUSES),
            "pages": int(documents["pages"].sum()),
            "pages_read": int(documents["pages_read"].sum()),
            "pages_ocr": int(documents["pages_ocr"].sum()),
            "sentences": int(documents["sentences"].sum()),
            "mentions": affirmed.height,
            "mentions_not_affirmed": mentions.height - affirmed.height,
            "mentions_by_node": dict(by_node),
        }


def load_run(folder: Path | str, *, panels: PanelSource | None = None) -> Run:
    """Open a finished run folder. Refuses one that is unfinished, incomplete or of another version.

    ``panels`` is the index stage, ``nqp_text.index``; without it ``Run.panel`` is not there.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    missing = [table.file for table in TABLES.values() if not (folder / table.file).is_file()]
    if missing:
        raise RunFolderError(
            f"The run folder lacks {', '.join(missing)}.",
            where=str(folder),
            fix="Copy the whole folder, or scan again.",
        )
    if manifest.get("folder") != str(folder.resolve()):
        _renew_database(folder)
    return Run(folder, manifest, panels)


def _renew_database(folder: Path) -> None:
    """Make the views point to the folder's new place; where nothing may be written, leave them."""
    from nqp_text.outputs.database import points_here, write_database

    if not points_here(folder):
        with suppress(RunFolderError, OSError):
            write_database(folder)
