"""``nqp export``: a run, or a part of it, as one file that researchers open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from nqp_text.cli.choices import one_of

WIDE_MEASURES = ("share_listed", "per_10k", "ln1p")
WIDE_SCOPES = ("attention", "substantive", "implementation")


def export(
    run: Annotated[Path, typer.Argument(help="Run folder that nqp scan wrote.")],
    file: Annotated[Path, typer.Argument(help="File to write: .csv, .parquet or .jsonl.")],
    what: Annotated[
        str,
        typer.Option("--what", help="panel, mentions, documents, counts or nominations."),
    ] = "panel",
    wide: Annotated[
        bool,
        typer.Option("--wide/--long", help="Panel: one row per unit, or one per unit and path."),
    ] = False,
    by: Annotated[
        str, typer.Option("--by", help="Unit: document, firm-year or issuer-year (governments).")
    ] = "document",
    measure: Annotated[
        list[str] | None,
        typer.Option(
            "--measure",
            help="Repeatable; see nqp index --help.",
            show_default=", ".join(WIDE_MEASURES),
        ),
    ] = None,
    scope: Annotated[
        list[str] | None,
        typer.Option(
            "--scope",
            help="Repeatable; see nqp index --help.",
            show_default=", ".join(WIDE_SCOPES),
        ),
    ] = None,
    weights: Annotated[
        str, typer.Option("--weights", help="equal, or a CSV file with the columns node,weight.")
    ] = "equal",
    min_chars: Annotated[
        int,
        typer.Option(
            "--min-chars",
            help="A shorter text (Chinese characters plus Latin words) gets no value.",
            min=1,
        ),
    ] = 200,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written.")] = False,
) -> None:
    """Write a panel or a table of the run to one file, with a codebook beside it.

    CSV is UTF-8 with BOM; text that a spreadsheet would take for a formula gets an apostrophe.
    """
    from nqp_text import index as panels
    from nqp_text.index import MEASURES, SCOPES, UNITS
    from nqp_text.outputs import EXPORTABLE, export_panel, export_table, load_run

    one_of(what, EXPORTABLE, "--what")
    one_of(by, UNITS, "--by")
    measures = [one_of(name, MEASURES, "--measure") for name in measure or WIDE_MEASURES]
    scopes = [one_of(name, SCOPES, "--scope") for name in scope or WIDE_SCOPES]
    loaded = load_run(run, panels=panels)
    if what == "panel":
        written = export_panel(
            loaded,
            file,
            shape="wide" if wide else "long",
            measures=measures,
            scopes=scopes,
            by=by,
            weights=weights,
            min_chars=min_chars,
        )
    else:
        written = export_table(loaded, file, what)
    if as_json:
        summary = {
            "file": str(written.file),
            "codebook": str(written.codebook),
            "rows": written.rows,
            "columns": written.columns,
        }
        typer.echo(json.dumps(summary, ensure_ascii=False))
    else:
        typer.echo(f"Written: {written.file} ({written.rows} rows, {written.columns} columns)")
        typer.echo(f"Codebook: {written.codebook}")
