"""English covers: US filings, and annual reports of other markets."""

from __future__ import annotations

import re
from collections import Counter

from nqp_text.documents.findings import Findings
from nqp_text.documents.firm_codes import hong_kong_code, ticker
from nqp_text.documents.report_types import report_type
from nqp_text.documents.years import YEAR, dates, fiscal_year_ended

_REGISTRANT = re.compile(
    r"(?P<before>.{3,160}?)[\s_]*\(\s*Exact\s+name\s+of\s+(?:the\s+)?registrant", re.I | re.S
)
_FILE_NUMBER = re.compile(
    r"(?:Commission\s+File\s+(?:Number|No\.?)\s*:?\s*)?\d{1,3}\s*-\s*\d{4,6}", re.I
)
_TITLE_YEAR = re.compile(
    rf"(?:annual|sustainability|esg|governance)\s+(?:financial\s+|performance\s+)?report(?:\s+(?:and|&)\s+accounts)?\s*(?:[-–—,]\s*)?(?:fiscal\s+year\s+)?(?P<after>{YEAR})(?:\s*[/–-]\s*(?P<second>\d{{2,4}}))?"
    rf"|(?P<before>{YEAR})\s+(?:annual|environmental|sustainability|esg)[\s,]",
    re.I,
)
_FISCAL = re.compile(rf"\bfiscal\s+year\s+(?P<year>{YEAR})", re.I)
_FIRM = re.compile(
    r"\b(?P<name>(?:[A-Z][\w&.'’-]*,?\s+){1,6}?(?:PLC|Plc|plc|Ltd|LTD|Limited|LIMITED|Inc|INC|Corporation|CORPORATION|CORP|Corp|Incorporated|INCORPORATED|Trust|TRUST|Group|GROUP)\b\.?)"
)
_NOT_A_FIRM = re.compile(
    r"^(?:The|This|Our|Each|MANAGEMENT|DISCUSSION|ANNUAL|Annual)\b|\.\s+[A-Z]", re.I
)
_STRONG_END = re.compile(r"(?:plc|ltd|limited|inc|incorporated|corp|corporation)\.?$", re.I)
_OPENING = 400
_RUNNING_WEIGHT = 5
_FILED = re.compile(r"filed\s+(\d\d)/(\d\d)/(\d{4})", re.I)
_FILER = re.compile(r"^(?:Form\s+)?10-K\s+for\s+(?P<name>.+?)\s+filed", re.I)
_AGENCY = re.compile(
    r"United\s+States\s+(?:Office|Department|Agency)|U\.\s?S\.\s+(?:Office|Department|Agency)|\bGovernment\s+Accountability|"
    r"on\s+the\s+work\s+of\s+the\s+government",
    re.I,
)
_AGENCY_NAME = re.compile(
    r"United\s+States\s+(?:Office|Department|Agency)\s+of\s+[A-Z]\w+(?:\s+[A-Z]\w+)?", re.I
)
_WORK_REPORT = re.compile(r"report\s+(?:to\s+you\s+)?on\s+the\s+work\s+of\s+the\s+government", re.I)
_REVIEW = re.compile(rf"review\s+of\s+(?:our\s+|the\s+)?work\s+in\s+({YEAR})", re.I)
_SEC = re.compile(r"SECURITIES\s+AND\s+EXCHANGE\s+COMMISSION", re.I)


def english_findings(head: str, title: str, running: str = "") -> Findings:
    """What an English cover, the title in the metadata and the running lines say."""
    if _WORK_REPORT.search(head):
        review = _REVIEW.search(head)
        year = int(review.group(1)) + 1 if review else None
        return Findings(kind="gov", report_type="work_report", firm_name=_issuer(head), year=year)
    if _AGENCY.search(head) and not _SEC.search(head):
        return _agency(head)
    filing = bool(_SEC.search(head)) and bool(re.search(r"10\s*-\s*K|20\s*-\s*F", head))
    name = _registrant(head) or _from_title(title) or _firm(head, running)
    kind_of_report = "annual" if filing else report_type(head[:1500])
    code = ticker(head) or hong_kong_code(head)
    return Findings(
        kind="firm" if filing or name or code or kind_of_report == "annual" else None,
        report_type=kind_of_report,
        codes=(code,) if code else (),
        firm_name=name,
        year=fiscal_year_ended(head) or _year(head) or _year(title),
        published=_filed(title),
    )


def _agency(head: str) -> Findings:
    fiscal = _FISCAL.search(head)
    name = _AGENCY_NAME.search(head)
    return Findings(
        kind="gov",
        report_type="other",
        firm_name=" ".join(name.group().split()) if name else "",
        year=int(fiscal["year"]) if fiscal else _year(head),
    )


def _issuer(head: str) -> str:
    return "State Council" if re.search(r"State\s+Council", head) else ""


def _registrant(head: str) -> str:
    match = _REGISTRANT.search(head)
    if not match:
        return ""
    before = _FILE_NUMBER.split(match["before"])[-1]
    before = re.sub(r"_{3,}", "\n", before)
    words = " ".join(before.split()).strip(" _.:-")
    return words if 2 < len(words) <= 80 else ""


def _from_title(title: str) -> str:
    match = _FILER.match(title)
    return match["name"] if match else ""


def _filed(title: str) -> str:
    match = _FILED.search(title)
    if not match:
        return ""
    found = dates(f"{match.group(3)}-{match.group(1)}-{match.group(2)}")
    return found[0] if found else ""


def _firm(head: str, running: str) -> str:
    """The company name that the first pages repeat most."""
    seen = [" ".join(match["name"].split()) for match in _FIRM.finditer(head)]
    names = Counter(name for name in seen if not _NOT_A_FIRM.search(name))
    names.update(name for name in list(names) for _ in range(_RUNNING_WEIGHT) if name in running)
    trusted = [
        (name, count)
        for name, count in names.items()
        if count >= (2 if _STRONG_END.search(name) else 3) or name in head[:_OPENING]
    ]
    return max(trusted, key=_weight)[0] if trusted else ""


def _weight(counted: tuple[str, int]) -> int:
    """Names that are repeated, then those with a legal form; ``max`` keeps the first of equals."""
    name, count = counted
    return 2 * count + bool(_STRONG_END.search(name))


def _year(text: str) -> int | None:
    match = _TITLE_YEAR.search(text)
    if not match:
        return None
    year = match["after"] or match["before"]
    return int(year[:2] + match["second"][-2:]) if match["second"] else int(year)
