"""Adds the page benchmarks.md to the site: what the benchmarks ask, and what they last printed.

The results are files that `python benchmarks/record.py NAME` wrote: the command, the machine, and
the lines that the benchmark printed.
"""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from page_cards import page as card

RESULTS = Path(__file__).resolve().parents[1] / "benchmarks" / "results"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Called by MkDocs with the pages that it found."""
    files.append(File.generated(config, "benchmarks.md", content=page()))
    return files


def page() -> str:
    """The page as Markdown."""
    parts = [card("benchmarks/README.md"), "## What they printed\n"]
    for file in sorted(RESULTS.glob("*.txt")):
        command, facts, _, *lines = file.read_text(encoding="utf-8").splitlines()
        parts += [f"### `{file.stem}`\n", f"`{command}`\n", f"{facts}\n"]
        table = all(line.startswith("|") for line in lines[:2])
        parts += ["\n".join(lines) if table else "\n".join(["```text", *lines, "```"]), ""]
    return "\n".join(parts)
