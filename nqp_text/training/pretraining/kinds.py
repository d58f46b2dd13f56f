"""What kind of text a paragraph is, read off the paragraph and its neighbours.

The raw text comes ordered by source but unlabelled. A paragraph that shows no sign of its own is
taken for a law or a technology article when it stands among such: a tutorial does not say
"install" in every paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from nqp_text.training.pretraining.script import has_han

_LAW = re.compile(
    r"第[一二三四五六七八九十百零\d]{1,5}条(?!线|路|件)|^\s*(?:Article|Section)\s+\d+\b|"
    r"\bshall be deemed\b|主管机关|前[款项](?:规定|所)|法律、(?:行政)?法规|"
    r"本(?:法|条例|办法|细则|规则|准则)(?:所称|自|依|第|未)|依照(?:本|前|有关法律)|处.{0,30}罚款|"
    r"\b[Cc]ompetent [Aa]uthorit(?:y|ies)\b|\b(?:Subparagraph|Paragraph \d)|"
    r"\b(?:[Tt]hese|[Tt]he) Regulations (?:are|is|shall|apply)\b|\bof (?:this|the) Act\b"
)
_NEWS = re.compile(
    r"(?:记者|讯)[^。]{0,12}[)）]|娱乐|球队|比赛|电影|剧照|明星|^(?:AP|AFP|Reuters|SPACE\.com)\b|"
    r"\b(?:season|quarterback|touchdown|goal(?:keeper)?|coach|album|Hollywood)\b"
)
_FIRM = re.compile(
    r"公司|本行|本集团|报告期|募集资金|"
    r"\b(?:[Ww]e|[Oo]ur|[Tt]he Company|[Tt]he Group|fiscal|Registrant)\b"
)
_GOV = re.compile(
    r"政府|建设|改革|发展|党|国务院|人民|\b(?:government|reform|China|development|policy)\b"
)
# Where one of these stands, signs of technology are the business of a firm or a government.
_FILING = re.compile(
    r"公司|本行|本集团|报告期|募集资金|股份|政府|建设|"
    r"\b(?:[Tt]he Company|[Tt]he Group|fiscal|Registrant|revenues?|"
    r"[Oo]ur (?:customers|products|business|results))\b"
)
_WORD = re.compile(r"[a-z]+")
# One of these is enough: reports and policy papers do not use them.
_TECHNOLOGY = (
    "命令行",
    "发行版",
    "软件包管理",
    "软件源",
    "程序员",
    "毫安时",
    "手机评测",
    "打开终端",
    "终端窗口",
    "终端里",
    "终端中",
    "源码",
    "树莓派",
)
_TECHNOLOGY_TEXT = (
    "linux ubuntu debian fedora opensuse centos gnome kde sudo systemd bash npm archwiki vim emacs "
    "leetcode libreoffice firefox virtualbox mah gadget gadgets distro distros apt"
)
_TECHNOLOGY_WORDS = frozenset(_TECHNOLOGY_TEXT.split())
# Of these three different ones: each alone is at home in the report of a software firm.
_SIGN_TERMS = (
    "开源 代码 编程 脚本 浏览器 插件 下载 安装 文件 目录 命令 服务器 内核 教程 博客 密码 点击 菜单 "
    "编译 函数 变量 软件包 桌面 像素 屏幕 摄像头 项目地址 爬虫 接口"
)
_SIGNS = _SIGN_TERMS.split()
_SIGN_TEXT = (
    "install installed installing installation command commands terminal directory directories "
    "script scripts kernel repository repo plugin browser tutorial config shell gui container "
    "containers docker kubernetes click file files filename python java javascript developer "
    "developers server code coding windows android iphone github download upgrade desktop laptop "
    "package packages"
)
_SIGN_WORDS = frozenset(_SIGN_TEXT.split())
SIGNS = 3
HEAD = 600

KINDS = ("law", "technology", "news", "firm", "gov", "other")
"""``other``: no sign of any kind."""
POLICY = "gov"

NEIGHBOURS = 60
"""Lines in a neighbourhood."""
FEWEST_NEIGHBOURS = 20
_SHARE = {"technology": 0.08, "law": 0.05}
"""Share of a neighbourhood that must show a kind for the undecided lines in it to be taken so."""
_POLICY_SHARE = 0.25
_FIRM_SHARE = 0.3
"""Share of firm paragraphs from which on the neighbourhood is the report of a firm."""


def kind_of_text(line: str) -> str:
    """The kind of a paragraph, one of ``KINDS``: the first that it shows.

    >>> kind_of_text("第十二条 数据处理者应当建立分类分级制度。")
    'law'
    >>> kind_of_text("报告期内，公司持续加大研发投入。")
    'firm'
    >>> kind_of_text("用 sudo 安装这个软件包。")
    'technology'
    """
    head = line[:HEAD]
    if _LAW.search(head):
        return "law"
    if _is_technology(head):
        return "technology"
    if _NEWS.search(head):
        return "news"
    if _FIRM.search(head):
        return "firm"
    return "gov" if _GOV.search(head) else "other"


@cache
def _automaton() -> Any:
    from ahocorasick_rs import AhoCorasick

    return AhoCorasick([*_TECHNOLOGY, *_SIGNS], store_patterns=False)


def _is_technology(head: str) -> bool:
    words = set(_WORD.findall(head.lower()))
    if words & _TECHNOLOGY_WORDS:
        return True
    terms = {number for number, _, _ in _automaton().find_matches_as_indexes(head)}
    if any(number < len(_TECHNOLOGY) for number in terms):
        return True
    return len(terms) + len(words & _SIGN_WORDS) >= SIGNS and not _FILING.search(head)


def kinds_of_lines(lines: Sequence[str]) -> list[str]:
    """The kinds of neighbouring paragraphs, the undecided ones by their neighbourhood."""
    return _in_context([kind_of_text(line) for line in lines])


def kinds_of_pairs(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """The kinds of aligned pairs in their order.

    A law, technology article or news story if either side shows it; otherwise what the Chinese
    side shows, because the "we" of an English government report is not that of a firm. In a
    neighbourhood that speaks as a government does, the undecided pairs are policy as well.
    """
    found: list[str] = []
    for begin in range(0, len(pairs), NEIGHBOURS):
        kinds = _in_context([_kind_of_pair(*pair) for pair in pairs[begin : begin + NEIGHBOURS]])
        if _speaks(kinds, POLICY, _POLICY_SHARE):
            kinds = [POLICY if kind == "other" else kind for kind in kinds]
        found += kinds
    return found


def policy_pairs(kinds: Sequence[str]) -> list[bool]:
    """Which pairs are policy text by themselves and by their neighbourhood."""
    found: list[bool] = []
    for begin in range(0, len(kinds), NEIGHBOURS):
        part = kinds[begin : begin + NEIGHBOURS]
        sure = len(part) < FEWEST_NEIGHBOURS or _speaks(part, POLICY, _POLICY_SHARE)
        found += [sure and kind == POLICY for kind in part]
    return found


def _kind_of_pair(left: str, right: str) -> str:
    kinds = kind_of_text(left), kind_of_text(right)
    for kind in ("law", "technology", "news"):
        if kind in kinds:
            return kind
    return kinds[1] if has_han(right) and not has_han(left) else kinds[0]


def _in_context(kinds: list[str]) -> list[str]:
    for kind, share in _SHARE.items():
        if _speaks(kinds, kind, share):
            return [kind if own == "other" else own for own in kinds]
    return kinds


def _speaks(kinds: Sequence[str], kind: str, share: float) -> bool:
    counts = Counter(kinds)
    rivals = counts["firm"] if kind != POLICY else 0
    enough = len(kinds) >= FEWEST_NEIGHBOURS and counts[kind] >= share * len(kinds)
    return enough and rivals < _FIRM_SHARE * len(kinds)
