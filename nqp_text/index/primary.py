"""Which report stands for a firm-year or an issuer-year, and by which rule.

A firm files several reports for one year: the annual report, its summary, a revised version, an
English one. Only one of them may enter a panel. The rule, best first:

1. full annual reports, Chinese before other languages; of these the latest revised version if it
   is a full report (at least half as long as the longest), else the original;
2. the English version; 3. an extract of the management discussion; 4. the summary; 5. a report of
   unknown type. Half-year and quarterly reports, prospectuses and the like never stand for a year.

Whether a report could be read decides only between versions of the same rank: a summary does not
step in for an annual report that could not be read, because it is another text.

For governments the work report stands for the year, in the copy that was read best. Where there is
none, all other documents of the issuer and year are pooled.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

Row = Mapping[str, Any]
Verdict = tuple[bool, str]
_Group = Sequence[tuple[int, Row]]

_FIRM_RANKS = {"annual": 0, "revised": 0, "english": 1, "mda_extract": 2, "summary": 3, "other": 4}
_FULL_SHARE = 0.5
_DECIDED_BY = (
    "path", "status", "kind", "report_type", "lang", "firm_code", "firm_name", "year", "published",
    "chars",
)  # fmt: skip
_ORDER_READ = {"ok": 0, "partial": 1}


def mark_primary(documents: pl.DataFrame) -> pl.DataFrame:
    """The documents with ``is_primary`` and ``primary_rule`` filled in for every row."""
    import polars as pl

    verdicts = choose_primary(documents.select(_DECIDED_BY).to_dicts())
    return documents.with_columns(
        pl.Series("is_primary", [chosen for chosen, _ in verdicts], dtype=pl.Boolean),
        pl.Series("primary_rule", [rule for _, rule in verdicts], dtype=pl.String),
    )


def choose_primary(rows: Sequence[Row]) -> list[Verdict]:
    """One verdict per row: whether it is primary, and why. The order of the rows has no effect."""
    verdicts: list[Verdict] = [(False, "")] * len(rows)
    codes = _codes_by_name(rows)
    groups: dict[tuple[str, str, int], list[tuple[int, Row]]] = defaultdict(list)
    for position, row in enumerate(rows):
        if reason := _ineligible(row):
            verdicts[position] = (False, reason)
        else:
            groups[(row["kind"], _issuer(row, codes), row["year"])].append((position, row))
    for (kind, _, _), group in groups.items():
        choose = _choose_for_issuer if kind == "gov" else _choose_for_firm
        for (position, _), verdict in zip(group, choose(group), strict=True):
            verdicts[position] = verdict
    return verdicts


def _ineligible(row: Row) -> str:
    if row["status"] == "duplicate":
        return "duplicate"
    if row["kind"] not in ("firm", "gov"):
        return f"not eligible: {row['kind'] or 'unknown kind'}"
    if row["kind"] == "firm" and row["report_type"] not in _FIRM_RANKS:
        return f"not eligible: {row['report_type'] or 'unknown type'}"
    if row["year"] is None:
        return "not eligible: no year"
    if not (row["firm_code"] or row["firm_name"]):
        return "not eligible: no firm or issuer"
    return ""


def _codes_by_name(rows: Iterable[Row]) -> dict[str, str]:
    """Codes of firms whose name goes with one code only: files without a code find theirs here."""
    codes: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["firm_code"] and row["firm_name"]:
            codes[row["firm_name"]].add(row["firm_code"])
    return {name: min(found) for name, found in codes.items() if len(found) == 1}


def _issuer(row: Row, codes: Mapping[str, str]) -> str:
    if row["kind"] == "gov":
        return str(row["firm_name"] or row["firm_code"])
    name = row["firm_name"] or ""
    return str(row["firm_code"] or codes.get(name, name))


def _quality(row: Row) -> tuple[int, int, str]:
    """Sorts the best copy first: read completely, longest; the path breaks ties."""
    return _ORDER_READ.get(row["status"], 2), -(row["chars"] or 0), row["path"]


def _rank(row: Row) -> tuple[int, bool]:
    return _FIRM_RANKS[row["report_type"]], row["lang"] not in ("zh", None, "")


def _choose_for_firm(group: _Group) -> list[Verdict]:
    rows = [row for _, row in group]
    best = min(map(_rank, rows))
    versions = [row for row in rows if _rank(row) == best]
    chosen, rule = _version(versions)
    if len(versions) < len(rows):
        others = Counter(row["report_type"] for row in rows if _rank(row) != best)
        rule = f"{rule}; before {', '.join(sorted(others))}"
    passed = f"passed over for {chosen['path']}"
    return [(True, rule) if row is chosen else (False, passed) for row in rows]


def _version(versions: Sequence[Row]) -> tuple[Row, str]:
    """The version to take among reports of one rank, and why."""
    if len(versions) == 1:
        return versions[0], f"only {versions[0]['report_type']} report"
    longest = max(row["chars"] or 0 for row in versions)
    revised = [row for row in versions if row["report_type"] == "revised"]
    full = [
        row
        for row in revised
        if row["status"] in _ORDER_READ and (row["chars"] or 0) >= _FULL_SHARE * longest
    ]
    if full:
        latest = max(row["published"] or "" for row in full)
        same_day = [row for row in full if (row["published"] or "") == latest]
        return min(same_day, key=_quality), f"latest full revision of {len(versions)} versions"
    originals = [row for row in versions if row["report_type"] != "revised"] or versions
    rule = "original, as no revision is a full report" if revised else "best read"
    return min(originals, key=_quality), f"{rule} of {len(versions)} versions"


def _choose_for_issuer(group: _Group) -> list[Verdict]:
    rows = [row for _, row in group]
    reports = [row for row in rows if row["report_type"] == "work_report"]
    if not reports:
        rule = "only document" if len(rows) == 1 else f"one of {len(rows)} pooled documents"
        return [(True, f"{rule}; no work report")] * len(rows)
    key: Callable[[Row], tuple[bool, tuple[int, int, str]]] = lambda row: (  # noqa: E731
        row["lang"] not in ("zh", None, ""),
        _quality(row),
    )
    chosen = min(reports, key=key)
    rule = "work report" if len(reports) == 1 else f"best read of {len(reports)} work reports"
    passed = f"passed over for {chosen['path']}"
    return [(True, rule) if row is chosen else (False, passed) for row in rows]
