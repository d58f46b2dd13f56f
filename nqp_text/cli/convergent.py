"""``nqp audit convergent``: the index beside a table of the user's."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from nqp_text.cli.choices import one_of


def convergent(
    run: Annotated[Path, typer.Argument(help="Run folder that nqp scan wrote.")],
    table: Annotated[Path, typer.Argument(help="Your table (.csv, .xlsx): firm, year, variables.")],
    columns: Annotated[
        list[str], typer.Option("--column", help="Variable to compare with; repeatable.")
    ],
    industry: Annotated[
        str, typer.Option("--industry", help="Column with the industry, for partial correlations.")
    ] = "",
    by: Annotated[str, typer.Option("--by", help="firm-year or issuer-year.")] = "firm-year",
    measure: Annotated[
        str, typer.Option("--measure", help="Measure of the index, as in nqp index.")
    ] = "share_listed",
    scope: Annotated[
        str, typer.Option("--scope", help="attention, own, substantive or implementation.")
    ] = "attention",
    code_column: Annotated[
        str, typer.Option("--code-column", help="Column with the firm's code, if not recognised.")
    ] = "",
    year_column: Annotated[
        str, typer.Option("--year-column", help="Column with the year, if not recognised.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write the correlations as CSV.")
    ] = None,
    replicates: Annotated[
        int, typer.Option("--replicates", help="Bootstrap replicates.", min=100, max=20_000)
    ] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the bootstrap.", min=0)] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Correlate the index with your own variables, by firm and year (convergent validity).

    Pearson, Spearman, and partial on the length of the text and industry × year; firms are
    resampled for the intervals. Says which rows did not match.
    """
    from nqp_text import index as panels
    from nqp_text.cli.evaluation_table import show_rows
    from nqp_text.index import MEASURES, SCOPES
    from nqp_text.outputs import load_run
    from nqp_text.validation.convergence import correlations, key_of
    from nqp_text.validation.evaluation_page import shown
    from nqp_text.validation.firm_years import join_table
    from nqp_text.validation.user_table import read_table

    one_of(by, ("firm-year", "issuer-year"), "--by")
    one_of(measure, MEASURES, "--measure")
    one_of(scope, SCOPES, "--scope")
    panel = load_run(run, panels=panels).panel(by=by, measure=measure, scope=scope)
    keys = {key_of(row) for row in panel.iter_rows(named=True)}
    joined = join_table(
        read_table(table),
        {code for code, _ in keys},
        keys,
        columns,
        code_column=code_column,
        year_column=year_column,
        group_column=industry,
    )
    found = correlations(panel, joined, replicates=replicates, seed=seed)
    _say_unmatched(len(keys), len(keys - set(joined.values)), joined.unmatched, joined.skipped)
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found], allow_nan=False))
    else:
        show_rows(
            f"{measure}, {scope}",
            ["path", "variable", "n", "firms", "Pearson", "Spearman", "partial", "n", "status"],
            [
                [
                    *(x.path, x.variable, str(x.n), str(x.firms)),
                    *(shown(each, signed=True) for each in (x.pearson, x.spearman, x.partial)),
                    *(str(x.n_partial), x.status),
                ]
                for x in found
            ],
        )
    if out:
        _write(out, [asdict(each) for each in found])


def _say_unmatched(
    units: int, alone: int, unmatched: tuple[tuple[str, int], ...], skipped: tuple[int, ...]
) -> None:
    typer.echo(f"{units - alone} of {units} units of the panel are in the table.", err=True)
    if unmatched:
        some = ", ".join(f"{code} {year}" for code, year in unmatched[:5])
        typer.echo(f"{len(unmatched)} rows of the table are not in the panel: {some}.", err=True)
    if skipped:
        some = ", ".join(map(str, skipped[:5]))
        typer.echo(f"{len(skipped)} rows have no code or no year: row {some}.", err=True)


def _write(out: Path, rows: list[dict[str, object]]) -> None:
    import polars as pl

    from nqp_text.outputs.csv_files import write_csv

    flat = []
    for row in rows:
        cells: dict[str, object] = {}
        for name, value in row.items():
            if isinstance(value, tuple):
                ends = zip(("", "_low", "_high"), value, strict=True)
                cells |= {f"{name}{end}": number for end, number in ends}
            else:
                cells[name] = value
        flat.append(cells)
    frame = pl.DataFrame(flat, infer_schema_length=None)
    write_csv(out, [frame], frame.schema)
