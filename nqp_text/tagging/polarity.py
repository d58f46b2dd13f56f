"""Whether a mention is affirmed, denied or named as a risk.

Denial has a scope: from the negating words to the end of their clause, or back to the start of it
for words that follow what they deny (算力业务尚未开展). Risk is a property of the sentence and is
decided by the scorecard; it comes before denial, because 若不能吸引人才 denies nothing.
"""

from __future__ import annotations

import re

from nqp_text.records import Language, Polarity
from nqp_text.tagging.screened import EVERYTHING, Screened

_NEGATIONS: dict[Language, Screened] = {
    "zh": Screened(
        r"(?:不|未|没有|均未|并未|尚未|暂未|暂不|从未|不再)(?:直接|实际|正式)?"
        r"(?:涉及|从事|开展|参与|经营|拥有|具备|布局|投资|建设|实施|生产|销售|提供|包括|包含|形成|"
        r"建立|设立|属于|存在)"
        r"|尚无|暂无|尚未|暂未|没有(?!.{0,6}(?:就|的情况下))|(?<![有唯毫])并无|终止(?!日)|停止|"
        r"取消|不存在|放弃|不再"
    ),
    "en": Screened(
        r"\b(?:does|do|did|has|have|had|is|are|was|were) not (?:currently |presently |yet |"
        r"directly |"
        r"actively |otherwise )?(?:engaged?|involved?|participated?|operated?|own(?:ed)?|"
        r"conduct(?:ed)?|"
        r"offer(?:ed)?|undertaken?|started|begun|launched|adopted|developing|developed|pursu(?:e|"
        r"ing)|"
        r"have (?:any|a)|in the business|manufactured?|produced?|sell|sold|provided?|supply|"
        r"supplied|invest(?:ed)?|planning|intend(?:ing)?|plan)\b"
        r"|\b(?:has|have|had) (?:no|yet to)\b|\bno (?:plans?|intention)\b|\bnot yet\b|\bno longer\b"
        r"|\b(?:ceased|discontinued|terminated|abandoned|cancelled|canceled)\b|\bneither\b"
    ),
}
"""Words that deny what follows them in their clause."""

_AFTER: dict[Language, Screened] = {
    "zh": Screened(
        r"(?:尚未|暂未|并未|从未|未能?)(?:正式|实际)?(?:开展|开始|开工|动工|启动|实施|形成|投产|"
        r"建成|建立|"
        r"落地|推进|实现)"
        r"|尚无|已(?:终止|停止|取消)|(?:被|予以)(?:终止|取消)"
    ),
    "en": Screened(
        r"\b(?:has|have|had|was|were|is|are) (?:not (?:yet )?(?:been )?(?:started|begun|launched|"
        r"adopted|"
        r"implemented|built|deployed|completed)|been (?:discontinued|terminated|cancelled|canceled|"
        r"abandoned)|(?:discontinued|terminated|cancelled|canceled|abandoned))\b"
    ),
}
"""Words that deny what stands before them in their clause."""

_CLAUSE_ENDS: dict[Language, re.Pattern[str]] = {
    "zh": re.compile(r"[,，。;；:：!！?？]|而是|但是|反而|(?<!不)但(?!不限)"),
    "en": re.compile(r"[,;:.](?=\s|$)|\b(?:but|however|although|while|whereas)\b"),
}

_NOT_ONLY: dict[Language, re.Pattern[str]] = {
    "zh": re.compile(r"不仅|不但|不只|不单|不止|没有停止|不断|不可或缺|不限于|从未停止|从未放弃"),
    "en": re.compile(r"\bnot (?:only|just|merely|limited)\b|\bnever (?:ceased|stopped)\b"),
}
"""Looks like a denial and is none: its clause is left alone."""

REACH: dict[Language, int] = {"zh": 20, "en": 90}
"""Characters that a denial reaches at most: further off it is about something else."""


SCREENED: dict[Language, tuple[Screened, ...]] = {
    lang: (_NEGATIONS[lang], _AFTER[lang]) for lang in _NEGATIONS
}
"""Without any of these nothing is denied, which is so in most sentences."""

_BITS = {lang: before.bit | after.bit for lang, (before, after) in SCREENED.items()}


def polarity_of(
    key: str, start: int, end: int, lang: Language, *, risk: bool, mask: int = EVERYTHING
) -> Polarity:
    """Polarity of the mention ``key[start:end]`` in the sentence with this matching key.

    ``mask`` says which patterns the sentence may hold (see ``screened``).
    """
    if risk:
        return "risk"
    language: Language = "zh" if lang == "zh" else "en"
    if not mask & _BITS[language]:
        return "affirmed"
    left, right = _clause(key, start, end, language)
    if _NOT_ONLY[language].search(key, left, right):
        return "affirmed"
    for match in _NEGATIONS[language].finditer(key, left, start):
        if start - match.end() <= REACH[language]:
            return "negated"
    for match in _AFTER[language].finditer(key, end, right):
        if match.start() - end <= REACH[language] // 2:
            return "negated"
    return "affirmed"


def _clause(key: str, start: int, end: int, lang: Language) -> tuple[int, int]:
    left = 0
    for match in _CLAUSE_ENDS[lang].finditer(key, 0, start):
        left = match.end()
    after = _CLAUSE_ENDS[lang].search(key, end)
    return left, after.start() if after else len(key)
