"""Puts the commands together. Only the command that is asked for is imported."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from typing import Annotated

import typer

COMMANDS = (
    "scan",
    "tag",
    "text",
    "index",
    "sensitivity",
    "prevalence",
    "policy-index",
    "report",
    "plot",
    "export",
    "replicate",
    "methods",
    "serve",
    "lexicon",
    "evaluate",
    "audit",
    "train",
    "pretrain",
    "cache",
    "doctor",
)


def build_app(arguments: Sequence[str] = ()) -> typer.Typer:
    """The app with the command that ``arguments`` name, or with all of them for the overview."""
    app = typer.Typer(
        name="nqp",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_nqp)
    wanted = [name for name in arguments[:1] if name in COMMANDS]
    for name in wanted or COMMANDS:
        function = name.replace("-", "_")
        module = import_module(f"nqp_text.cli.{function}")
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name)
        else:
            app.command(name)(getattr(module, function))
    return app


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"nqp-text {version('nqp-text')}")
        raise typer.Exit


def _nqp(
    show_version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where in the code an error came from.")
    ] = False,
) -> None:
    """Measure new quality productive forces in reports and policy documents.

    Start with:  nqp scan REPORTS --out run
    """
