"""Coded sheets: what coders meant, or all that cannot be understood, with sheet and row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nqp_text.errors import ValidationError
from nqp_text.validation.audit_items import AuditItem
from nqp_text.validation.codes import ATTRIBUTES, LABELS, NONE, CodeBook
from nqp_text.validation.coding_sheet import CODING
from nqp_text.validation.user_table import UserTable, read_table

_NAMED = 12
_FOREIGN = 0.1


@dataclass(frozen=True, slots=True)
class Code:
    """What one coder said about one sentence; no labels is a decision too.

    ``values`` holds stance, actor and polarity, each None if it was left empty.
    """

    labels: frozenset[str]
    values: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Coding:
    """One coder's codes by the id of the sentence; sentences without a code are left out.

    ``bare`` counts labelled sentences that lack stance, actor or polarity.
    """

    coder: str
    codes: Mapping[str, Code]
    rows: int
    bare: int


def read_coding(file: Path, book: CodeBook, items: Sequence[AuditItem] = ()) -> Coding:
    """Read a coded sheet (Excel or CSV in any encoding); ``items`` are those of the key.

    All mistakes are reported together. An empty row is not coded; ``none`` is.
    """
    table = read_table(file, CODING)
    needed = ("id", "label_1")
    table.require(needed, "Give a sheet that `nqp audit sample` wrote, with its first row.")
    codes: dict[str, Code] = {}
    mistakes: list[str] = []
    known = {item.id.casefold(): item for item in items}
    for number, row in table.rows:
        name = row.get("id", "").strip()
        code, problems = _code(row, book)
        if not name and (code or problems):
            problems = ["column id is empty", *problems]
        item = known.get(name.casefold())
        if known and name and not item:
            problems = [f"id {name!r} is not in the key of this audit", *problems]
        key = item.id if item else name
        if code and key in codes:
            problems = [*problems, f"id {key!r} stands in the sheet twice"]
        mistakes += [f"row {number}: {problem}" for problem in problems]
        if code and not problems:
            codes[key] = code
    if not mistakes:
        mistakes += _foreign(table, known)
    if mistakes:
        raise _refused(file, mistakes)
    bare = sum(bool(c.labels) and None in c.values.values() for c in codes.values())
    return Coding(file.stem, codes, len(table.rows), bare)


def _code(row: Mapping[str, str], book: CodeBook) -> tuple[Code | None, list[str]]:
    labels: list[str] = []
    problems: list[str] = []
    for column in LABELS:
        found, unknown = book.labels(row.get(column, ""))
        labels += found
        problems += [f"column {column}: {text!r} is no code" for text in unknown]
    values: dict[str, str | None] = {}
    for attribute in ATTRIBUTES:
        cell = row.get(attribute, "").strip()
        values[attribute] = book.value(attribute, cell) if cell else None
        if cell and values[attribute] is None and cell.casefold() != NONE:
            allowed = ", ".join(ATTRIBUTES[attribute])
            problems.append(f"column {attribute}: {cell!r} is none of {allowed}")
    if not labels:
        if any(values.values()) and not problems:
            problems.append(f"it has no label: choose {NONE} in label_1 if there is none")
        return None, problems
    if NONE in labels and set(labels) != {NONE}:
        problems.append(f"{NONE} stands beside another label")
    nodes = frozenset(labels) - {NONE}
    return Code(nodes, values if nodes else dict.fromkeys(ATTRIBUTES)), problems


def _foreign(table: UserTable, known: Mapping[str, AuditItem]) -> Iterator[str]:
    """Whether the sentences are others than those of the key: the ids of all audits look alike."""
    other = 0
    for _, row in table.rows:
        item, text = known.get(row.get("id", "").casefold()), row.get("text", "")
        other += bool(item and text and _letters(item.text)[:40] != _letters(text)[:40])
    if other > _FOREIGN * len(table.rows):
        yield f"{other} of {len(table.rows)} sentences are not those of this audit's key"


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _refused(file: Path, mistakes: Sequence[str]) -> ValidationError:
    more = [f"and {len(mistakes) - _NAMED} more"] if len(mistakes) > _NAMED else []
    plural = "s" * (len(mistakes) > 1)
    return ValidationError(
        f"The coded sheet has {len(mistakes)} mistake{plural}.",
        where=f"{file.name}\n         " + "\n         ".join([*mistakes[:_NAMED], *more]),
        fix="Correct these cells; the sheet 'codebook' lists the codes "
        "(id, number and name are understood).",
    )


def labelled(item: AuditItem, code: Code, annotator: str) -> dict[str, Any]:
    """The sentence in the form of labelled data, with its stratum and probability."""
    return {
        "id": item.id,
        "doc": item.doc_id,
        "kind": item.kind,
        "lang": item.lang,
        "text": item.text,
        "prev": item.prev,
        "labels": sorted(code.labels),
        **code.values,
        "split": "audit",
        "annotator": annotator,
        "sentence_id": item.sentence_id,
        "stratum": item.stratum,
        "probability": item.probability,
        "predicted": sorted(str(mention["node"]) for mention in item.predicted),
    }
