"""Options that several commands share, spelled and explained once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Method = Annotated[
    str | None,
    typer.Option(
        "--method",
        help="Classifier: hybrid, lexicon, linear or transformer.",
        show_default="hybrid; lexicon for a taxonomy of your own",
    ),
]
Model = Annotated[
    Path | None, typer.Option("--model", help="Model folder instead of the shipped one.")
]
Lexicons = Annotated[
    list[Path] | None,
    typer.Option("--lexicon", help="Your own lexicon CSV instead of the shipped ones; repeatable."),
]
Taxonomy = Annotated[
    Path | None, typer.Option("--taxonomy", help="Your own taxonomy instead of the shipped one.")
]
SettingsFile = Annotated[
    Path | None, typer.Option("--settings", help="TOML file with settings; options go before it.")
]
Ocr = Annotated[
    str | None,
    typer.Option(
        "--ocr",
        help="auto: recognise scanned pages if the extra 'ocr' is installed; off: never.",
        show_default="auto",
    ),
]


def as_texts(paths: list[Path] | None) -> tuple[str, ...] | None:
    """Paths as settings hold them, or None for an option that was not given."""
    return tuple(str(path) for path in paths) if paths else None
