"""Which sort of document a title or file name announces."""

from __future__ import annotations

import re

_TYPES: tuple[tuple[str, str], ...] = (
    ("cancelled", r"已取消|作废"),
    (
        "work_report",
        r"政府工作(?:的)?报告|政府工作報告|(?:^|[_\W])gwr(?=[_\W]|$)|"
        r"report on the work of the government",
    ),
    ("summary", r"摘要|年报概要|\bsummary report\b|[_\s-]summary"),
    ("english", r"英文版|英文|english[ _-]?version"),
    (
        "half_year",
        r"半年度|半年报|中期报告|中期報告|\binterim report\b|\bhalf[- ]year(?:ly)? report\b",
    ),
    ("quarter", r"季度报告|季报|季度報告|\bquarterly report\b|(?<![a-z\d])10-?q(?![a-z\d])"),
    ("prospectus", r"招股|招股意向书|募集说明书|(?<![a-z])prospectus(?![a-z])"),
    (
        "esg",
        r"社会责任|社會責任|可持续发展报告|可持續發展報告|环境、社会|環境、社會|"
        r"(?<![a-z])(?:esg|csr)(?![a-z])|sustainability[ _-]report|"
        r"environmental,\s+social\s+and\s+governance\s+report|climate[ _-]report",
    ),
    (
        "mda_extract",
        r"hkmda|management[ _-]+discussion[ _-]+(?:and|&)[ _-]+analysis|"
        r"管理层讨论与分析|管理層討論(?:及|與)分析|经营情况(?:讨论与分析|段落)|(?<![a-z])md&?a(?![a-z])",
    ),
    (
        "annual",
        r"年\s*度\s*报\s*告|年\s*度\s*報\s*告|\d年报|\d年報|年报(?![概道])|"
        r"annual[ _-]?(?:financial[ _-])?report|(?<![a-z\d])(?:10-?k|20-?f|40-?f)(?![a-z\d])|"
        r"preliminary final report",
    ),
    (
        "policy",
        r"通知|意见|意見|办法|辦法|规划|規劃|条例|條例|方案|纲要|綱要|决定|决议|公告|批复|规定|規定|"
        r"细则|规则|規則|公报|会议|五年计划|(?<![a-z])policy(?![a-z])|"
        r"(?<![a-z])meeting(?![a-z])|congress_report|(?<![a-z])law(?![a-z])|pkulaw|指南|行动计划",
    ),
)
_COMPILED = tuple((name, re.compile(pattern, re.I)) for name, pattern in _TYPES)
_REVISED = re.compile(
    r"更正|修订|修正|更新后|修訂|"
    r"(?<![a-z])(?:revised|restated|amended)(?![a-z])|10-?k/?a(?![a-z])|amendment no",
    re.I,
)


def report_type(text: str) -> str:
    """``annual``, ``summary``, ``half_year`` ... or empty.

    A corrected annual report is ``revised``.

    >>> report_type("600000_某某股份_2022年年度报告（更正后）.pdf")
    'revised'
    """
    for name, pattern in _COMPILED:
        if pattern.search(text):
            return "revised" if name == "annual" and _REVISED.search(text) else name
    return ""
