"""``nqp text``: what was read from a file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from nqp_text.cli.choices import one_of
from nqp_text.cli.options import Ocr, SettingsFile
from nqp_text.cli.streams import closed_early

FORMATS = ("plain", "jsonl")


def text(
    file: Annotated[Path, typer.Argument(help="PDF, DOCX, HTML, TXT or Markdown.")],
    output: Annotated[
        str,
        typer.Option(
            "--format", help="plain: the text; jsonl: one sentence a line with its place."
        ),
    ] = "plain",
    ocr: Ocr = None,
    settings_file: SettingsFile = None,
) -> None:
    """Show what was read from a file, in reading order.

    The offsets of jsonl point into the plain text; the sentences joined are the plain text.
    """
    from nqp_text.pipeline import read_document, split_document
    from nqp_text.settings import load_settings

    one_of(output, FORMATS, "--format")
    document = read_document(file, load_settings({"ocr": ocr}, settings_file))
    try:
        if output == "plain":
            sys.stdout.write(document.text)
            if not document.text.endswith("\n"):
                sys.stdout.write("\n")
        else:
            for sentence in split_document(document):
                row = {
                    "page": sentence.page,
                    "section": sentence.section,
                    "block": sentence.block,
                    "lang": sentence.lang,
                    "start": sentence.start,
                    "end": sentence.end,
                    "text": sentence.text,
                }
                sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        closed_early()
    if document.status != "ok":
        typer.echo(f"Note: {document.status}: {document.reason}", err=True)
