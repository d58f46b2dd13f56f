"""Sentences that use a term without saying anything about it: names of the reasons and their cues.

Pure data. ``void`` templates take all hits of the sentence, ``span`` templates only the hits
inside the match. The share of matched training sentences that carry no label is what decides
whether a template stays (``benchmarks/keyword_quality.py --templates`` prints it).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

from nqp_text.records import Kind, Language
from nqp_text.tagging.screened import Screened

LANGUAGES: tuple[Language, ...] = ("zh", "en")


KINDS: tuple[Kind, ...] = ("firm", "gov", "news", "other")


@dataclass(frozen=True, slots=True)
class Template:
    """A cue in the matching key and the reason it gives."""

    reason: str
    lang: Language
    pattern: Screened
    kinds: tuple[Kind, ...] = KINDS
    unless: Screened | None = None


def _zh(reason: str, pattern: str, *kinds: Kind, unless: str = "") -> Template:
    return _template(reason, "zh", pattern, kinds, unless)


def _en(reason: str, pattern: str, *kinds: Kind, unless: str = "") -> Template:
    return _template(reason, "en", pattern, kinds, unless)


def _template(
    reason: str, lang: Language, pattern: str, kinds: tuple[Kind, ...], unless: str
) -> Template:
    return Template(
        reason,
        lang,
        Screened(pattern),
        kinds or KINDS,
        Screened(unless) if unless else None,
    )


VOID = (
    # contents and headings
    _zh("toc", r"[.…·]{4,} ?\d{1,4}\s*$"),
    _en("toc", r"(?:\.\s?){4,}\d{1,4}\s*$"),
    _zh("heading", r"^\s*[(（]?[一二三四五六七八九十\d]{1,3}[)）、.]\s*[\u4e00-\u9fff]{2,12}\s*$"),
    # people
    _zh(
        "person_bio",
        r"(?:曾任|历任|现任|毕业于|出生于?|博士生导师|硕士生导师|博士研究生学历|本科学历|硕士学历)"
        r"|(?:先生|女士)[:：,，(（].{0,20}(?:学历|学位|国籍|工程师|教授|董事|年)",
        "firm",
        unless=r"公司员工|员工总数|技术人员.{0,8}人,?其中",
    ),
    _en(
        "person_bio",
        r"\b(?:mr|ms|mrs|dr|prof)\.? [a-z]+.{0,60}\b(?:served|holds|held|joined|was (?:appointed|"
        r"elected|named)|"
        r"has (?:been|served)|received|earned|graduated|directed)\b"
        r"|\bserved as (?:an? |the |our )?(?:[a-z]+ ){0,2}(?:director|president|officer|partner|"
        r"chair|counsel)"
        r"|^\W*(?:he|she) (?:is|was|has|had|holds|served|joined|also|previously|currently)\b"
        r"|\b(?:b\.?s\.?|m\.?b\.?a|ph\.?d|bachelor|master)(?:'s)?\b.{0,30}\b(?:degree|from|"
        r"in)\b.{0,60}\buniversity\b",
        "firm",
    ),
    # definitions
    _zh(
        "definition",
        r"^[^,，。;；]{0,20}(?:中|内),?[“\"]?[^,，。]{1,20}[”\"]?(?:系指|是指|"
        r"指)[^导出标明示数挥定令南引]",
    ),
    _zh(
        "definition",
        r"^\s*[“\"]?[^,，。;；:：]{1,16}[”\"]?\s*(?:系指|指|是指)\s*[^导出标明示数挥定令南引向针]",
        "firm",
    ),
    _en("definition", r"^\W{0,3}[\w /()-]{1,60}\W{0,2} (?:means|refers to|shall mean)\b"),
    _en("definition", r"^\W*when we refer to\b|\bwe define \w+|\bis defined as\b"),
    # accounting and tax
    _zh(
        "accounting",
        r"减按|计入当期损益|递延收益|递延所得税|会计政策|会计准则|账面价值|账面余额|公允价值|"
        r"坏账准备|摊余成本|"
        r"无形资产.{0,12}(?:摊销|使用寿命|土地使用权|软件|专利权)|营业外收入|"
        r"其他收益.{0,12}政府补助|企业所得税(?:税率|优惠)|"
        r"(?:所得税|增值税).{0,20}(?:税率|减免|即征即退|征收)|税率(?:为|缴纳)|合并(?:财务)?报表|"
        r"纳入合并范围|减值准备|资产减值|"
        r"长期股权投资|(?:项目|科目).{0,12}列[报示]|利润表|投资收益|期初余额|期末余额",
        "firm",
    ),
    _zh("table_label", r"其中[:：]\s*数据资源"),
    _zh("table_label", r"^(?:\W*[\u4e00-\u9fff]{2,10}\W*)?(?:[\d,.%\-—]+\s+){3,}"),
    _en(
        "accounting",
        r"\b(?:fair value|carrying (?:amount|value)|goodwill|amortiz(?:ed|ation)|impairment|"
        r"deferred (?:tax|revenue)|"
        r"useful li(?:fe|ves)|tax credits?|income tax(?:es)?|effective tax rate|accounting "
        r"(?:standards?|polic(?:y|ies)|pronouncement)|"
        r"gaap|asc \d|performance obligations?|purchase price|consolidated (?:financial|balance|"
        r"statements)|"
        r"revenue (?:is|are) recognized|recognize(?:d)? revenue|stock-based compensation|lessee|"
        r"lessor|"
        r"net operating loss\w*|carryforwards?|taxable income|"
        r"in-process research|capitalized (?:software|costs)|note \d+)\b",
        "firm",
    ),
    # law, listing and compliance
    _zh(
        "boilerplate",
        r"重点排污单位|排污许可|达标排放|应急预案|环境自行监测|危险废物|环境影响评价|环评批复|"
        r"排放口|排放浓度|污染物排放标准|行政处罚",
        "firm",
        unless=r"投资|改造|下降|减少|减排|降低|节约|技术",
    ),
    _zh(
        "boilerplate",
        r"个人信息保护法|数据安全法|网络安全法|投票(?:系统|平台)|内部控制(?:审计|评价|缺陷)|"
        r"保荐机构|股票代码|证券代码",
    ),
    _zh(
        "legal_list",
        r"(?:同业竞争|关联交易|关联方|持股比例|注册资本|经营范围|营业执照|法定代表人|实际控制人)",
        "firm",
        unless=r"主营|主要从事",
    ),
    _en(
        "boilerplate",
        r"\b(?:internal controls? over|critical audit matters?|effectiveness of internal controls?|"
        r"key pollutant|discharge permit|in compliance with (?:its|our|the) permit|pursuant "
        r"to (?:section|rule|item)|"
        r"incorporated (?:herein )?by reference|form (?:10-k|8-k|10-q)|exhibit \d|forward-looking "
        r"statements?|"
        r"nasdaq|new york stock exchange|item \d+[a-c]?\.|gdpr|privacy (?:law|act|regulation)s?)\b",
        "firm",
    ),
    _en(
        "legal_list",
        r"\b(?:lawsuits?|plaintiffs?|complaint|alleg(?:es?|ing|ations?)|infring(?:e|es|ement|ing)|"
        r"litigation|indemnif\w+)\b",
        "firm",
        unless=r"protect|safeguard|enforce",
    ),
)
"""Sentence templates: any match voids every hit of the sentence."""

VOID_IN: Mapping[tuple[Language, Kind], tuple[Template, ...]] = {
    (lang, kind): tuple(t for t in VOID if t.lang == lang and kind in t.kinds)
    for lang in LANGUAGES
    for kind in KINDS
}
"""The sentence templates by language and kind of document."""

VOID_BITS = {
    place: reduce(or_, (template.pattern.bit for template in templates))
    for place, templates in VOID_IN.items()
}
"""The patterns of these templates as a mask."""

SPAN = (
    _zh("title", r"《[^》]{2,80}》?"),
    _en("title", r"\b(?:[\w-]+ ){1,8}act of (?:19|20)\d\d\b"),
)
"""Titles of laws, plans and standards: naming one is not yet saying something."""

CARRIED_OUT = re.compile(
    r"(?:落实|贯彻|实施|执行|出台|印发|制定|编制|发布|按照|推进|开展)[^《》]{0,8}$"
)
"""Left of a title: the plan is carried out or issued, so its subject is what the sentence says."""

PREDICATE_EN = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|will|shall|would|can|could|may|might|"
    r"must|should|"
    r"[a-z]{3,}(?:ed|ing|es|s)|grew|built|won|led|made|cut|set|began|drove|rose|fell)\b"
)

PREDICATE_ZH = re.compile(
    r"^[^\u4e00-\u9fff]*(?:第?[一二三四五六七八九十百]+[、章节项)）.．]*)?\s*.{0,6}?"
    r"(?:加快|推进|推动|加强|建设|发展|实施|深化|完善|健全|坚持|构建|打造|促进|提升|培育|强化|支持|"
    r"优化|落实|开展|建立|扩大|提高|巩固|增强|引导|鼓励|探索|突破|推广|夯实|壮大|聚焦|突出|改善|"
    r"治理|"
    r"保护|营造|激发|保障|赋能|引领|践行|助力|拥抱|布局|创新驱动|实现)"
)
"""How a Chinese heading begins that is a sentence (R1): with what is done."""

MIN_HAN = 8
"""Fewer Chinese characters than this are a fragment."""

MIN_WORDS = 4
"""Fewer English words than this are a fragment."""
