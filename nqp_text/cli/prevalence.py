"""``nqp prevalence``: shares of groups, corrected for the errors of the classifier."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from nqp_text.cli.choices import one_of
from nqp_text.cli.index_options import panel_choices
from nqp_text.cli.panel_table import print_rows


def prevalence(
    run: Annotated[Path, typer.Argument(help="Run folder that nqp scan wrote.")],
    columns: Annotated[
        str, typer.Option("--group", help="Columns of the documents, such as kind,lang,year.")
    ] = "kind,lang",
    by: Annotated[
        str, typer.Option("--by", help="Which documents: document (all), firm-year, issuer-year.")
    ] = "document",
    groups: Annotated[
        Path | None,
        typer.Option("--groups", help="CSV with firm_code and columns such as industry."),
    ] = None,
    evaluation: Annotated[
        Path | None,
        typer.Option("--evaluation", help="evaluation.json: for adjusted classify-and-count."),
    ] = None,
    audited: Annotated[
        Path | None,
        typer.Option("--audited", help="audited.jsonl: for prediction-powered inference."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Write the table: .csv, .parquet or .jsonl."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the table as JSON.")] = False,
) -> None:
    """Which share of the sentences of a group is about each path, corrected in two ways.

    acc: adjusted classify-and-count, with recall and false positives of the evaluation. ppi:
    prediction-powered inference, with sentences that people read and known probabilities of being
    drawn. Both files come from nqp audit score. A number that is missing has a status.
    """
    from nqp_text import index as panels
    from nqp_text.index import UNITS, read_audited
    from nqp_text.outputs import load_run
    from nqp_text.outputs.formats import find_writer, write_frame

    one_of(by, UNITS, "--by")
    if out:
        find_writer(out)  # before the work, not after it
    loaded = load_run(run, panels=panels)
    options: dict[str, Any] = panel_choices(loaded, None, None, groups, None, evaluation)
    table = loaded.prevalence(
        [name.strip() for name in columns.split(",") if name.strip()],
        audited=read_audited(audited) if audited else (),
        by=by,
        **options,
    )
    if out:
        write_frame(out, table)
        typer.echo(f"Written: {out} ({table.height} rows)", err=True)
    if as_json:
        typer.echo(json.dumps(table.to_dicts(), ensure_ascii=False))
    else:
        print_rows(table)
