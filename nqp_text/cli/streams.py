"""Standard streams: UTF-8 on every system, errors in one form."""

from __future__ import annotations

import io
import os
import sys

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


def say_interrupted() -> None:
    """The user stopped the command: it is not finished."""
    typer.echo("Interrupted: nothing was finished.", err=True)


def closed_early() -> None:
    """The reader of our output has gone (``nqp text ... | head``): stop without complaint."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
