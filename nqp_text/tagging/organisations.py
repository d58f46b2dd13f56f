"""Names of organisations: what stands inside is a name, not something that is said.

A Chinese name ends in a word for an organisation (有限公司, 研究院) and reaches back to the nearest
word that cannot belong to it. An English one is a run of capitalised words that ends in such a
word. A bare 公司 or 集团 counts only behind a place name: 大数据公司 is a kind of firm.
"""

from __future__ import annotations

import re

from nqp_text.records import Language
from nqp_text.tagging.screened import EVERYTHING, Screened

PLACES = (
    "中国|中华|全国|国家|北京|上海|天津|重庆|广东|深圳|广州|浙江|杭州|宁波|江苏|南京|苏州|无锡|"
    "山东|青岛|济南|福建|厦门|福州|湖北|武汉|湖南|长沙|四川|成都|安徽|合肥|河南|郑州|河北|石家庄|"
    "雄安|陕西|西安|辽宁|大连|沈阳|吉林|长春|黑龙江|哈尔滨|江西|南昌|山西|太原|云南|昆明|贵州|"
    "贵阳|广西|南宁|海南|海口|内蒙古|宁夏|甘肃|兰州|青海|西藏|新疆|香港|澳门|台湾|东莞|佛山|珠海|"
    "大湾区"
)

_FIRM_ENDS = (
    "有限责任公司|股份有限公司|有限公司|股份公司|有限合伙|集团公司|合伙企业|会计师事务所|"
    "律师事务所|事务所|分公司"
)
_BODY_ENDS = (
    "研究院|研究所|研究中心|大学|学院|协会|学会|联合会|联盟|商会|促进会|基金会|银行|出版社|管理局|"
    "数据局|"
    "办公厅"
)
_WEAK_ENDS = "集团|公司|中心|实验室"

_NAME_CHARACTER = r"[\u4e00-\u9fffa-z0-9&·.\-()（）]"
# What ends the way back: function words and verbs that do not stand inside a name.
_STOPS = re.compile(
    r"子公司|孙公司|参股公司|控股公司|母公司|本公司|公司(?=.{4,}(?:公司|集团|合伙|院|所|会))|股东|"
    r"单位|客户|供应商|竞争对手|"
    r"设立|成立|新设|收购|转让|持有|获得|取得|质押|注销|"
    r"投资(?!集团|有限|控股|管理|发展|基金|咨询|股份|合伙|公司|中心)|合作|联合|签署|签订|系(?!统)|曾任|"
    r"现任|历任|担任|任职|就职|来自|包括|例如|"
    r"[的与及由向是了将从被于或]|(?<![中总])和(?![谐平信])|(?<!华)为|在(?!线)|对(?!外)|(?<![高平])等"
)
FIRM = Screened(f"(?:{_FIRM_ENDS})(?:\\(有限合伙\\))?")
BODY = Screened(f"(?:{_BODY_ENDS})")
WEAK = Screened(
    rf"(?:{PLACES})[省市区]?[\u4e00-\u9fffa-z0-9]{{2,12}}?(?:{_WEAK_ENDS})"
    r"(?![\u4e00-\u9fff]{0,2}(?:建设|能力|规模))"
)
# 北京建成智算中心 and 新增全国重点实验室 say something: only the first words of a name are there.
_NO_NAME = re.compile(
    r"新?建|加快|打造|布局|投[资入产]|推[进动]|启动|拥有|现有|形成|培育|新增|支持|"
    r"(?:数据|智算|算力|超算|计算|技术|研究|创新)中心$|重点实验室$"
)
_REACH_BACK = 26
_KINDS_OF_BODY = re.compile(
    r"^(?:新型|一批|各类|多家|企业|高校|科研|产业|产业技术|省级|国家级|高水平)+$"
)

_EN_ENDS = (
    r"Co\.,?\s+Ltd|Co\.|Ltd|Limited|Inc|Incorporated|Corp|Corporation|LLC|L\.L\.C|LLP|L\.P|PLC|"
    r"plc|N\.V|S\.A|"
    r"GmbH|AG|Holdings?|Group|Company|University|College|Institute|Academy|Association|Federation|"
    r"Foundation|"
    r"Bank|Council|Commission|Committee|Ministry|Agency|Administration|Bureau|Laborator(?:y|ies)|"
    r"Society|Alliance|"
    r"Partners|Ventures|Trust"
)
_EN_WORD = r"[A-Z][\w&.'’\-]*"
_EN_NAME = re.compile(
    rf"\b{_EN_WORD}(?:,?\s+(?:{_EN_WORD}|(?:of|and|for|the|&)(?=\s+[A-Z]))){{0,9}}?"
    rf",?\s+(?:{_EN_ENDS})\b\.?(?:\s+of(?:\s+{_EN_WORD}){{1,4}})?"
)
EN_HINT = Screened(rf"\s(?:{_EN_ENDS})\b")
EN_BODY_OF = Screened(
    rf"\b(?:University|Institute|Academy|Ministry|Department|Bureau|Bank|College)\s+(?:of|"
    rf"for)(?:\s+(?:{_EN_WORD}|and|of))+"
)
_EN_OWN = re.compile(r"^(?:The|Our|Their|This|Its|We|In|At|For|As|On|By|With|From|A|An)\s+")

SCREENED: dict[Language, tuple[Screened, ...]] = {
    "zh": (FIRM, BODY, WEAK),
    "en": (EN_HINT, EN_BODY_OF),
}
_ZH_BITS = FIRM.bit | BODY.bit | WEAK.bit
_EN_BITS = EN_HINT.bit | EN_BODY_OF.bit

Span = tuple[int, int]


def organisation_spans(
    text: str, key: str, lang: Language, mask: int = EVERYTHING
) -> tuple[Span, ...]:
    """Where names of organisations stand. ``text`` is the original, ``key`` its matching key."""
    if not mask & (_EN_BITS if lang == "en" else _ZH_BITS):
        return ()
    return tuple(_english(text, mask) if lang == "en" else _chinese(key, mask))


def inside(spans: tuple[Span, ...], start: int, end: int) -> bool:
    """Whether one of the spans holds ``start:end``."""
    return any(left <= start and end <= right for left, right in spans)


def _chinese(key: str, mask: int) -> list[Span]:
    spans: list[Span] = []
    if mask & FIRM.bit:
        spans += [_back_from(key, match, bare_kinds=True) for match in FIRM.finditer(key)]
    if mask & BODY.bit:
        spans += [_back_from(key, match, bare_kinds=False) for match in BODY.finditer(key)]
    if mask & WEAK.bit:
        spans += [match.span() for match in WEAK.finditer(key) if not _NO_NAME.search(match[0])]
    return [span for span in spans if span[1] > span[0]]


def _back_from(key: str, end: re.Match[str], *, bare_kinds: bool) -> Span:
    """The name that ends with this match; empty when nothing before it names anyone."""
    start = end.start()
    while start > 0 and end.start() - start < _REACH_BACK and _in_name(key[start - 1]):
        start -= 1
    for stop in _STOPS.finditer(key, start, end.end()):
        if stop.end() <= end.start():
            start = stop.end()
    name = key[start : end.start()]
    if not bare_kinds and (_KINDS_OF_BODY.match(name) or len(name) < 2):
        return end.end(), end.end()
    return start, end.end()


_in_name = re.compile(_NAME_CHARACTER).match


def _english(text: str, mask: int) -> list[Span]:
    spans: list[Span] = []
    # A name ends as the hint says, and the hint is found much faster.
    if mask & EN_HINT.bit and EN_HINT.search(text):
        for match in _EN_NAME.finditer(text):
            lead = _EN_OWN.match(match[0])
            spans.append((match.start() + (lead.end() if lead else 0), match.end()))
    if mask & EN_BODY_OF.bit:
        spans += [match.span() for match in EN_BODY_OF.finditer(text)]
    return spans
