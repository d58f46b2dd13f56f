"""Checks a value against the known ones, as a usage error that lists them."""

from __future__ import annotations

from collections.abc import Collection

import typer


def one_of(value: str, known: Collection[str], option: str) -> str:
    """The value itself; exits with 2 if it is not known."""
    if value not in known:
        raise typer.BadParameter(f"{value!r} is not one of {', '.join(known)}", param_hint=option)
    return value
