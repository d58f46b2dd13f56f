"""Adds the page commands.md to the site: every command and option, from the program itself."""

from __future__ import annotations

from typing import Any

import typer
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from nqp_text.cli.app import build_app


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Called by MkDocs with the pages that it found."""
    files.append(File.generated(config, "commands.md", content=page()))
    return files


def page() -> str:
    """The page as Markdown."""
    parts = ["# Commands\n\nMade from the program; `nqp COMMAND --help` says the same.\n"]
    group: Any = typer.main.get_command(build_app())
    for name, command in group.commands.items():
        parts.append(_described(f"nqp {name}", command))
        for sub, below in getattr(command, "commands", {}).items():
            parts.append(_described(f"nqp {name} {sub}", below, level="###"))
    return "\n".join(parts)


def _described(name: str, command: Any, level: str = "##") -> str:
    lines = [f"{level} `{name}`\n", f"{_escaped(command.help or '')}\n"]
    rows = [_row(parameter) for parameter in command.params if parameter.name != "help"]
    if rows:
        lines += ["| | | default |", "|---|---|---|", *rows, ""]
    return "\n".join(lines)


def _row(parameter: Any) -> str:
    options = [name for name in (*parameter.opts, *parameter.secondary_opts) if name[0] == "-"]
    names = ", ".join(f"`{name}`" for name in options) or f"`{parameter.name.upper()}`"
    shown = getattr(parameter, "show_default", None)
    default = shown if isinstance(shown, str) else parameter.default
    plain = "" if default in (None, "", (), [], False) or callable(default) else f"{default}"
    text = " ".join((getattr(parameter, "help", "") or "").split())
    return f"| {names} | {_escaped(text)} | {_escaped(plain)} |"


def _escaped(text: str) -> str:
    for sign in "\\`*_<|[":
        text = text.replace(sign, f"\\{sign}" if sign != "<" else "&lt;")
    return text
