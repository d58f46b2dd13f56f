"""How often a paragraph is used, by what kind of text it is.

The raw text comes ordered by source but unlabelled, so the kind is read off the paragraph itself.
Laws and general technology or world news are not the language of reports: they are thinned out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

_LAW = re.compile(
    r"第[一二三四五六七八九十百零\d]+条|^\s*(?:Article|Section)\s+\d+\b|\bshall be deemed\b"
)
_NEWS = re.compile(
    r"(?:记者|讯)[^。]{0,12}[)）]|娱乐|球队|比赛|电影|剧照|明星|手机评测|^(?:AP|AFP|Reuters|SPACE\.com)\b|"
    r"\b(?:season|quarterback|touchdown|goal(?:keeper)?|coach|album|Hollywood)\b"
)
_FIRM = re.compile(
    r"公司|本行|本集团|报告期|募集资金|\b(?:[Ww]e|[Oo]ur|the Company|the Group|fiscal|Registrant)\b"
)
_GOV = re.compile(
    r"政府|建设|改革|发展|党|国务院|人民|\b(?:government|reform|China|development|policy)\b"
)

WEIGHTS = {"law": 0.3, "news": 0.3, "firm": 1.0, "gov": 1.0, "other": 0.6}
PAIR_PASSES = {"firm": 4, "gov": 4}
"""How often a pass over the aligned pairs meets a pair of this kind; the others once."""


def kind_of_text(line: str) -> str:
    """``law``, ``news``, ``firm``, ``gov`` or ``other``: the first that the paragraph shows.

    >>> kind_of_text("第十二条 数据处理者应当建立分类分级制度。")
    'law'
    >>> kind_of_text("报告期内，公司持续加大研发投入。")
    'firm'
    """
    head = line[:600]
    for kind, pattern in (("law", _LAW), ("news", _NEWS), ("firm", _FIRM), ("gov", _GOV)):
        if pattern.search(head):
            return kind
    return "other"


def keeps(line: str, seed: int) -> bool:
    """Whether the mixture keeps this paragraph: decided by its hash, so order does not matter."""
    weight = WEIGHTS[kind_of_text(line)]
    digest = hashlib.blake2b(f"{seed}:{line}".encode("utf-8", "surrogatepass"), digest_size=4)
    return int.from_bytes(digest.digest(), "big") / 2**32 < weight


def repeated_pairs(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs in order, and behind them those of the field again.

    Neighbours stay together: sentences of one document are the hardest to tell apart.
    """
    passes = [PAIR_PASSES.get(kind_of_text(f"{a} {b}"), 1) for a, b in pairs]
    found = list(pairs)
    for number in range(1, max(passes, default=1)):
        found += [pair for pair, times in zip(pairs, passes, strict=True) if times > number]
    return found
