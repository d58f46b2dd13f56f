"""What a replication found: every table compared, and the answer in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nqp_text.pipeline.cell_comparison import (
    DIFFERS,
    NO_SOURCE,
    ROUNDING,
    SAME,
    Comparison,
    compare_tables,
)

if TYPE_CHECKING:
    import polars as pl

    from nqp_text.outputs import Run
    from nqp_text.outputs.bundles import Bundle

_TABLES = ("documents", "counts", "exposure", "mentions", "nominations", "index")
_NEVER_THE_SAME = ("seconds",)
_NEEDS_NO_TEXT = ("text",)
_OF_ALL_UNITS = ("standard_error", "low", "high", "adjusted")
"""Columns of a panel that are learnt from all its documents together."""


@dataclass(frozen=True, slots=True)
class Replication:
    """The comparisons of all tables, the documents that are missing, and what else differs."""

    comparisons: tuple[Comparison, ...]
    documents: int
    missing: tuple[str, ...]
    environment: tuple[str, ...]
    has_texts: bool

    @property
    def differs(self) -> int:
        """Number of cells that are not the same."""
        return sum(comparison.differs for comparison in self.comparisons)

    @property
    def answer(self) -> str:
        """One word: same, partial (some documents are missing), or different."""
        return "different" if self.differs else "partial" if self.missing else "same"


def compare_runs(
    bundle: Bundle,
    run: Run,
    panel: Callable[[], pl.DataFrame],
    rename: Callable[[pl.DataFrame], pl.DataFrame],
    missing: Sequence[str],
    environment: Sequence[str],
) -> Replication:
    """Compare all tables of the bundle with those of the new run, and the panel last."""
    import polars as pl

    from nqp_text.outputs.bundles.contents import PANEL
    from nqp_text.outputs.schema import TABLES

    documents = pl.read_parquet(bundle.file("run/documents.parquet"), glob=False)
    gone = set(documents.filter(pl.col("path").is_in(list(missing)))["doc_id"])
    gone -= set(documents.filter(~pl.col("path").is_in(list(missing)))["doc_id"])
    comparisons = []
    has_texts = True
    for name in _TABLES:
        table = TABLES[name]
        then = pl.read_parquet(bundle.file(f"run/{table.file}"), glob=False)
        now = rename(pl.read_parquet(run.folder / table.file, glob=False))
        left_out: tuple[str, ...] = _NEVER_THE_SAME
        if name == "mentions" and not (then["text"] != "").any():
            has_texts, left_out = then.is_empty(), (*left_out, *_NEEDS_NO_TEXT)
        comparisons.append(compare_tables(name, then, now, table.key, left_out, gone))
    then = pl.read_parquet(bundle.file(PANEL), glob=False)
    key = ("unit", "firm_code", "firm_name", "year", "file", "path", "measure", "scope")
    left_out = _OF_ALL_UNITS if gone else ()
    comparisons.append(compare_tables("panel", then, rename(panel()), key, left_out, gone))
    return Replication(
        tuple(comparisons), documents.height, tuple(missing), tuple(environment), has_texts
    )


def as_markdown(found: Replication, bundle: Bundle) -> str:
    """The report of a replication as a page."""
    manifest = bundle.manifest
    lines = [
        "# Replication",
        "",
        _SENTENCES[found.answer],
        "",
        f"Run of nqp-text {manifest.get('version', '')}, begun {manifest.get('started', '')}; "
        f"{found.documents - len(found.missing)} of {found.documents} documents found.",
        "",
        "| table | cells | same | same to rounding | different | source missing |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for each in found.comparisons:
        numbers = [each.verdicts.get(verdict, 0) for verdict in (SAME, ROUNDING)]
        gone = each.verdicts.get(NO_SOURCE, 0)
        total = sum(each.verdicts.values())
        lines.append(
            f"| {each.table} | {total} | {numbers[0]} | {numbers[1]} | {each.differs} | {gone} |"
        )
    if not found.has_texts:
        lines += ["", "The bundle holds no sentences; mentions were compared by place and terms."]
    if found.missing:
        lines += [
            "",
            "Errors and intervals of the panel are learnt from all documents together, so those of "
            "the panel were not compared.",
        ]
    for title, items in (
        ("Documents that are missing", found.missing),
        ("Versions that differ", found.environment),
    ):
        if items:
            lines += ["", f"## {title}", "", *(f"- {item}" for item in items)]
    different = [
        row
        for each in found.comparisons
        for row in each.cells.filter(each.cells["verdict"] == DIFFERS)
        .head(20)
        .iter_rows(named=True)
    ]
    if different:
        lines += ["", "## Cells that differ (the first 20 of each table)", ""]
        lines += ["| table | row | column | then | now |", "| --- | --- | --- | --- | --- |"]
        lines += [_row(row) for row in different]
    return "\n".join(lines) + "\n"


_SENTENCES = {
    "same": "Every cell is the same.",
    "partial": "Every cell that could be compared is the same; some documents are missing.",
    "different": "Some cells are different.",
}


def _row(row: dict[str, Any]) -> str:
    cells = (
        "" if row[name] is None else str(row[name])
        for name in ("table", "row", "column", "then", "now")
    )
    return (
        "| "
        + " | ".join(cell.replace("|", "\\|").replace("\n", " ")[:200] for cell in cells)
        + " |"
    )
