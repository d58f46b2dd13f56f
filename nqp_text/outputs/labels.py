"""Labels of columns in Chinese and English."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files


@cache
def chinese_labels() -> Mapping[str, str]:
    """Chinese labels by name of the column."""
    text = files("nqp_text.outputs").joinpath("column_labels.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def column_labels(meanings: Iterable[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """Labels in both languages; ``meanings`` are names and English meanings."""
    chinese = chinese_labels()
    return {name: {"zh": chinese.get(name, ""), "en": meaning} for name, meaning in meanings}
