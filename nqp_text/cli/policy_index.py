"""``nqp policy-index``: how much governments speak of each path over time, base window = 100."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nqp_text.cli.choices import one_of
from nqp_text.cli.panel_table import print_rows

if TYPE_CHECKING:
    from nqp_text.index import PolicySeries


def policy_index(
    run: Annotated[Path, typer.Argument(help="Run folder that nqp scan wrote.")],
    base: Annotated[
        str, typer.Option("--base", help="Base window: 2013:2017, or 2013-01:2017-12 with months.")
    ],
    period: Annotated[
        str, typer.Option("--period", help="year, or month of publication.")
    ] = "year",
    source: Annotated[
        str, typer.Option("--source", help="Column that says whose documents they are.")
    ] = "firm_name",
    kind: Annotated[str, typer.Option("--kind", help="Kind of document: gov, news, ...")] = "gov",
    measure: Annotated[str, typer.Option("--measure", help="See nqp index.")] = "share",
    scope: Annotated[str, typer.Option("--scope", help="See nqp index.")] = "attention",
    min_chars: Annotated[
        int, typer.Option("--min-chars", help="A shorter period of a source has no value.", min=1)
    ] = 200,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Write the index: .csv, .parquet or .jsonl."),
    ] = None,
    sources: Annotated[
        Path | None, typer.Option("--sources-out", help="Write what every source contributes.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the index as JSON.")] = False,
) -> None:
    """A policy index like that of economic policy uncertainty: sources standardised, mean 100.

    Each source is divided by its standard deviation in the base window, the sources are averaged,
    and the mean of the base window is 100. A source that enters late is chained to the others.
    """
    from nqp_text import index as panels
    from nqp_text.index import MEASURES, SCOPES
    from nqp_text.outputs import load_run
    from nqp_text.outputs.formats import find_writer, write_frame

    one_of(measure, MEASURES, "--measure")
    one_of(scope, SCOPES, "--scope")
    window = _window(base, period)
    wanted = [(file, name) for file, name in ((out, "index"), (sources, "sources")) if file]
    for file, _ in wanted:
        find_writer(file)  # before the work, not after it
    found: PolicySeries = load_run(run, panels=panels).policy_index(
        window,
        period=period,
        source=source,
        kind=kind,
        measure=measure,
        scope=scope,
        min_chars=min_chars,
    )
    for file, name in wanted:
        rows = write_frame(file, getattr(found, name))
        typer.echo(f"Written: {file} ({rows} rows)", err=True)
    if as_json:
        typer.echo(json.dumps(found.index.to_dicts(), ensure_ascii=False))
        return
    whole = found.index.filter(found.index["path"] == "composite")
    print_rows(whole.select("period", "index", "low", "high", "sources", "status"))


def _window(text: str, period: str) -> tuple[str, str]:
    first, _, last = text.replace("..", ":").partition(":")
    if period == "year" and not last:
        first, _, last = text.partition("-")
    size = 4 if period == "year" else 7
    if not (len(first) == len(last) == size and first <= last):
        raise typer.BadParameter(
            f"{text!r} is no window such as 2013:2017, or 2013-01:2017-12 with months",
            param_hint="--base",
        )
    return first, last
