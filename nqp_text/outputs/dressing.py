"""What a file says beside its cells: title, labels of columns, further sheets, checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl


@dataclass(frozen=True, slots=True)
class Sheet:
    """One more table for formats that hold several."""

    name: str
    frame: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Dressing:
    """Labels by column and language (``zh``, ``en``), and what goes beside the table.

    ``key`` are the columns whose values occur together only once. ``language`` is that of the
    labels which a program shows first. ``when`` stands in files that must have a date, so that the
    same run gives the same bytes.
    """

    title: str = ""
    name: str = "panel"
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    language: str = "zh"
    key: tuple[str, ...] = ()
    sheets: Sequence[Sheet] = ()
    notes: Sequence[str] = ()
    firm_ids: Mapping[str, int] = field(default_factory=dict)
    when: datetime = datetime(2000, 1, 1)

    def label(self, column: str, language: str = "") -> str:
        """The label of a column in this language, else in the other, else its name."""
        labels = self.labels.get(column, {})
        wanted = language or self.language
        return labels.get(wanted) or labels.get("en") or labels.get("zh") or column


PLAIN = Dressing()
