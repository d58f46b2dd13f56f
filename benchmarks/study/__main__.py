"""Makes the worked study in docs/study from real documents, with one command.

    python benchmarks/study

reads ``../shared/documents`` beside the checkout, scans into ``build/study`` (a second call goes
on where the first was interrupted) and writes tables, charts and the numbers of the page.
``--page`` renews charts and page from the tables that are there, without any document. No text of
a document is written outside the work folder.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from charts import draw
from choice import Text, choose, read_text
from corpus import find_candidates
from csv_files import write_csv
from page import filled_page, read_tables, unknown_numbers
from robustness import WORDS, agreement_rows, copy_rows, sensitivity_rows, vocabulary_rows
from scans import METHODS, parts_of, scan_part
from series import Runs, document_rows, index_rows, year_rows

import nqp_text

ROOT = Path(__file__).resolve().parents[2]
EMPTY = {
    "agreement": ("series", "era", "path", "both", "hybrid_only", "lexicon_only"),
    "copies": ("source", "sha256", "rule", "method", "path", "value", "other", "inside"),
    "vocabulary": ("era", "method", "path", "sentences", *WORDS),
    "choices": ("series", "method", "choice", "other", "path", "rank_correlation"),
    "terms": ("series", "method", "path", "term", "lost_share", "rank_correlation"),
}
"""Columns of tables that may have no row: of one method, of series without copies."""


def scan_all(
    texts: Sequence[Text], methods: Sequence[str], work: Path
) -> dict[tuple[str, str], nqp_text.Run]:
    """The runs of every part by every method."""
    runs = {}
    for method in methods:
        for part, chosen in parts_of(texts).items():
            began = time.monotonic()
            runs[part, method] = scan_part(part, chosen, method, work)
            print(
                f"{part}, {method}: {len(chosen)} files, {time.monotonic() - began:.0f} s",
                flush=True,
            )
    return runs


def run_rows(runs: Runs) -> list[dict[str, Any]]:
    """What every run was made with."""
    rows = []
    for (part, method), run in runs.items():
        facts = run.manifest
        rows.append(
            {
                "part": part,
                "method": method,
                "documents": facts["documents"],
                "read": facts["statuses"].get("ok", 0) + facts["statuses"].get("partial", 0),
                "version": facts["version"],
                "model": next(iter(facts["models"].values()), ""),
                "lexicon": facts["lexicon"]["hash"],
                "taxonomy": facts["taxonomy"]["hash"],
            }
        )
    return rows


def write_tables(texts: Sequence[Text], runs: Runs, out: Path) -> None:
    """The study's CSV files."""
    choices, terms = sensitivity_rows(runs)
    tables = {
        "documents": document_rows(texts, runs),
        "years": year_rows(texts, runs),
        "index": index_rows(texts, runs),
        "runs": run_rows(runs),
        "copies": copy_rows(texts, runs),
        "choices": choices,
        "terms": terms,
        "agreement": list(agreement_rows(runs)),
        "vocabulary": list(vocabulary_rows(runs)),
    }
    for name, rows in tables.items():
        write_csv(rows, out / f"{name}.csv", EMPTY.get(name, ()))


def write_page(out: Path) -> None:
    """Charts and page from the CSV files of a folder."""
    tables = read_tables(out)
    draw(tables["index"], out)
    page = out / "index.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(filled_page(text, tables), encoding="utf-8", newline="\n")
    if unknown := unknown_numbers(text, tables):
        print(f"Not in the tables, shown as a dash: {', '.join(unknown)}")


def main() -> None:
    """Scan, write tables, draw charts, fill the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=Path, default=ROOT.parent / "shared" / "documents")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "study")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "study")
    parser.add_argument("--only", nargs="*", default=[], help="patterns of file names, for a try")
    parser.add_argument("--methods", nargs="*", default=list(METHODS), choices=METHODS)
    parser.add_argument("--page", action="store_true", help="charts and page from the tables alone")
    given = parser.parse_args()
    began = time.monotonic()
    if not given.page:
        candidates = find_candidates(given.documents, tuple(given.only))
        if not candidates:
            parser.error(f"There are no documents of the study in {given.documents}.")
        texts = choose([read_text(candidate) for candidate in candidates])
        print(f"{len(texts)} files read, {sum(t.chosen for t in texts)} chosen", flush=True)
        write_tables(texts, scan_all(texts, given.methods, given.work), given.out)
    write_page(given.out)
    print(f"{given.out}: {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
