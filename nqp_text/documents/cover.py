"""Firm, year and report type from the first pages of a document."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice

from nqp_text.documents.cover_english import english_findings
from nqp_text.documents.cover_government import government_findings
from nqp_text.documents.findings import Findings
from nqp_text.documents.firm_codes import hong_kong_code, labelled_codes
from nqp_text.documents.report_types import report_type
from nqp_text.documents.years import YEAR, fiscal_year_ended, with_digits
from nqp_text.records import Document

COVER_CHARS = 4_000
PROFILE_CHARS = 60_000
_RUNNING_LINES = 40
_TITLE_LINE = re.compile(
    rf"^.{{0,40}}?(?<!\d)(?P<year>{YEAR})\s*(?:[-/—至]\s*(?P<second>\d{{2,4}})\s*)?(?:年\s*)?(?:年?\s*度\s*)?"
    r"(?P<what>(?:半\s*年\s*度\s*|第\s*[一三]\s*季\s*度\s*|中\s*期\s*)?[报報]\s*告|年\s*[报報]|社会责任报告|可持续发展报告|环境、社会.{0,8}报告)"
    r"\s*(?:书|全文|正文|摘要|概要|\(.{1,8}\))*\s*(?:\d{1,3})?\s*$",
    re.M,
)
_COMPANY = re.compile(
    r"[\u4e00-\u9fffA-Za-z()·\d ]{2,30}?(?:股\s*份\s*有\s*限\s*公\s*司|"
    r"有\s*限\s*责\s*任\s*公\s*司|集团有限公司|有\s*限\s*公\s*司)(?:\s*\(.{1,6}\))?"
)
_SHORT_NAME = re.compile(
    r"(?:股票|证券|公司|A股)\s*简\s*称\s*[:：]?\s*(?P<name>[\u4e00-\u9fffA-Z*]"
    r"[\u4e00-\u9fffA-Z* ]{1,7})(?=[\s、,，（(]|$)"
)
_PROSPECTUS = re.compile(r"招\s*股\s*(?:说\s*明\s*书|意\s*向\s*书)")
_NOT_STARTING = re.compile(r"^(?:本|该|持有|根据|及|与|和|由|为|在)")


def from_cover(document: Document) -> Findings:
    """What the first pages say; empty for fields that they do not state plainly."""
    text = tidy(document.text[:PROFILE_CHARS])
    head = text[:COVER_CHARS]
    if _mostly_latin(head):
        return english_findings(head, tidy(document.title), _running(document))
    government = government_findings(head, text[-1500:])
    if government is not None:
        return government
    title = _TITLE_LINE.search(head)
    codes = labelled_codes(text)
    hong_kong = "" if codes else hong_kong_code(text)
    kind_of_report = _type(head, title)
    name = _short_name(text) or _company(head)
    firm = bool(codes or hong_kong or title or kind_of_report)
    return Findings(
        kind="firm" if firm and (name or codes or hong_kong or title) else None,
        report_type=kind_of_report,
        codes=tuple(codes) or ((hong_kong,) if hong_kong else ()),
        firm_name=name,
        year=_title_year(title) or fiscal_year_ended(head),
    )


def _running(document: Document) -> str:
    """Text of the running headers and footers, which often carry the name of the firm."""
    lines = (
        document.text[block.start : block.end]
        for block in document.blocks
        if block.kind in ("header", "footer")
    )
    return tidy("\n".join(islice(lines, _RUNNING_LINES)))


def named_in_running_lines(document: Document, name: str) -> bool:
    """Whether the running headers or footers carry the name."""
    return bool(name) and name in _running(document)


def tidy(text: str) -> str:
    """Half-width, Chinese years in digits, runs of spaces as one."""
    text = with_digits(unicodedata.normalize("NFKC", text))
    return re.sub(r"[ \t\u00a0]+", " ", text)


def _mostly_latin(head: str) -> bool:
    latin = sum("a" <= c.lower() <= "z" for c in head)
    han = sum("\u4e00" <= c <= "\u9fff" for c in head)
    return latin > 6 * han


def _type(head: str, title: re.Match[str] | None) -> str:
    if _PROSPECTUS.search(head[:600]):
        return "prospectus"
    if title is not None:
        return report_type(re.sub(r"\s+", "", title.group()))
    return ""


def _title_year(title: re.Match[str] | None) -> int | None:
    if title is None:
        return None
    if title["second"]:
        return int(title["year"][:2] + title["second"][-2:])
    return int(title["year"])


def _company(head: str) -> str:
    for line in head.splitlines()[:60]:
        match = _COMPANY.match(line.strip())
        if match and not _NOT_STARTING.match(match.group()):
            return re.sub(r"\s+", "", match.group())
    return ""


def _short_name(text: str) -> str:
    match = _SHORT_NAME.search(text)
    return re.sub(r"\s+", "", match["name"]) if match else ""
