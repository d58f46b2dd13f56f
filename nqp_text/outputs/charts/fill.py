"""Puts values in the places of a specification that stand in capital letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def filled(part: Any, places: Mapping[str, Any]) -> Any:
    """The specification with ``places`` filled in; what is no place stays as it is."""
    if isinstance(part, dict):
        # Data are never places, whatever they say.
        return {
            key: value if key == "datasets" else filled(value, places)
            for key, value in part.items()
        }
    if isinstance(part, list):
        return [filled(value, places) for value in part]
    return places.get(part, part) if isinstance(part, str) else part
