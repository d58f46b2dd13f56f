"""Titles of the two parts of government work reports: data over folded text.

The review of what was done and the tasks of what is planned have had these two kinds of title
since the 1980s; older reports mostly do not separate them, and then nothing is found.
"""

from __future__ import annotations

import re

HEADING = re.compile(
    r"(?:\A|(?<=[\n\t\u3000\xa0。！？]))[ \t\u3000\xa0]*"
    r"(?:(第[一二三四五]部分|[(（]?[一二三四五六七八九十]{1,2}[)）]?)[、，,.．:： \u3000\xa0]+)?"
    r"([^\n\t\u3000。！？；]{3,42}?)(?=[ \xa0]*(?:[\n\t\u3000]|\Z))"
)
"""A heading, on a line of its own or, where line breaks were lost, between wide spaces."""

_YEAR = r"(?:\d{4}年|一九..年|去年|上年|今年以来|一年来|五年来|过去.{1,4}年|.{0,3}十.五.{0,2}(?:时期|期间|规划)?|本届.{0,8})"
REVIEW = re.compile(
    rf"(?:关于|首先报告)?.{{0,4}}{_YEAR}.{{0,22}}(?:回顾|总结)|(?:.{{0,8}})工作(?:情况)?回顾"
    rf"|(?:关于)?过去.{{1,4}}年.{{0,4}}(?:政府)?工作|首先报告.{{0,6}}年的?工作|{_YEAR}.{{0,16}}(?:成就|工作情况)"
)
TASKS = re.compile(
    r"(?:关于)?.{0,26}(?:(?:主要|重点|目标|工作|各项)任务|(?:主要|重点)工作|工作(?:的)?(?:总体)?(?:安排|部署|要求|重点|目标|思路|建议|计划|打算)"
    r"|总体(?:要求|部署|思路|安排)|(?:主要|预期|奋斗|发展)目标|主要考虑|政府工作任务).{0,16}"
)
RETROSPECT = re.compile("回顾|总结|成就|过去|去年|上年")
"""A title with these and a plan says both, so the part under it is neither."""

ANNEX = re.compile(
    r"(?:附件|附录|附|名词解释|有关用语说明|注释|注)[:：]?.{0,18}|.{0,12}(?:名词解释|用语说明|名词注释)"
)

EN_HEADING = re.compile(
    r"(?m)^[^\S\n]*(?:(?:part )?([IVX]{1,4}|\d)[.:,]?[^\S\n]+)?([A-Z][^\n]{6,110})$"
)
EN_REVIEW = re.compile(
    r"(?:a )?review of (?:our |the )?(?:government'?s? )?work.{0,40}|(?:our )?work in (?:the past|\d{4}).{0,40}"
)
EN_TASKS = re.compile(
    r"(?:major|main|key) tasks.{0,60}|overall requirements.{0,90}|(?:our )?(?:work|tasks) for \d{4}.{0,40}|.{0,20}goals and tasks.{0,40}"
)
