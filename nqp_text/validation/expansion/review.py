"""The review sheet: a person decides about every term; nothing enters a lexicon without that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nqp_text.errors import ValidationError
from nqp_text.outputs.csv_files import write_csv
from nqp_text.taxonomy import Taxonomy
from nqp_text.validation.expansion.candidates import Candidate
from nqp_text.validation.user_table import read_table
from nqp_text.validation.workbook import lay_out, new_workbook, offer, save, shade, write_rows

REVIEW = "review"
DECISIONS = {
    "accept": "accept", "接受": "accept", "y": "accept", "yes": "accept", "1": "accept",
    "reject": "reject", "拒绝": "reject", "n": "reject", "no": "reject", "0": "reject",
}  # fmt: skip
FILLED = ("decision", "status", "weight", "exclude_context", "note")
"""Columns that the reviewer fills; ``node`` may be changed too."""
_FACTS = (
    "found_by", "count", "documents", "document_share", "pmi", "left_entropy", "right_entropy",
    "share", "lift", "sure_lift", "cosine",
)  # fmt: skip
COLUMNS = (
    "decision", "node", "term", "lang", "status", "weight", "exclude_context", "note",
    "near", "context_1", "context_2", "context_3", *_FACTS, "source",
)  # fmt: skip
_WIDTHS = {"term": 22, "node": 22, "exclude_context": 22, "note": 18, "near": 28}
_NAMED = 10


@dataclass(frozen=True, slots=True)
class Accepted:
    """The accepted rows as lexicon rows, and how many were rejected and left open."""

    rows: tuple[dict[str, str], ...]
    rejected: int
    open: int


def write_review(
    file: Path,
    candidates: Sequence[Candidate],
    about: Mapping[str, Any],
    taxonomy: Taxonomy,
    source: str,
) -> None:
    """Write the sheet, ``.xlsx`` or ``.csv``; ``about`` says how it was made, ``source`` in short.

    A CSV has no room for ``about``: it goes into a file beside it, ``NAME.about.csv``.
    """
    rows = [_row(candidate, source) for candidate in candidates]
    if file.suffix.lower() == ".xlsx":
        _write_workbook(file, rows, about, taxonomy)
    elif file.suffix.lower() == ".csv":
        _write_csv(file, COLUMNS, rows)
        facts = [{"what": name, "value": str(value)} for name, value in about.items()]
        _write_csv(file.with_suffix(".about.csv"), ("what", "value"), facts)
    else:
        raise ValidationError(
            f"A review sheet cannot be written as {file.suffix or 'a file without suffix'!r}.",
            where=str(file),
            fix="Use .xlsx or .csv.",
        )


def _row(candidate: Candidate, source: str) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(COLUMNS, "")
    row |= {name: getattr(candidate, name) for name in ("node", "term", "lang", *_FACTS)}
    row |= {f"context_{n}": text for n, text in enumerate(candidate.contexts, 1)}
    row["near"] = "; ".join(candidate.near)
    row["source"] = f"{source};n={candidate.count};df={candidate.documents};{candidate.found_by}"
    return {name: round(v, 4) if isinstance(v, float) else v for name, v in row.items()}


def _write_csv(file: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    import polars as pl

    schema = pl.Schema(dict.fromkeys(columns, pl.String))
    texts = [{k: "" if v is None else str(v) for k, v in row.items()} for row in rows]
    write_csv(file, [pl.DataFrame(texts, schema=schema)], schema)


def _write_workbook(
    file: Path, rows: Sequence[Mapping[str, Any]], about: Mapping[str, Any], taxonomy: Taxonomy
) -> None:
    book = new_workbook()
    sheet = book.active
    sheet.title = REVIEW
    last = write_rows(sheet, [COLUMNS, *([row[name] for name in COLUMNS] for row in rows)]) - 1
    widths = [48 if "context_" in name else _WIDTHS.get(name, 11) for name in COLUMNS]
    lay_out(sheet, widths, frozen=3)
    place = {name: at for at, name in enumerate(COLUMNS, 1)}
    shade(sheet, [place[name] for name in FILLED], last)
    offer(sheet, place["decision"], '"accept,reject"', last)
    offer(sheet, place["status"], '"core,ambiguous"', last)
    nodes = book.create_sheet("nodes")
    head = [("node", "zh", "en", "definition")]
    write_rows(nodes, head + [(n.id, n.zh, n.en, n.definition_zh) for n in taxonomy.nodes])
    lay_out(nodes, (24, 28, 32, 90))
    offer(sheet, place["node"], f"nodes!$A$2:$A${len(taxonomy.ids) + 1}", last)
    facts = book.create_sheet("about")
    write_rows(facts, [("what", "value"), *((k, str(v)) for k, v in about.items())])
    lay_out(facts, (28, 100))
    save(book, file)


def read_review(file: Path, reviewer: str) -> Accepted:
    """The accepted rows of a reviewed sheet. A row without a decision is open and stays out."""
    table = read_table(file, REVIEW)
    table.require(
        ("decision", "node", "term", "lang"), "Give a sheet that `nqp lexicon expand` wrote."
    )
    rows: list[dict[str, str]] = []
    rejected = open_ = 0
    mistakes: list[str] = []
    for number, row in table.rows:
        decision = row["decision"].strip().lower()
        if not decision:
            open_ += 1
        elif decision not in DECISIONS:
            mistakes.append(f"row {number}, column decision: {row['decision']!r}")
        elif DECISIONS[decision] == "reject":
            rejected += 1
        else:
            rows.append(_lexicon_row(row, reviewer))
    if mistakes:
        more = [f"and {len(mistakes) - _NAMED} more"] if len(mistakes) > _NAMED else []
        raise ValidationError(
            f"{len(mistakes)} decisions cannot be understood.",
            where=f"{file.name}\n         " + "\n         ".join([*mistakes[:_NAMED], *more]),
            fix="Write accept or reject, or leave the cell empty.",
        )
    return Accepted(tuple(rows), rejected, open_)


def _lexicon_row(row: Mapping[str, str], reviewer: str) -> dict[str, str]:
    source = row.get("source", "") or "EXPAND"
    return {
        "id": row["node"].strip(),
        "term": row["term"].strip(),
        "lang": row["lang"].strip(),
        "weight": row.get("weight", "").strip(),
        "status": row.get("status", "").strip().lower() or "core",
        "exclude_context": row.get("exclude_context", "").strip(),
        "since_year": "",
        "source": f"{source};by={reviewer}",
    }
