"""``nqp replicate``: a bundle run again on the same documents, compared cell by cell."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nqp_text.errors import RunFolderError

if TYPE_CHECKING:
    import polars as pl

    from nqp_text.outputs import Run

DIFFERENT, SOME_MISSING = 1, 3


def replicate(
    bundle: Annotated[Path, typer.Argument(help="Bundle that nqp export --bundle wrote.")],
    sources: Annotated[
        Path, typer.Option("--sources", "-s", help="Folder with the documents, in any layout.")
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Folder for the new run and the comparison.")
    ] = Path("replication"),
    workers: Annotated[
        int, typer.Option("--workers", "-w", help="Processes; 0: one a core.", min=0)
    ] = 0,
    model: Annotated[
        Path | None,
        typer.Option("--model", help="Folder of the author's model, if it is not the shipped one."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Read and count the documents of a bundle again, and say cell by cell whether it is the same.

    Documents are found by the SHA-256 of their bytes, whatever they are called. Ends with 0 if all
    cells are the same, with 1 if some differ, and with 3 if they are the same as far as the
    documents are there. OUT holds the new run, replication.md and the cells that are not the same.
    """
    import polars as pl

    from nqp_text import index as panels
    from nqp_text.cli.panel_request import PanelRequest
    from nqp_text.cli.progress import reporter
    from nqp_text.outputs import load_run
    from nqp_text.outputs.atomic import write_text
    from nqp_text.outputs.bundles import read_bundle
    from nqp_text.outputs.csv_files import write_csv
    from nqp_text.pipeline import replication
    from nqp_text.pipeline.replication_report import as_markdown, compare_runs

    if (out / "run").exists():
        raise RunFolderError(
            "The folder holds a replication already.",
            where=str(out),
            fix="Remove it, or choose another folder with --out.",
        )
    with tempfile.TemporaryDirectory(prefix="nqp-bundle-") as name:
        read = read_bundle(bundle, Path(name))
        documents = pl.read_parquet(read.file("run/documents.parquet"), glob=False)
        found = replication.find_documents(documents, sources)
        with reporter(quiet=as_json) as report:
            replication.rerun(
                read,
                found,
                out / "run",
                workers=workers,
                model=str(model) if model else "",
                report=report,
            )
        run = load_run(out / "run", panels=panels)
        request = PanelRequest.from_bundle(read.request, Path(name))
        result = compare_runs(
            read,
            run,
            lambda: _panel(run, request),
            replication.renamed(found),
            found.missing,
            replication.environment_changes(read, run),
        )
        page = as_markdown(result, read)
    write_text(out / "replication.md", page)
    cells = pl.concat([comparison.cells for comparison in result.comparisons])
    write_csv(out / "cells.csv", [cells], cells.schema)
    if as_json:
        summary: dict[str, Any] = {
            "answer": result.answer,
            "documents": result.documents,
            "missing": list(result.missing),
            "environment": list(result.environment),
            "tables": {each.table: each.verdicts for each in result.comparisons},
        }
        typer.echo(json.dumps(summary, ensure_ascii=False))
    else:
        typer.echo(page.rstrip())
        typer.echo(f"\nWritten: {out / 'replication.md'}, {out / 'cells.csv'}")
    if result.differs:
        raise typer.Exit(DIFFERENT)
    if result.missing:
        raise typer.Exit(SOME_MISSING)


def _panel(run: Run, request: Any) -> pl.DataFrame:
    import polars as pl

    options = request.options(run)
    pairs = [(measure, scope) for measure in request.measures for scope in request.scopes]
    return pl.concat(run.panel(measure=m, scope=s, **options) for m, s in pairs)
