"""``nqp doctor``: what is installed, what is found, and whether it works here."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Show versions, lexicons, models, OCR, memory, and try a worker process.

    Exits with 1 if something that nqp needs does not work.
    """
    from nqp_text.cli.examination import examine

    found = examine()
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for topic, values in found.items():
            typer.echo(topic)
            for name, value in _rows(values):
                typer.echo(f"  {name:<28} {value}")
    if found["problems"]:
        raise typer.Exit(1)


def _rows(values: Any) -> list[tuple[str, object]]:
    if isinstance(values, dict):
        return list(values.items())
    return [("-", value) for value in values] or [("none", "")]
