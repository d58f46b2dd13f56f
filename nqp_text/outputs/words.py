"""The words of report and charts in both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Every text by its key and language (``zh``, ``en``)."""
    asset = files("nqp_text.outputs").joinpath("report", "assets", "words.toml")
    return tomllib.loads(asset.read_text(encoding="utf-8"))


def word(key: str, lang: str) -> str:
    """One text; a key that has none is called by its last part, as it is in the tables."""
    known = words().get(key)
    return known[lang] if known else key.partition("_")[2].replace("_", " ")
