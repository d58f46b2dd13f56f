"""The scans behind the study: one run folder per series and method, resumed if interrupted.

Series are runs of their own because composites and rank correlations compare the units of a run.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from choice import Text
from corpus import CENTRAL, FIRMS, SERIES

import nqp_text

METHODS = ("hybrid", "lexicon")
COPIES = "copies"
"""The run with the central reports' other sources: read, compared, in no series."""


def parts_of(texts: Sequence[Text]) -> dict[str, list[Text]]:
    """The texts of every run: the chosen ones by series, and the central copies."""
    parts = {
        series: [t for t in texts if t.chosen and t.candidate.series == series] for series in SERIES
    }
    parts[COPIES] = [t for t in texts if t.candidate.series == CENTRAL and not t.chosen]
    return {name: part for name, part in parts.items() if part}


def scan_part(name: str, texts: Sequence[Text], method: str, work: Path) -> nqp_text.Run:
    """The run of one part by one method. What its folder holds already is not tagged again."""
    folder = work / f"{name}-{method}"
    return nqp_text.scan(
        _write_manifest(name, texts, work),
        folder,
        mode="resume",
        method=method,
        ocr="off",
        workers=1,
    )


def _write_manifest(name: str, texts: Sequence[Text], work: Path) -> Path:
    """Issuer, kind and year of every file, so that nothing is guessed from its first page."""
    work.mkdir(parents=True, exist_ok=True)
    path = work / f"{name}.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(["path", "kind", "firm_code", "firm_name", "year"])
        for found in (text.candidate for text in texts):
            code = FIRMS[found.series][0] if found.series in FIRMS else ""
            lines.writerow([found.file.resolve(), found.kind, code, found.issuer, found.year])
    return path
