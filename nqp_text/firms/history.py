"""Firms that changed their code: a table from which every code leads to the latest one.

The Beijing exchange gave all its firms new codes in 2024 and 2025, and mergers and relistings
change others. Without the table, one firm is two in a panel.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nqp_text.errors import ValidationError
from nqp_text.firms.codes import repair_code
from nqp_text.user_cells import read_cells

COLUMNS = ("old_code", "new_code")


@dataclass(frozen=True, slots=True)
class CodeHistory:
    """Which code followed which."""

    changes: Mapping[str, str] = field(default_factory=dict)

    def latest(self, code: str) -> str:
        """The code that the firm has now.

        >>> CodeHistory({"830001": "830002", "830002": "920002"}).latest("830001")
        '920002'
        """
        while code in self.changes:
            code = self.changes[code]
        return code

    def earlier(self, code: str) -> tuple[str, ...]:
        """All codes that led to this one, sorted."""
        return tuple(sorted(old for old in self.changes if self.latest(old) == code))


def read_history(file: Path) -> CodeHistory:
    """Read a table with the columns ``old_code`` and ``new_code``; all mistakes are reported."""
    cells = read_cells(file)
    header, rows = cells.header, cells.rows
    if not set(COLUMNS) <= set(header):
        raise ValidationError(
            "The table of codes needs the columns old_code and new_code.",
            where=str(file),
            fix="Write  old_code,new_code  in the first line, and one change a line.",
        )
    at = [header.index(name) for name in COLUMNS]
    pairs = []
    mistakes = []
    for number, row in rows:
        old, new = (repair_code(row[place]) for place in at)
        if not old.code or not new.code or old.code == new.code:
            mistakes.append(f"row {number}: {row[at[0]]!r} to {row[at[1]]!r}")
        pairs.append((old.code, new.code))
    mistakes += list(_conflicts(pairs))
    if mistakes:
        raise ValidationError(
            "The table of codes has mistakes:\n    " + "\n    ".join(mistakes),
            where=str(file),
            fix="Give every old code one new code, and no circle.",
        )
    return CodeHistory(dict(pairs))


def _conflicts(pairs: Iterable[tuple[str, str]]) -> list[str]:
    changes: dict[str, str] = {}
    found = []
    for old, new in pairs:
        if changes.setdefault(old, new) != new:
            found.append(f"{old} became both {changes[old]} and {new}")
    for start in sorted(changes):
        seen, code = {start}, changes[start]
        while code in changes and code not in seen:
            seen.add(code)
            code = changes[code]
        if code == start:
            found.append(f"{start} leads back to itself")
    return found
