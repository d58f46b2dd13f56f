"""Adds the page api.md to the site: the public names of Python, from their docstrings.

What stands here are instructions for mkdocstrings, which reads the sources and imports nothing.
"""

from __future__ import annotations

import inspect

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

import nqp_text
from nqp_text import errors, records

CHARTS = ("make_plot", "Plot", "write_plot")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Called by MkDocs with the pages that it found."""
    files.append(File.generated(config, "api.md", content=page()))
    return files


def page() -> str:
    """The page as Markdown."""
    public = {name: f"{nqp_text._HOMES[name]}.{name}" for name in nqp_text.__all__}
    functions = [name for name in public if name[0].islower()]
    failures = {name for name, value in vars(errors).items() if inspect.isclass(value)}
    return "\n".join([
        "# Python\n\nMade from the docstrings. `import nqp_text` offers these names; nothing else "
        "is promised to stay, except the modules named below.\n",
        "## Functions of `nqp_text`\n",
        *(_entry(public[name], f"nqp_text.{name}") for name in functions),
        "## What they return\n",
        *(_entry(f"nqp_text.outputs.{name}", f"nqp_text.{name}") for name in ("Run", "TaggedText")),
        "## `nqp_text.records`\n\nFrozen records. Offsets are positions in `Document.text`.\n",
        *(_entry(f"nqp_text.records.{name}") for name in _classes_of_records()),
        "## `nqp_text.settings`\n\nThe keyword arguments of the functions above are its fields.\n",
        _entry("nqp_text.settings.Settings", "nqp_text.Settings"),
        "## `nqp_text.index`\n\nOptions of `Run.panel`, `Run.sensitivity`, `Run.prevalence` and "
        "`Run.policy_index`.\n",
        *(_entry(f"nqp_text.index.{name}") for name in _of_index()),
        "## `nqp_text.outputs.charts`\n",
        *(_entry(f"nqp_text.outputs.charts.{name}") for name in CHARTS),
        "## `nqp_text.spacy_component`\n",
        _entry("nqp_text.spacy_component.make_nqp_tagger"),
        "## `nqp_text.errors`\n\nAll say what is wrong, where, and what to do.\n",
        *(_entry(f"nqp_text.errors.{name}") for name in sorted(failures, key=_rank)),
    ])  # fmt: skip


def _rank(name: str) -> tuple[bool, str]:
    return name != "NqpError", name


def _classes_of_records() -> list[str]:
    return [name for name in records.__all__ if inspect.isclass(getattr(records, name))]


def _of_index() -> list[str]:
    return ["PanelOptions", "find_sensitivity", "prevalence_table", "policy_series"]


def _entry(name: str, shown: str = "") -> str:
    shown = shown or name
    label = shown.rpartition(".")[2]
    return f"::: {name}\n    options:\n      heading: {shown}\n      toc_label: {label}\n"
