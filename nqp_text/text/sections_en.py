"""Titles of the sections of English company reports: data over folded text with single spaces."""

from __future__ import annotations

import re

_RAW_10K = {
    "1": ("business", "business|general"),
    "1a": ("risk", "risk factors"),
    "1b": ("", "unresolved staff"),
    "1c": ("governance", "cybersecurity"),
    "2": ("", "propert"),
    "3": ("matters", "legal proceeding"),
    "4": ("", r"mine safety|submission|\(?removed|\[?reserved|executive officers"),
    "5": ("shares", "market for"),
    "6": ("", r"selected|\[?\(?reserved"),
    "7": ("mdna", r"management.{0,3} discussion"),
    "7a": ("risk", "quantitative"),
    "8": ("statements", r"(?:consolidated )?financial statements"),
    "9": ("", "changes in and disagreements"),
    "9a": ("governance", "controls and procedures"),
    "9b": ("", "other information"),
    "9c": ("", "disclosure"),
    "10": ("directors", "directors"),
    "11": ("governance", "executive compensation"),
    "12": ("shares", "security ownership"),
    "13": ("governance", "certain relationships"),
    "14": ("", "principal account"),
    "15": ("", r"exhibit"),
    "16": ("", "form 10-k"),
}
_RAW_20F = {
    "1": ("", "identity"),
    "2": ("", "offer statistics"),
    "3": ("", "key information"),
    "4": ("business", "information on"),
    "4a": ("", "unresolved staff"),
    "5": ("mdna", "operating and financial review"),
    "6": ("directors", "directors"),
    "7": ("shares", "major shareholders"),
    "8": ("matters", "financial information"),
    "9": ("shares", "the offer"),
    "10": ("", "additional information"),
    "11": ("risk", "quantitative"),
    "12": ("", "description of"),
    "13": ("", "default"),
    "14": ("", "material modif"),
    "15": ("governance", "controls"),
    "16": ("", r"\[?reserved"),
    "16a": ("governance", "audit committee"),
    "16b": ("governance", "code of ethics"),
    "16c": ("", "principal account"),
    "17": ("statements", "financial statements"),
    "18": ("statements", "financial statements"),
    "19": ("", "exhibits"),
}

FORMS: tuple[dict[str, tuple[str, re.Pattern[str]]], ...] = tuple(
    {item: (name, re.compile(title)) for item, (name, title) in form.items()}
    for form in (_RAW_10K, _RAW_20F)
)
"""Per form (10-K, 20-F): item → name and the beginning of its title."""

ITEM = re.compile(
    r"(?mi)^[^\S\n]*(?:part[^\S\n]+[iv]+\b[^\w\n]{0,5})?item[^\S\n]*\n?[^\S\n]*(\d{1,2})[^\S\n]*\(?([a-c](?![a-z]))?\)?"
    r"[^\S\n]*[.:\-–—]*[^\S\n]*([^\n]{0,400})$"
)
"""A line that begins with an item number."""

_M = r"management'?s?'? discussion (?:and|&) analysis"
TITLES: tuple[tuple[str, str], ...] = (
    (
        "mdna",
        rf"{_M}.{{0,80}}|operating and financial review.{{0,30}}|(?:business"
        rf"|operations?) review(?: and (?:prospects|outlook))?",
    ),
    ("mdna", r"(?:group )?strategic report|financial review|review of operations"),
    ("risk", r"(?:principal )?risks?(?: and uncertainties| factors| management)"),
    (
        "environment",
        r"environmental, social.{0,30}|sustainability(?: report)?"
        r"|corporate social responsibility(?: report)?",
    ),
    (
        "governance",
        r"corporate governance(?: report| statement)?"
        r"|(?:statement of )?directors'? responsibilit.{0,40}"
        r"|(?:report of the )?audit committee(?: report)?"
        r"|(?:directors'? )?remuneration(?: committee)? report.{0,12}",
    ),
    (
        "directors",
        r"board of directors|(?:biograph\w+ (?:details"
        r"|information) of )?directors and senior management.{0,20}"
        r"|biograph\w+ details.{0,40}",
    ),
    ("matters", r"(?:group )?directors'? report|report of (?:the )?directors"),
    (
        "audit",
        r"(?:report of )?(?:the )?independent (?:registered public accounting firm"
        r"|auditor.{0,4}s?)(?:'?s?'? report.{0,60})?",
    ),
    (
        "notes",
        r"notes to (?:the )?(?:group "
        r"|company )?(?:consolidated )?(?:and company )?financial statements.{0,12}",
    ),
    (
        "statements",
        r"(?:group |company )?(?:consolidated )?(?:balance sheets?|income statements?"
        r"|profit and loss account"
        r"|statements? of (?:profit|comprehensive|financial position|cash|income|operations"
        r"|earnings|changes).{0,40})"
        r"|(?:consolidated )?financial statements",
    ),
    ("toc", r"(?:table of )?contents"),
    ("definitions", r"definitions|glossary.{0,20}"),
    (
        "profile",
        r"corporate (?:information|profile)|(?:financial|group) highlights|(?:five"
        r"|ten)[- ]year.{0,20}summary",
    ),
    (
        "",
        r"(?:chair\w*(?:'s)?) (?:statement|report|letter)|letter to (?:our )?(?:share"
        r"|stock)holders|notice of annual.{0,30}",
    ),
)
"""Name and titles of reports without items; the first that matches the whole title decides."""

WEAK = re.compile(r"(?:business|operations?) review.*|review of operations")
"""Titles of the discussion only if the contents list them: directors' reports have them too."""

PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in TITLES)

KEYWORDS = re.compile(
    r"discussion (?:and|&) analysis|financial review|(?:business|operations?) review"
    r"|strategic report|review of operations"
    r"|risks? (?:and uncertainties|factors|management)|environmental, social|sustainability"
    r"|social responsibility"
    r"|corporate governance|directors'? responsibilit|audit committee|remuneration"
    r"|board of directors|senior management"
    r"|directors'? report|report of (?:the )?directors|independent (?:registered|auditor)"
    r"|notes to |balance sheet"
    r"|income statement|statements? of |financial statements|contents|definitions|glossary"
    r"|corporate (?:information|profile)"
    r"|highlights|(?:statement|report|letter)\b|letter to|notice of annual"
)

NOTES_INSIDE = re.compile(
    r"notestothe(?:consolidated)?(?:and\w{1,12})?financialstatements(?:\(continued\))?"
    r"|notestoconsolidatedfinancialstatements(?:\(continued\))?"
)
AUDIT_INSIDE = re.compile(
    r"reportofindependentregisteredpublicaccountingfirm|independentauditors?'?s?'?report"
)
"""Titles inside the financial statements, compared without spaces."""
