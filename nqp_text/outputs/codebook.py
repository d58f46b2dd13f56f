"""The codebook that goes with an export: every column, its formula, and what the run was.

Generated from the schema, the measures and the manifest, so that it cannot say something else
than the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from nqp_text.outputs.atomic import write_text
from nqp_text.outputs.csv_files import write_csv
from nqp_text.outputs.labels import chinese_labels
from nqp_text.outputs.run import Described
from nqp_text.outputs.schema import Column

_LEFT_OUT = {
    "nodes",
    "folder",
    "files",
    "statuses",
    "left_out",
    "started",
    "seconds",
    "platform",
    "command",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One column of an exported file."""

    variable: str
    type: str
    label: str
    label_zh: str = ""
    formula: str = ""
    numerator: str = ""
    denominator: str = ""
    observed: int = 0
    missing: int = 0


def entries(
    frame: pl.DataFrame, columns: Sequence[Column], variables: Sequence[Described] = ()
) -> list[Entry]:
    """One entry per column of the frame, with the numbers of cells that hold something."""
    meanings = {column.name: column.meaning for column in columns}
    chinese = chinese_labels()
    described = {variable.name: variable for variable in variables}
    found = []
    for series in frame.get_columns():
        variable = described.get(series.name)
        found.append(
            Entry(
                variable=series.name,
                type=str(series.dtype),
                label=variable.label if variable else meanings[series.name],
                label_zh=variable.label_zh if variable else chinese.get(series.name, ""),
                formula=variable.formula if variable else "",
                numerator=variable.numerator if variable else "",
                denominator=variable.denominator if variable else "",
                observed=series.len() - series.null_count(),
                missing=series.null_count(),
            )
        )
    return found


def write_codebook(
    target: Path,
    listed: Sequence[Entry],
    manifest: Mapping[str, Any],
    notes: Sequence[str] = (),
    coverage: pl.DataFrame | None = None,
) -> tuple[Path, Path]:
    """Write ``NAME.codebook.md`` and ``NAME.codebook.csv`` beside the exported file."""
    stem = target.name
    markdown, table = (target.with_name(f"{stem}.codebook{suffix}") for suffix in (".md", ".csv"))
    write_text(markdown, "\n".join(_markdown(target, listed, manifest, notes, coverage)) + "\n")
    frame = pl.DataFrame([asdict(entry) for entry in listed])
    write_csv(table, [frame], frame.schema)
    return markdown, table


def _markdown(
    target: Path,
    listed: Sequence[Entry],
    manifest: Mapping[str, Any],
    notes: Sequence[str],
    coverage: pl.DataFrame | None,
) -> Iterator[str]:
    yield f"# Codebook of {target.name}"
    yield ""
    yield "Missing cells are documents that could not be measured, never zeros; `status` says why."
    yield from (f"\n{note}" for note in notes)
    yield "\n## Columns\n"
    names = list(asdict(listed[0])) if listed else []
    yield from _table(names, [list(asdict(entry).values()) for entry in listed])
    if coverage is not None and coverage.height:
        yield "\n## Units by year and status\n"
        yield from _table(coverage.columns, [list(row) for row in coverage.iter_rows()])
    yield "\n## The run\n"
    yield from _table(["what", "value"], [list(pair) for pair in run_facts(manifest)])


def run_facts(manifest: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Names and values of what made the run what it is, without times and places."""
    for name, value in manifest.items():
        if not prefix and name in _LEFT_OUT:
            continue
        if isinstance(value, Mapping):
            yield from run_facts(value, f"{prefix}{name}.")
        elif isinstance(value, list | tuple):
            yield prefix + name, ", ".join(map(_shown, value))
        else:
            yield prefix + name, _shown(value)
    if not prefix:
        yield from ((f"documents {k}", v) for k, v in manifest.get("statuses", {}).items())


def _shown(value: object) -> str:
    """A value as it may be published: of a file on this machine, its name."""
    text = str(value)
    return Path(text).name if Path(text).is_absolute() else text


def _table(names: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    yield "| " + " | ".join(names) + " |"
    yield "|" + " --- |" * len(names)
    for row in rows:
        cells = ("" if value is None else str(value) for value in row)
        yield (
            "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
        )
