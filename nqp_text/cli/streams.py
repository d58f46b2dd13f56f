"""Standard streams: UTF-8 on every system, errors in one form."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable

import typer

from nqp_text.errors import NqpError


def use_utf8() -> None:
    """Write UTF-8 to standard output and error, whatever the system's own encoding is."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def say_error(error: NqpError) -> None:
    """What went wrong, where, and how to fix it."""
    typer.echo(f"Error: {error}", err=True)


_explanations: list[Callable[[], str]] = []


def explain_interruption(explain: Callable[[], str]) -> None:
    """Let a command say what is left of its work if the user stops it."""
    _explanations[:] = [explain]


def say_interrupted() -> None:
    """The user stopped the command: it is not finished."""
    said = _explanations[0]() if _explanations else "nothing was finished."
    typer.echo(f"Interrupted: {said}", err=True)


def closed_early() -> None:
    """The reader of our output has gone (``nqp text ... | head``): stop without complaint."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
