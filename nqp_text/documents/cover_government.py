"""Government documents: work reports of all levels, notices, statutes, meeting readouts."""

from __future__ import annotations

import re

from nqp_text.documents.findings import Findings
from nqp_text.documents.report_types import report_type
from nqp_text.documents.years import YEAR, dates

_SPEAKS_FOR = re.compile(
    r"代表\s*(?P<issuer>国务院|中央人民政府|[\u4e00-\u9fff]{2,14}?(?=人民政府|政府))(?:人民政府|政府)?[\s,，、]*(?:向|作|做)"
)
_LEVEL = re.compile(r"^(?:本届|上届|我)|^(?:[省市州县区]|自治区)$")
_DELIVERED = re.compile(
    rf"(?:—|-|于|\(|^)\s*({YEAR})\s*年\s*\d{{1,2}}\s*月\s*\d{{1,2}}\s*日.{{0,40}}?(?:大会|会议|代表)",
    re.M,
)
_TITLE = re.compile(rf"(?:({YEAR})\s*年?\s*)?(?:[\u4e00-\u9fff]{{0,14}})政府工作报告")
_REVIEW = re.compile(rf"({YEAR})\s*年(?:的)?(?:政府)?(?:主要)?工作(?:的)?回顾")
_TASKS = re.compile(
    rf"({YEAR})\s*年(?:的)?(?:政府)?(?:主要|重点)?工作(?:的)?(?:任务|安排|部署|建议|总体|打算|思路)"
)
_NUMBERED = re.compile(
    rf"^\s*[\u4e00-\u9fff]{{1,8}}[〔\[(（【]\s*({YEAR})\s*[〕\])）】]\s*第?\s*\d+\s*号\s*$", re.M
)
_ISSUER = re.compile(
    r"^\s*(?P<issuer>(?:中共中央|国务院|全国人民代表大会|[\u4e00-\u9fff]{2,16}?(?:人民政府|委员会|(?<=[省市区州县])(?:[\u4e00-\u9fff]{2,8})?(?:局|厅|委)|部|总局|署))(?:办公厅|办公室)?)"
    r"(?=\s*(?:关于|印发|令|公告|等))",
    re.M,
)
_OPENING = re.compile(
    rf"^\s*(?:{YEAR}\s*年?)?[\u4e00-\u9fff]{{0,14}}?(?<!讨论)(?<!审议)政府工作报告", re.M
)
_REVIEW_FIRST = re.compile(
    rf"\s*(?:[一1][、.]\s*)?{YEAR}\s*年(?:的)?(?:政府)?(?:主要)?工作(?:的)?回顾"
)
_SIGNED = re.compile(rf"^\s*({YEAR}\s*年\s*\d{{1,2}}\s*月\s*\d{{1,2}}\s*日)\s*$", re.M)
_LEADERS = re.compile(
    r"中央政治局|国务院常务会议|全面深化改革(?:领导小组|委员会)|中央经济工作会议|全国代表大会"
)
_STATUTE = re.compile(r"第\s*[一1]\s*[条條]\s")
_ADDRESSED = re.compile(r"各省、自治区、直辖市|各(?:市|县|区).{0,12}人民政府|各有关单位|各省辖市")
_FIRM_SIGNS = re.compile(
    r"年度报告|股份有限公司|有限公司董事|證券代號|证券代码|股票代码|招股|截至.{4,20}止年度|本集團|本集团"
)


def government_findings(head: str, tail: str) -> Findings | None:
    """What the document says if it is a government document, else None."""
    title = head[:300]
    speaker = None if _LEADERS.search(head[:200]) else _SPEAKS_FOR.search(head)
    if speaker or _OPENING.search(head[:100]) or _REVIEW_FIRST.match(head):
        return Findings(
            kind="gov",
            report_type="work_report",
            firm_name=_speaker(speaker, title),
            year=_work_report_year(head),
        )
    if _FIRM_SIGNS.search(head[:1500]):
        return None
    number = _NUMBERED.search(head[:600])
    issuer = _ISSUER.search(head[:800])
    if (
        number
        or issuer
        or _LEADERS.search(title)
        or _STATUTE.search(head)
        or _ADDRESSED.search(title)
    ):
        signed = _SIGNED.findall(tail)
        published = dates(signed[-1]) if signed else []
        return Findings(
            kind="gov",
            report_type=_policy_type(title),
            firm_name=issuer["issuer"] if issuer else _leader(title),
            year=_policy_year(number, published),
            published=published[0] if published else "",
        )
    return None


def _policy_year(number: re.Match[str] | None, published: list[str]) -> int | None:
    if number:
        return int(number.group(1))
    return int(published[0][:4]) if published else None


def _policy_type(title: str) -> str:
    found = report_type(title)
    return found if found in ("policy", "work_report") else "policy"


def _speaker(match: re.Match[str] | None, title: str) -> str:
    if match:
        issuer = match["issuer"]
        return (
            "国务院"
            if issuer == "中央人民政府"
            else re.sub(r"^(?:本届|上届|我|市|省)(?=[\u4e00-\u9fff]{2,})", "", issuer)
        )
    named = re.search(
        r"(?P<region>[\u4e00-\u9fff]{2,10}(?:省|市|州|盟|自治区))(?:人民)?政府工作报告", title
    )
    return named["region"] if named else ""


def _leader(title: str) -> str:
    match = _LEADERS.search(title)
    if not match:
        return ""
    return "国务院" if match.group().startswith("国务院") else "中共中央"


def _work_report_year(head: str) -> int | None:
    named = _TITLE.search(head[:200])
    if named and named.group(1):
        return int(named.group(1))
    for pattern, added in ((_DELIVERED, 0), (_TASKS, 0), (_REVIEW, 1)):
        match = pattern.search(head)
        if match:
            return int(match.group(1)) + added
    return None
