"""The rows of a panel: documents, firm-years or issuer-years, and whether each can be measured."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

from nqp_text.errors import MeasureError
from nqp_text.records import Exposure

UNITS = ("document", "firm-year", "issuer-year")

MIN_CHARS = 200
"""Shortest text (Chinese characters plus Latin words) in which nothing found means zero."""

MIN_PAGES_READ = 0.8
"""Share of the pages that must have been read for a value to stand."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one document or several pooled ones add up to.

    ``numbers`` holds, by node, the columns that the measure is computed from; None where one of
    them is not known.
    """

    exposure: Exposure
    numbers: Mapping[str, tuple[float, ...] | None]


@dataclass(frozen=True, slots=True)
class Unit:
    """A row of the panel: its documents, the best first, and its status.

    ``measured`` is None where the status forbids a value; ``used`` are the documents in it.
    """

    documents: tuple[Row, ...]
    status: str
    measured: Measured | None
    used: tuple[str, ...] = ()


def find_units(
    documents: Sequence[Row],
    measured: Mapping[str, Measured],
    by: str,
    section: str,
    min_chars: int,
) -> list[Unit]:
    """The units of a panel in a fixed order; for firm- and issuer-years, of primary documents."""
    groups = group_documents(documents, by)
    if by == "firm-year":
        _check_single(groups)
    found = [pool_unit(group, measured, section, min_chars) for group in groups.values()]
    return sorted(found, key=lambda unit: order_of(unit.documents[0]))


def group_documents(
    documents: Sequence[Row], by: str
) -> Mapping[tuple[object, ...], Sequence[Row]]:
    """The documents of each unit; those that belong to none are left out."""
    if by not in UNITS:
        raise MeasureError(
            f"There is no unit {by!r}.", where="by", fix=f"Choose one of {', '.join(UNITS)}."
        )
    groups: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in documents:
        if by == "document":
            groups[(row["path"], row["doc_id"])].append(row)
        elif row["is_primary"] and (row["kind"] == "gov") == (by == "issuer-year"):
            groups[(_name(row), row["year"])].append(row)
    return groups


def _name(row: Row) -> str:
    if row["kind"] == "gov":
        return str(row["firm_name"] or row["firm_code"])
    return str(row["firm_code"] or row["firm_name"])


def order_of(row: Row) -> tuple[str, str, int, str, str]:
    """Sorts documents, and units by their first document."""
    year = -1 if row["year"] is None else row["year"]
    return row["firm_code"] or "", row["firm_name"] or "", year, row["path"], row["doc_id"]


def _check_single(groups: Mapping[tuple[object, ...], Sequence[Row]]) -> None:
    for (firm, year), rows in groups.items():
        if len(rows) > 1:
            raise MeasureError(
                f"{len(rows)} documents are primary for firm {firm}, year {year}.",
                where=", ".join(sorted(row["path"] for row in rows)),
                fix="Mark one of them with is_primary, or let mark_primary() choose.",
            )


def pool_unit(
    group: Sequence[Row], measured: Mapping[str, Measured], section: str, min_chars: int
) -> Unit:
    """The unit of documents that are pooled, and its status."""
    rows = tuple(sorted(group, key=order_of))
    statuses = [_status(row, measured.get(row["doc_id"]), section, min_chars) for row in rows]
    if len(rows) == 1:
        status = statuses[0]
        usable = [rows[0]] if status in ("observed", "partial") else []
    else:
        # Pooled documents: short ones add up, so only the sum has to be long enough.
        pooled = ("observed", "partial", "too_short")
        usable = [row for row, s in zip(rows, statuses, strict=True) if s in pooled]
        status = _pooled_status(statuses, [measured[row["doc_id"]] for row in usable], min_chars)
        usable = usable if status in ("observed", "partial") else []
    used = tuple(dict.fromkeys(row["doc_id"] for row in usable))
    return Unit(rows, status, _pool([measured[doc_id] for doc_id in used]), used)


def _status(row: Row, measured: Measured | None, section: str, min_chars: int) -> str:
    if row["status"] not in ("ok", "partial"):
        return str(row["status"])
    if section == "mdna" and not row["mdna_found"]:
        return "section_missing"
    if measured is None:
        return "not_counted" if section == "all" else "section_missing"
    unread = (row["pages_read"] or 0) < MIN_PAGES_READ * (row["pages"] or 0)
    if row["status"] == "partial" and unread:
        return "mostly_unread"
    if not measured.exposure.sentences:
        return "empty"
    if measured.exposure.chars < max(1, min_chars):
        return "too_short"
    return "partial" if row["status"] == "partial" else "observed"


def _pooled_status(statuses: Sequence[str], usable: Sequence[Measured], min_chars: int) -> str:
    if not usable:
        return Counter(statuses).most_common(1)[0][0]
    if sum(part.exposure.chars for part in usable) < max(1, min_chars):
        return "too_short"
    complete = all(status in ("observed", "too_short") for status in statuses)
    return "observed" if complete else "partial"


def _pool(parts: Sequence[Measured]) -> Measured | None:
    if not parts:
        return None
    exposure = Exposure(
        sentences=sum(part.exposure.sentences for part in parts),
        chars=sum(part.exposure.chars for part in parts),
        words=sum(part.exposure.words for part in parts),
    )
    return Measured(
        exposure, {node: _sum([part.numbers[node] for part in parts]) for node in parts[0].numbers}
    )


def _sum(parts: Sequence[tuple[float, ...] | None]) -> tuple[float, ...] | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return tuple(fsum(column) for column in zip(*known, strict=True))
