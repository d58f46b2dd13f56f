"""Titles of the sections of Chinese company reports: data over folded text without spaces.

Mainland templates changed their titles in 2012, 2015, 2016 and 2021, and banks and older reports
go their own ways, so one name has many titles. Hong Kong reports are folded to simplified forms.
"""

from __future__ import annotations

import re

BOARD_REPORT = re.compile(r"(?:公司)?董事(?:会|局)(?:工作)?报告书?")
"""Management's discussion in mainland reports up to 2014, unless another title claims it; in
Hong Kong the statutory directors' report, never management's discussion."""

TITLES: tuple[tuple[str, str], ...] = (
    ("", r".{0,30}高级管理人员(?:、.{0,12})?关于.*|.{0,20}书面确认意见.{0,8}"),
    (
        "mdna",
        r"(?:公司)?(?:管理层|经营层|经营管理层|经营情况|公司经营情况)的?(?:讨论|分析)(?:与|和|及)(?:分析|讨论)"
        r"|(?:公司)?(?:主要业务|经营|业务|财务)?(?:讨论(?:与|和|及)分析|分析与讨论)"
        r"|业务回顾(?:与展望|及展望|与前景)?|管理层讨论、分析.*|经营情况讨论与分析.+报告",
    ),
    (
        "environment",
        r"环境(?:和|与|、)社会责任|社会责任(?:报告)?|环境、社会(?:及|和|与)?(?:公司)?(?:治理|管治)(?:报告)?",
    ),
    (
        "governance",
        r"公司治理(?:结构|报告|情况)?|(?:本行|公司){1,2}治理(?:结构|情况)?|企业管治报告?|公司治理、环境和社会"
        r"|监事会(?:工作)?报告书?|股东大会(?:情况)?简介|内部控制.{0,12}",
    ),
    ("matters", r"(?:重要|重大)事项|其他(?:重要|重大)事项|董事(?:会|局)(?:工作)?报告书?"),
    (
        "directors",
        r"(?:公司)?(?:现任)?董事、?监事(?:、|及|和|与)?(?:高级|高管).{0,24}|董事(?:及|、)高级管理(?:人员|层).{0,16}"
        r"|董事会?及高级管理.{0,8}|(?:董事、?)?高级管理人员.{0,6}员工情况",
    ),
    (
        "shares",
        r"(?:普通股)?(?:股份|股本)(?:变动|结构).{0,14}|优先股.{0,8}|股东(?:及实际控制人)?情况|股本及股东情况",
    ),
    ("bonds", r"(?:可转换)?(?:公司|企业)?(?:可转换公司)?债券(?:相关)?情况|可转换公司债券.{0,8}"),
    ("audit", r"审计报告|独立(?:核数师|审计师)报告书?"),
    ("notes", r"(?:合并)?财务报表附注"),
    (
        "statements",
        r"财务(?:会计)?报告(?:及.{0,10})?|(?:经审计)?(?:合并)?财务报表|财务会计信息.{0,12}",
    ),
    ("risk", r"(?:重大)?风险(?:因素|提示)(?:及.{0,10})?|(?:重大)?风险及.{0,8}对策"),
    ("definitions", r"释义|专业术语|名词解释|释义与.{0,8}"),
    ("cover", r"重要提示(?:、|及|与|和)?.{0,10}"),
    ("toc", r"目录"),
    ("business", r"(?:公司)?业务概(?:要|览)|业务(?:与|和)技术|公司业务情况"),
    (
        "profile",
        r"(?:公司)?(?:基本|概)?(?:情况|况)?(?:简介|概况)(?:(?:和|与|及).{0,14})?|公司(?:基本情况|简介|概况).{0,14}"
        r"|(?:主要)?(?:会计|财务)数据.{0,16}|(?:银行)?业务数据摘要|主要财务(?:指标|数据).{0,8}|财务概要|发行人基本情况",
    ),
    (
        "",
        r"备查文件.{0,4}|致股东.{0,6}|(?:董事长|行长|主席|总裁|监事长)(?:致辞|报告书?|致股东.{0,6})|\d{4}年年志"
        r"|本次发行概况|同业竞争.{0,8}|公司资料|企业资料|五年.{0,6}摘要|股利分配政策|募集资金运用"
        r"|业务发展目标|其他|概览|声明|环境与展望",
    ),
)
"""Name and titles; the first that matches the whole title decides. Unnamed ones end a section."""

PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in TITLES)

KEYWORDS = re.compile(
    "讨论与分析|讨论及分析|讨论和分析|分析与讨论|业务回顾|董事会报告|董事局报告|董事会工作报告|董事局工作报告|公司治理|"
    "企业管治|监事会报告|监事会工作报告|重要事项|重大事项|高级管理|股份变动|股本变动|股本结构|审计报告|核数师报告|"
    "财务报告|财务会计报告|财务报表|释义|业务概要|公司简介|基本情况简介|公司资料|社会责任|环境、社会|债券|"
    "优先股|股东情况|主席报告|致股东|董事长致辞|备查文件|业务数据摘要|财务概要|财务摘要|风险因素|年志|股东大会情况简介"
)
"""Any line that is a section title without a chapter number holds one of these."""

IN_DISCUSSION = (
    (
        "mdna.risk",
        re.compile(
            r".{0,12}面[对临]的?.{0,10}风险.{0,12}|.{0,6}风险因素.{0,8}|.{0,8}风险提示"
            r"|.{0,10}风险(?:及|与|和)其?(?:应对|对策|防范).{0,6}|(?:全面)?风险管理(?:情况)?"
        ),
    ),
    (
        "mdna.outlook",
        re.compile(
            r".{0,14}未来(?:发展)?的?(?:展望|前景|规划).{0,14}|.{0,10}发展的?展望.{0,10}"
            r"|.{0,12}(?:前景|工作|发展)展望|(?:公司)?未来发展的?讨论与分析|.{0,8}展望(?:未来)?"
            r"|.{0,10}发展战略(?:和|与|及)经营计划"
        ),
    ),
)
"""Parts of management's discussion that are sections of their own."""

IN_STATEMENTS = (
    ("audit", re.compile(r"审计报告")),
    (
        "statements",
        re.compile(r"财务报表|(?:合并|银行)?(?:及公司)?资产负债表.{0,8}"),
    ),
    (
        "notes",
        re.compile(
            r"(?:\d{4}年度?)?(?:合并)?(?:及公司)?(?:财务|会计)报表(?:主要项目)?附注"
            r"(?:[(（]续[)）])?|公司的?基本情况"
        ),
    ),
)
"""Parts of the financial report, in their order."""

IN_COVER = (("toc", re.compile("目录")), ("definitions", re.compile("释义")))
"""What the first chapter holds besides the warranty, in its order."""
