"""Adds the cards of models and data to the site: the README files that lie beside them.

They are read at every build, so that a card in the site is the one of the model in the checkout.
"""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[1]
CARDS = {
    "card-model.md": "models/nqp-mini/README.md",
    "card-encoder.md": "models/nqp-encoder/README.md",
    "card-training-data.md": "corpora/train/README.md",
    "card-samples.md": "corpora/README.md",
}
LINK = re.compile(r"(?<!!)\[([^\]\n]+)\]\((?!https?:|#)([^)\s]+)\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Called by MkDocs with the pages that it found."""
    for name, source in CARDS.items():
        files.append(File.generated(config, name, content=page(source)))
    return files


def page(source: str) -> str:
    """A card as a page, with the place of its file; links to files outside of it become text."""
    file = ROOT / source
    if not file.exists():
        return f"# {file.parent.name}\n\nNo card lies in `{file.parent.name}` yet.\n"
    text = re.sub(r"\A---\n.*?\n---\n", "", file.read_text(encoding="utf-8"), flags=re.S)
    body = LINK.sub(lambda found: _link(found, file.parent), text)
    return f"{body.rstrip()}\n\n*This page is the file `{source}`.*\n"


def _link(found: re.Match[str], folder: Path) -> str:
    path, _, anchor = found[2].partition("#")
    target = (folder / path).resolve()
    if target.suffix == ".md" and target.parent == ROOT / "docs":
        return f"[{found[1]}]({target.name}{'#' * bool(anchor)}{anchor})"
    return f"{found[1]} (`{found[2]}`)"
