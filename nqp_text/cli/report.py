"""``nqp report``: a run as one page that opens offline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

MEGABYTE = 1_000_000


def report(
    run: Annotated[Path, typer.Argument(help="Run folder that nqp scan wrote.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="File to write.", show_default="report.html in RUN"),
    ] = None,
    max_size: Annotated[
        float,
        typer.Option("--max-size", help="Largest size in MB; the best evidence is kept.", min=1),
    ] = 25,
) -> None:
    """Write the report of a run again, also of an old, unfinished or incomplete one.

    nqp scan writes report.html after every run; this makes it anew, or elsewhere.
    """
    from nqp_text.cli.memory import return_freed_memory

    return_freed_memory()
    from nqp_text.outputs import write_report

    file = write_report(run, out, max_bytes=int(max_size * MEGABYTE))
    typer.echo(f"Written: {file} ({file.stat().st_size / MEGABYTE:.1f} MB)")
