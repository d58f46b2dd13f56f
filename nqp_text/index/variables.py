"""Names and descriptions of the columns of a wide panel: short enough for every statistics package.

``nqp_cmp_sub_shl`` is the path compute, scope substantive, measure share_listed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from nqp_text.index.cells import COMPOSITE
from nqp_text.index.measures import find_measure
from nqp_text.index.scopes import SCOPES
from nqp_text.taxonomy import load_taxonomy

MAX_NAME = 32
"""Longest name that Stata takes."""

_PATHS = {
    "path.innovation": "inn",
    "path.infrastructure": "inf",
    "path.national_system": "nat",
    "path.data_market": "dat",
    "path.digital_industry": "dig",
    "path.talent": "tal",
    "path.finance": "fin",
    "path.compute": "cmp",
    "path.green": "grn",
    COMPOSITE: "all",
}
_SCOPES = {scope: scope[:3] for scope in SCOPES}
_SCOPES_ZH = {
    "attention": "关注", "own": "自身", "substantive": "实质", "implementation": "落实",
}  # fmt: skip
_MEASURES_ZH = {
    "share_listed": "句子占比（1/k）",
    "share": "句子占比",
    "per_10k": "每万字句数",
    "per_10k_words": "每万词句数",
    "count": "句数",
    "ln1p": "ln(1+句数)",
    "terms": "词频",
    "ln1p_terms": "ln(1+词频)",
    "terms_per_10k": "每万字词频",
    "terms_per_10k_words": "每万词词频",
    "tfidf": "TF-IDF",
    "expected_share": "期望占比",
    "expected_count": "期望句数",
    "breadth": "是否提及",
    "new_share": "新增句占比",
    "talk_walk": "言行差距",
}
_MIDDLE = MAX_NAME - len("nqp__att_tp10k")


@dataclass(frozen=True, slots=True)
class Variable:
    """A column of a wide panel and what a reader has to know of it."""

    name: str
    label: str
    label_zh: str
    formula: str
    numerator: str
    denominator: str


def describe(path: str, measure: str, scope: str) -> Variable:
    """The variable that holds one path in one measure and scope.

    >>> describe("path.compute", "share_listed", "substantive").name
    'nqp_cmp_sub_shl'
    """
    formula = find_measure(measure, scope)
    middle = _PATHS.get(path) or re.sub(r"[^a-z0-9]+", "_", path.lower())[:_MIDDLE].strip("_")
    of = "weighted mean over the paths of " if path == COMPOSITE else ""
    return Variable(
        name=f"nqp_{middle}_{_SCOPES[scope]}_{formula.short}",
        label=f"{path}, {scope}: {formula.label}",
        label_zh=f"{_chinese(path)}，{_SCOPES_ZH[scope]}：{_MEASURES_ZH.get(measure, measure)}",
        formula=of + formula.formula,
        numerator=f"{SCOPES[scope]}; column {formula.numerator.format(scope=scope)} of the counts",
        denominator=formula.denominator or "none",
    )


def _chinese(path: str) -> str:
    """The node in Chinese; a node of another taxonomy keeps its id."""
    if path == COMPOSITE:
        return "综合指数"
    return _chinese_names().get(path, path)


@cache
def _chinese_names() -> dict[str, str]:
    return {node.id: node.zh for node in load_taxonomy().nodes}
