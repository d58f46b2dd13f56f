"""Firm, year and report type from a file name, in all the forms that data sets use."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath

from nqp_text.documents.findings import Findings
from nqp_text.documents.firm_codes import (
    hong_kong_code_in_name,
    looks_like_month,
    mainland_codes,
    valid_mainland,
)
from nqp_text.documents.report_types import report_type
from nqp_text.documents.years import YEAR, dates, with_digits
from nqp_text.records import Kind

_SUFFIX = re.compile(r"\.(?:pdf|html?|xhtml|docx?|txt|md|jsonl?|markdown)$", re.I)
_TITLE = re.compile(
    rf"(?<!\d)(?P<year>{YEAR})\s*(?:[-_/至]\s*\d{{2,4}})?[\s_]*(?:年\s*)?_*(?:度|年度|年年度)?"
    r"(?P<what>报告|報告|年报|年報|半年|第[一二三四]季|社会责任|可持续|环境、社会|摘要|年度|政府工作)"
)
_SHORT_REPORT = re.compile(rf"(?<!\d)(?P<year>{YEAR})\s*年?\s*(?:年报|年報|报告|報告)")
_FILING_YEAR = re.compile(
    rf"(?:annual[ _-]?report|10-?k|20-?f|esg|report|gwr)[ _-]*(?P<after>{YEAR})"
    rf"|(?<!\d)(?P<before>{YEAR})(?:[-/]?\d{{2}})?(?!\d)[ _-]*"
    rf"(?:annual|10-?k|20-?f|esg|sustainab)",
    re.I,
)
_HK_DOUBLE_YEAR = re.compile(r"report[ _-]*(20\d\d)[-_/]?(20\d\d|\d\d)(?!\d)", re.I)
_SEPARATORS = re.compile(r"__+|_|[:：]|\s+-\s+|-(?=[^\d])|(?<=[^\d])-")
_NOT_A_NAME = re.compile(
    r"报告|報告|年报|年報|摘要|全文|英文|更正|修订|修正|更新|取消|公告|招股|说明书|责任|讨论与分析|段落|半年|季度|[年月日度]$|pure|content|prospectus|^\d|^\W*$|report|10-?k|scan|hkmda|"
    r"page|analysis|government|gwr|central|policy|meeting|text",
    re.I,
)
_COMPANY = re.compile(r"(?:股份有限公司|有限责任公司|有限公司|集团公司)$")
_AFTER_CODE = re.compile(rf"(?<!\d)\d{{6}}(?!\d)[\s_]*(?P<name>[^\d\s_:-]{{2,12}}?)(?={YEAR})")
_BEFORE_YEAR = re.compile(rf"(?P<name>[\u4e00-\u9fff][\u4e00-\u9fffA-Z]{{1,7}})(?={YEAR}\s*年)")
_GOVERNMENT = re.compile(
    r"政府工作报告|(?:^|_)gwr(?:_|$)|人民政府|国务院|政治局|中共中央|深改|五年规划|pkulaw|policy_|(?:^|_)prov_|congress_report|meeting_\d|tw_law",
    re.I,
)
_NEWS = re.compile(r"(?<![a-z])news(?![a-z])|新闻|报道", re.I)
_REGION = re.compile(
    rf"(?:city_gwr_|prov_gwr_){YEAR}_(?P<region>[\u4e00-\u9fff]{{2,8}})|{YEAR}年(?P<region2>[\u4e00-\u9fff]{{2,12}}?)(?:人民)?政府工作报告"
)
_ENGLISH_FIRM = re.compile(
    rf"^(?P<name>[A-Z][A-Z&.]*(?:[ _-][A-Z&.]+)*?)[ _-]+{YEAR}[ _-]*(?:10-?K|annual|20-?F)", re.I
)
_FIRM_TYPES = frozenset(
    [
        "annual",
        "revised",
        "summary",
        "english",
        "half_year",
        "quarter",
        "prospectus",
        "esg",
        "mda_extract",
        "cancelled",
    ]
)


def from_name(name: str) -> Findings:
    """What the file name says. Nothing is taken that could as well mean something else."""
    stem = normalised(name)
    kind_of_report = report_type(stem)
    codes, doubtful = _codes(stem)
    kind = _kind(stem, kind_of_report, bool(codes or doubtful))
    firm_name = _region(stem)
    if not firm_name and kind != "gov":
        firm_name = _firm_name(stem, (*codes, doubtful))
    return Findings(
        kind=kind,
        report_type=kind_of_report,
        codes=codes,
        doubtful_code=doubtful,
        firm_name=firm_name,
        year=_year(stem),
        published=(dates(stem) or [""])[0],
    )


def normalised(name: str) -> str:
    """The file name without folder and suffix, half-width, Chinese years in digits."""
    stem = _SUFFIX.sub("", PurePath(name.replace("\\", "/")).name)
    return with_digits(unicodedata.normalize("NFKC", stem)).strip()


def _codes(stem: str) -> tuple[tuple[str, ...], str]:
    hong_kong = hong_kong_code_in_name(stem)
    if hong_kong:
        return (hong_kong,), ""
    found = tuple(dict.fromkeys(mainland_codes(stem)))
    # A B-share code such as 200512 reads like December 2005: only a field of its own, beside a
    # company's full name, is a code.
    fields = [field for field in re.split(r"__+", stem) if field]
    named = any(_COMPANY.search(field) for field in fields)
    for field in fields:
        if valid_mainland(field) and looks_like_month(field):
            return (found or ((field,) if named else ())), "" if named else field
    return found[:1], ""


def _year(stem: str) -> int | None:
    double = _HK_DOUBLE_YEAR.search(stem)
    if double:
        return int(double.group(1)[:2] + double.group(2)[-2:])
    for pattern in (_SHORT_REPORT, _TITLE):
        match = pattern.search(stem)
        if match:
            return int(match["year"])
    match = _FILING_YEAR.search(stem)
    if match:
        return int(match["after"] or match["before"])
    alone = re.findall(rf"(?:^|[_\s]){YEAR}(?=年?(?:[_\s年]|$))", stem)
    if alone:
        return int(alone[0].strip("_ "))
    return _leading_year(stem)


def _leading_year(stem: str) -> int | None:
    match = re.match(rf"({YEAR})(?:年|-(?!\d\d?-))", stem)
    return int(match.group(1)) if match else None


def _firm_name(stem: str, codes: tuple[str, ...]) -> str:
    """The short name as of the report, else the name that stands as a field of its own."""
    joined = re.sub(r"(?<=[\u4e00-\u9fff])_(?=[\u4e00-\u9fff](?![\u4e00-\u9fff]))", "", stem)
    fields = [field.strip() for field in _SEPARATORS.split(joined) if field.strip()]
    inside = _name_in_title(joined, fields)
    if inside:
        return inside
    names = [field for field in fields if not _NOT_A_NAME.search(field) and field not in codes]
    names = [field for field in names if re.search(r"[\u4e00-\u9fff]{2}", field)]
    short = [field for field in names if not _COMPANY.search(field)]
    if short or names:
        return (short or names)[0]
    english = _ENGLISH_FIRM.match(stem)
    return english["name"].replace("_", " ") if english else ""


def _name_in_title(joined: str, fields: list[str]) -> str:
    match = _AFTER_CODE.search(joined)
    if (
        match
        and re.search(r"[\u4e00-\u9fff]", match["name"])
        and not match["name"].startswith(("_", "-"))
    ):
        return match["name"].strip("_-: ")
    for field in fields:
        title = _BEFORE_YEAR.match(field)
        if title and not _NOT_A_NAME.search(title["name"]):
            return title["name"]
    return ""


def _region(stem: str) -> str:
    match = _REGION.search(stem)
    if match:
        return match["region"] or match["region2"]
    return "国务院" if stem.startswith("central_gwr") else ""


def _kind(stem: str, kind_of_report: str, coded: bool) -> Kind | None:
    if _NEWS.search(stem):
        return "news"
    if kind_of_report == "work_report" or _GOVERNMENT.search(stem):
        return "gov"
    if coded or kind_of_report in _FIRM_TYPES or _COMPANY.search(stem):
        return "firm"
    return "gov" if kind_of_report == "policy" else None
