"""``nqp tag``: one sentence a line in, its labels out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nqp_text.cli.choices import one_of
from nqp_text.cli.lines_in import read_lines
from nqp_text.cli.options import Lexicons, Method, Model, SettingsFile, Taxonomy, as_texts
from nqp_text.cli.streams import closed_early

if TYPE_CHECKING:
    from nqp_text.pipeline import TaggedLine

FORMATS = ("table", "jsonl")


def tag(
    file: Annotated[
        Path, typer.Argument(help="Text file with a sentence a line; - reads standard input.")
    ] = Path("-"),
    output: Annotated[
        str, typer.Option("--format", help="table: to look at; jsonl: a record a line.")
    ] = "table",
    method: Method = None,
    all_scores: Annotated[
        bool, typer.Option("--all-scores", help="jsonl: add the score of every node.")
    ] = False,
    lexicon: Lexicons = None,
    model: Model = None,
    taxonomy: Taxonomy = None,
    settings_file: SettingsFile = None,
) -> None:
    """Label sentences: one line out per line in, in the same order.

    A line may be a JSON object with the field text, and optionally prev, kind (firm, gov, news,
    other) and lang (zh, en).
    """
    from nqp_text.pipeline import load_tools, tag_lines
    from nqp_text.settings import load_settings

    one_of(output, FORMATS, "--format")
    options = {
        "method": method,
        "lexicons": as_texts(lexicon),
        "model": str(model) if model else None,
        "taxonomy": str(taxonomy) if taxonomy else None,
    }
    settings = load_settings(options, settings_file)
    nodes = load_tools(settings).taxonomy.ids if all_scores else ()
    tagged = tag_lines(read_lines(file), settings)
    write = _as_jsonl(tagged, nodes) if output == "jsonl" else _as_table(tagged)
    try:
        for line in write:
            sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        closed_early()


def _as_jsonl(tagged: Iterator[TaggedLine], nodes: tuple[str, ...]) -> Iterator[str]:
    from nqp_text.pipeline import tag_record

    for number, line in enumerate(tagged, 1):
        yield json.dumps(tag_record(number, line, nodes), ensure_ascii=False)


def _as_table(tagged: Iterator[TaggedLine]) -> Iterator[str]:
    """A line each: number, labels with their words, attributes, the sentence."""
    from nqp_text.pipeline import tag_record

    for number, line in enumerate(tagged, 1):
        row = tag_record(number, line)
        labels = ", ".join(f"{label['node']} [{label['evidence']}]" for label in row["labels"])
        attributes = " ".join(filter(None, (row["stance"], row["actor"], row["polarity"])))
        read = f"  ({attributes})" if attributes else ""
        read += "  [read in windows]" if row.get("windowed") else ""
        shown = " ".join("".join(c if c.isprintable() else " " for c in row["text"]).split())
        yield f"{number:>4}  {labels or '-'}{read}  {shown}"
