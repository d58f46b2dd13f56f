"""Titles of the two parts of government work reports: data over folded text.

The review of what was done and the tasks of what is planned have had these two kinds of title
since the 1980s; older reports mostly do not separate them, and then nothing is found.
"""

from __future__ import annotations

import re

_WIDE = r"\t\u2003\u3000\xa0"
HEADING = re.compile(
    rf"(?:\A|(?<=[\n{_WIDE}。！？]))[ {_WIDE}]*"
    rf"(?:(第[一二三四五]部分|[一二三四五六七八九十]{{1,2}})[、，,.．:： {_WIDE}]+)?"
    rf"([^\n\t\u2003\u3000。！？；：:（(]{{3,42}}?)(?=[ \xa0]*(?:[\n\t\u2003\u3000]|\Z))"
)
"""A heading, on a line of its own or, where line breaks were lost, between wide spaces."""

_PLAN = r"“?[一二三四五六七八九十]{1,2}五”?(?:时期|期间|规划)?"
_YEAR = (
    rf"(?:\d{{4}}年|一九..年|去年|上年|今年以来|一年来|五年来|过去.{{1,4}}年|{_PLAN}|本届.{{0,8}})"
)
REVIEW = re.compile(
    rf"(?:关于|首先报告)?.{{0,4}}{_YEAR}.{{0,22}}(?:回顾|总结)(?:.{{0,6}}{_YEAR}.{{0,10}}成.)?"
    rf"|.{{0,8}}工作(?:情况)?(?:的)?回顾|(?:关于)?过去.{{1,4}}年.{{0,4}}(?:政府)?工作"
    rf"|首先报告.{{0,6}}年的?工作|{_YEAR}.{{0,16}}(?:成就|成绩|工作情况|计划的?执行情况)"
)
TASKS = re.compile(
    r"(?:关于)?.{0,26}(?:(?:主要|重点|目标|工作|各项)任务|(?:主要|重点)工作"
    r"|工作(?:的)?(?:总体)?(?:安排|部署|要求|重点|目标|思路|建议|计划|打算)"
    r"|总体(?:要求|部署|思路|安排)|(?:主要|预期|奋斗|发展)目标|主要考虑|政府工作任务).{0,16}"
    r"|\d{4}年(?:政府)?工作"
)
PLANS = re.compile(r"(?:任务|部署|要求|安排|目标|方针|建议)(?!.{0,4}(?:回顾|总结|完成|执行))")
AHEAD = re.compile(rf"\d{{4}}\s*年|今后|今年|未来|{_PLAN}")
"""What a title of plans without a number must say."""

RETROSPECT = re.compile("回顾|总结|成就|成绩|过去|去年|上年|一年来|五年来")
"""A title with these and a plan says both, so the part under it is neither."""

ANNEX = re.compile(
    r"(?:附件|附录|附|名词解释|有关用语说明|注释|注|相关报道|相关链接)[:：]?.{0,18}"
    r"|.{0,12}(?:名词解释|用语说明|名词注释)"
)

EN_HEADING = re.compile(
    r"(?m)^[^\S\n]*(?:(?:part )?([IVX]{1,4}|\d)[.:,]?[^\S\n]+)?([A-Z][^\n]{6,110})$"
)
EN_REVIEW = re.compile(
    r"(?:a )?review of (?:our |the )?(?:government'?s? )?work.{0,40}"
    r"|(?:our )?work in (?:the past|\d{4}).{0,40}"
)
EN_TASKS = re.compile(
    r"(?:major|main|key) tasks.{0,60}|overall requirements.{0,90}|(?:our )?(?:work"
    r"|tasks) for \d{4}.{0,40}|.{0,20}goals and tasks.{0,40}"
)
