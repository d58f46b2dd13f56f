"""Boundary rules of the codebook that words of the sentence can decide, as data.

A rule voids the mentions of one node in a sentence that has its cue (``pattern``) and none of the
saving cues (``unless``). An empty pattern holds in every sentence: the node then needs one of the
saving cues. ``reason`` names the rule of the codebook. Each rule was kept because it takes far more
wrong mentions than right ones on the training labels; the comment gives wrong/right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from nqp_text.records import Kind, Language
from nqp_text.tagging.screened import EVERYTHING, Screened


@dataclass(frozen=True, slots=True)
class NodeRule:
    """When a node's words do not speak of the node."""

    node: str
    lang: Language
    reason: str
    pattern: Screened
    unless: Screened | None
    kinds: tuple[Kind, ...]
    term: re.Pattern[str] | None = None
    """The terms that the rule is about; all of the node's when there is none."""

    def is_about(self, term: str, kind: Kind) -> bool:
        """Whether the rule can void the term in documents of this kind."""
        return (not self.kinds or kind in self.kinds) and not (
            self.term and not self.term.search(term)
        )

    def holds(self, key: str, mask: int = EVERYTHING) -> bool:
        """Whether the rule voids its terms in the sentence with this matching key."""
        if not (mask & self.pattern.bit and self.pattern.search(key)):
            return False
        unless = self.unless
        return not (unless and mask & unless.bit and unless.search(key))


def _rule(
    node: str,
    lang: Language,
    reason: str,
    pattern: str,
    unless: str = "",
    *kinds: Kind,
    term: str = "",
) -> NodeRule:
    saving = Screened(unless) if unless else None
    about = re.compile(term) if term else None
    return NodeRule(f"path.{node}", lang, reason, Screened(pattern), saving, kinds, about)


_RULES = (
    # Finance without a stated direction: 113/9, 43/11, 68/10.
    _rule(
        "finance",
        "zh",
        "R21",
        "",
        r"科技|科创|绿色|创新|研发|专精特新|产业|知识产权|耐心资本|双碳|低碳|节能|五篇大文章",
        "firm",
        "news",
        "other",
    ),
    _rule(
        "finance",
        "zh",
        "R21",
        "",
        r"科技|科创|绿色|创新|研发|专精特新|产业|企业|知识产权|耐心资本|双碳|低碳|节能|五篇大文章",
        "gov",
    ),
    _rule(
        "finance",
        "en",
        "R21",
        "",
        r"\b(?:technolog\w+|innovat\w+|research|green|r&d|start-?ups?|climate|clean|renewable|"
        r"patient capital|priorit\w+ sectors)\b",
    ),
    # Words of industry policy that are national tasks only with their framing: 58/2.
    _rule(
        "national_system",
        "zh",
        "B9",
        "",
        r"攻关|卡脖子|自主|国产|替代|关键|专项|战略|实验室|工程|重大科技|大科学|863|973|自立自强|"
        r"揭榜挂帅|"
        r"国家重点研发|科技领军|封锁|举国|集中力量|科技计划",
    ),
    # People who cannot be won or kept: research is only what suffers. 3/0, English from the traps.
    _rule(
        "innovation",
        "zh",
        "risk_object",
        r"人才流失|人员流失|(?:不能|未能|无法).{0,20}(?:吸引|留住|引进).{0,10}人",
    ),
    _rule(
        "innovation",
        "en",
        "risk_object",
        r"\b(?:fails?|failure|unable|inability)\b.{0,40}\b(?:attract|retain|hire|recruit)",
    ),
    # How patents are litigated, licensed and run out, and those of others.
    _rule(
        "innovation",
        "en",
        "R17",
        r"\b(?:reissue\w*|expir\w+|patent terms?|royalt\w+|enforceab\w+|unenforceable|invalidat\w+|"
        r"validity|licensors?|licensees?|inter partes|orange book|lawsuits?|suits|litigation)\b"
        r"|\b(?:third[- ]part(?:y|ies)|others)\b.{0,60}\b(?:claim\w*|assert\w*|alleg\w*|"
        r"infring\w*)",
        r"\bprotect\w*",
        "firm",
        term=r"patent|copyright|trademark|intellectual|proprietary|trade secret",
    ),
    # Trials and approvals of a drug: 5/1.
    _rule(
        "innovation",
        "en",
        "R14",
        r"\b(?:clinical|fda|phase [123i]+)\b",
        r"\b(?:platforms?|collaborat\w+|invest\w*|universit\w+|strateg\w+)\b",
        "firm",
        term=r"^(?:research|r&d)",
    ),
    # Duties are no cultivation of talent.
    _rule(
        "talent",
        "en",
        "compliance_training",
        r"\b(?:mandatory|compliance|anti-bribery|privacy|security|ethics)\b.{0,40}\btraining\b"
        r"|\btraining\b.{0,40}\b(?:compliance|anti-bribery|privacy|ethics)\b",
        r"\b(?:skills?|careers?|leadership|development|talent)\b",
        "firm",
    ),
    # One firm's own cyber-security: 4/2.
    _rule(
        "digital_industry",
        "en",
        "B12",
        r"\b(?:hack\w*|malware|phishing|cyber-?attacks?|unauthori[sz]ed access)\b",
        r"\b(?:solutions?|offers?|protects? customers|products)\b",
        "firm",
    ),
    # Own data centres as something that can fail: 30/8.
    _rule(
        "compute",
        "en",
        "R11",
        r"\b(?:outages?|interruptions?|disasters?|earthquakes?|breach(?:es)?|failures?|"
        r"third[- ]party)\b",
        r"\b(?:build|building|built|invest\w*|expand\w*|gpus?|ai)\b",
        "firm",
    ),
    # One firm's own computers and networks are not a base that others use: 24/1.
    _rule(
        "infrastructure",
        "en",
        "own_it",
        r"\b(?:our (?:it|technology|cloud|network|internal)|information technology|cloud|server)\b",
        r"\b(?:5g|fiber|broadband|charging|grid|spectrum|towers?)\b",
        "firm",
    ),
    # Ordinary contracting work: 9/1.
    _rule(
        "infrastructure",
        "zh",
        "B29",
        r"承建|中标|施工|总承包",
        r"新型|智能|智慧|升级|改造|更新|数字",
        "firm",
    ),
    # Digital government without content for industry: 12/1.
    _rule(
        "digital_industry",
        "zh",
        "D_gov",
        r"政务|一网通办|执法|社保|医保|公安",
        r"产业|企业|工业|经济|农业|制造|商",
        "gov",
    ),
    # Charging stations are infrastructure; green needs an aim or the making of vehicles.
    _rule(
        "green",
        "zh",
        "B14",
        r"充(?:换)?电(?:桩|站|设施|基础设施|网络|需求)",
        r"绿|碳|节能|制造|生产|产业|整车|产销|销量|光伏|风电|储能|推广|更新|替代|电池",
    ),
)

RULES: dict[tuple[str, Language], tuple[NodeRule, ...]] = {
    place: tuple(rule for rule in _RULES if (rule.node, rule.lang) == place)
    for place in dict.fromkeys((rule.node, rule.lang) for rule in _RULES)
}
"""The rules by node and language."""


def node_reason(
    node: str, term: str, key: str, lang: Language, kind: Kind, mask: int = EVERYTHING
) -> str:
    """The boundary rule that voids this term of this node in the sentence, or an empty text."""
    for rule in _rules_about(node, term, lang, kind):
        if rule.holds(key, mask):
            return rule.reason
    return ""


@cache
def _rules_about(node: str, term: str, lang: Language, kind: Kind) -> tuple[NodeRule, ...]:
    return tuple(rule for rule in RULES.get((node, lang), ()) if rule.is_about(term, kind))
