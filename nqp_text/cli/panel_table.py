"""A panel on the terminal: one line per unit, one column per path; tab-separated in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    import polars as pl

    from nqp_text.index import Weighting

ROWS_SHOWN = 40


_UNWEIGHTED = {
    "pooled": "the formula on the sums over all paths",
    "sum": "the sum over the paths: how many are mentioned",
}


def show_panel(panel: pl.DataFrame, weights: str) -> None:
    """Print a long panel of one measure and scope, the composite first."""
    if not panel.height:
        typer.echo("The run has no such unit: no document names its firm or issuer and year.")
        return
    paths = panel["path"].unique(maintain_order=True).to_list()
    paths = [paths[-1], *paths[:-1]] if paths[-1] == "composite" else sorted(paths)
    lines = list(_lines(panel, paths))
    measure, scope = panel["measure"][0], panel["scope"][0]
    title = f"{measure}, {scope}; composite: {_UNWEIGHTED.get(weights, f'mean, {weights} weights')}"
    if sys.stdout.isatty():
        _show_table(lines, paths, title)
        return
    typer.echo("\t".join(["unit", "year", "status", *paths]))
    for line in lines:
        typer.echo("\t".join(line))


def print_rows(table: pl.DataFrame) -> None:
    """Print a table tab-separated; a missing cell is empty."""
    typer.echo("\t".join(table.columns))
    for row in table.iter_rows():
        cells = (f"{x:.4g}" if isinstance(x, float) else "" if x is None else str(x) for x in row)
        typer.echo("\t".join(cells))


def show_weights(weighting: Weighting) -> None:
    """Print the weights of a composite, to the error stream: the panel itself may be piped.

    A composite that is no weighted mean has no weights to show, and says what it is instead.
    """
    if weighting.scheme in _UNWEIGHTED:
        typer.echo(f"The composite is {_UNWEIGHTED[weighting.scheme]}.", err=True)
        return
    if len(set(weighting.weights)) == 1 and not weighting.window:
        count = len(weighting.paths)
        typer.echo(f"The composite is the mean of {count} paths, 1/{count} each.", err=True)
        return
    window = f", {weighting.units} units of {weighting.window}" if weighting.window else ""
    typer.echo(f"Weights of the composite ({weighting.scheme}{window}):", err=True)
    for path, weight in zip(weighting.paths, weighting.weights, strict=True):
        typer.echo(f"  {path:24} {weight:8.4f}", err=True)
    for name, value in weighting.facts.items():
        typer.echo(f"  {name}: {value:.4f}", err=True)
    for note in weighting.notes:
        typer.echo(note, err=True)


def _lines(panel: pl.DataFrame, paths: list[str]) -> Iterator[list[str]]:
    of_document = panel["unit"][0] == "document"
    rows: list[dict[str, Any]] = panel.to_dicts()
    for start in range(0, len(rows), len(paths)):
        cells = rows[start : start + len(paths)]
        row = cells[0]
        values = {cell["path"]: cell["value"] for cell in cells}
        firm = " ".join(part for part in (row["firm_code"], row["firm_name"]) if part)
        name = row["file"] if of_document else firm
        year = "" if row["year"] is None else str(row["year"])
        yield [name, year, cells[-1]["status"], *(_number(values[path]) for path in paths)]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def _show_table(lines: list[list[str]], paths: list[str], title: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("unit", "year", "status", title=title, title_justify="left")
    for path in paths:
        table.add_column(path.removeprefix("path."), justify="right")
    for line in lines[:ROWS_SHOWN]:
        table.add_row(*line)
    console = Console(highlight=False, markup=False)
    console.print(table)
    if len(lines) > ROWS_SHOWN:
        console.print(f"{len(lines) - ROWS_SHOWN} more; --out FILE writes all of them.")
