"""Which column of a model's output stands for what: nodes first, then the attributes' values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

Attribute = Literal["stance", "actor", "polarity"]

ATTRIBUTES: dict[Attribute, tuple[str, ...]] = {
    "stance": ("background", "plan", "action", "achievement"),
    "actor": ("own", "macro", "government", "other"),
    "polarity": ("affirmed", "negated", "risk"),
}


def output_names(nodes: Sequence[str]) -> tuple[str, ...]:
    """Names of all columns, such as ``path.compute`` and ``stance:plan``.

    >>> len(output_names(["path.compute"]))
    12
    """
    values = [f"{name}:{value}" for name, values in ATTRIBUTES.items() for value in values]
    return (*nodes, *values)


def attribute_columns(nodes: int) -> dict[Attribute, slice]:
    """Columns of each attribute behind ``nodes`` node columns."""
    columns: dict[Attribute, slice] = {}
    begin = nodes
    for name, values in ATTRIBUTES.items():
        columns[name] = slice(begin, begin + len(values))
        begin += len(values)
    return columns
