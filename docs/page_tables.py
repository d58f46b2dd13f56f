"""Adds the page tables.md to the site: every column of every table of a run folder."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from nqp_text.outputs import TABLES
from nqp_text.outputs.labels import chinese_labels


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Called by MkDocs with the pages that it found."""
    files.append(File.generated(config, "tables.md", content=page()))
    return files


def page() -> str:
    """The page as Markdown."""
    chinese = chinese_labels()
    parts = [
        "# Tables of a run\n\nMade from the program, which writes and checks the files by the same "
        "list. All texts are UTF-8. An empty cell is a value that is not known, never a zero.\n"
    ]
    for table in TABLES.values():
        key = ", ".join(f"`{name}`" for name in table.key)
        parts += [f"## `{table.file}`\n", f"One row: {table.rows}. Rows are told apart by {key}.\n"]
        parts += ["| column | type | meaning | 中文 |", "|---|---|---|---|"]
        for column in table.columns:
            meaning = column.meaning.replace("|", "\\|").replace("<", "&lt;")
            parts.append(
                f"| `{column.name}` | {column.dtype} | {meaning} | {chinese.get(column.name, '')} |"
            )
        parts.append("")
    return "\n".join(parts)
