"""``nqp scan --dry-run``: what would be done, and how long it would take."""

from __future__ import annotations

import json
from dataclasses import asdict

import typer

from nqp_text.cli.asked import Asked
from nqp_text.cli.durations import in_words


def show_forecast(asked: Asked, *, as_json: bool) -> None:
    """Print the forecast on standard output."""
    from nqp_text.pipeline.forecast import forecast

    found = forecast(asked.sources, asked.out, asked.settings, mode=asked.mode)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    formats = ", ".join(f"{number} {name}" for name, number in found.formats.items())
    typer.echo(f"{found.files} files, {found.bytes / 1e6:,.1f} MB: {formats}")
    if found.problems:
        typer.echo(f"{found.problems} of them are absent and would go to quarantine.csv")
    if found.left_out:
        typer.echo(f"{found.left_out} other files in the folders are no documents")
    if found.done:
        typer.echo(f"{found.done} were scanned before and would be checked, not read again")
    if found.seconds is None:
        typer.echo("How long it would take cannot be said: no file of the sample was read.")
    else:
        workers = f"{found.workers} worker{'s' if found.workers != 1 else ''}"
        typer.echo(
            f"About {in_words(found.seconds)} with {workers}, and {found.output_bytes / 1e6:,.1f} "
            f"MB in {asked.out} (from {found.sample} files of all sizes, read in "
            f"{found.sample_seconds:.1f} s)"
        )
    typer.echo("Nothing was written. Without --dry-run the scan begins.")
