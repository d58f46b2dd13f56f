"""The contexts in which a term does not count: the ``exclude_context`` column of a lexicon.

Tokens stand between vertical bars. One exclusion that holds voids the hit; where ``REQ:`` tokens
are given, one of them must be present. All comparison is on matching keys, so width, case and
script do not matter. Latin tokens match whole words, an English word also its plural in -s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from nqp_text.errors import LexiconError
from nqp_text.normalize import match_key
from nqp_text.tagging.safe_regex import compile_safe

WITH_VALUE = ("L", "R", "W", "REQ", "RE", "SEC")
"""Kinds written ``KIND:value``."""

ALONE = ("ORG", "ASCII_BOUNDARY", "DO_NOT_MATCH_ALONE")
"""Kinds written as they are."""

SECTIONS = frozenset(
    (
        "cover",
        "toc",
        "definitions",
        "profile",
        "business",
        "mdna",
        "outlook",
        "risk",
        "governance",
        "environment",
        "matters",
        "shares",
        "directors",
        "bonds",
        "audit",
        "statements",
        "notes",
        "review",
        "tasks",
        "heading",
    )
)
"""What ``SEC:`` can name: the sections that are found, and headings."""

CUES = {
    "env_boilerplate": re.compile(
        r"重点排污单位|排污许可|达标排放|排放标准|自行监测|环境监测|应急预案|环评|环境影响评价|危险废物|"
        r"环保处罚|环境保护税|固废|discharge permit|key pollutant|emission standard|"
        r"environmental laws"
    ),
    "internal_control": re.compile(
        r"内部控制|内控|审计委员会|internal controls?\b|audit committee|"
        r"control over financial reporting"
    ),
    "legal_list": re.compile(
        r"《[^》]{2,60}(?:法|条例|规定|办法|准则|通知|解释)[^》]{0,12}》|经营范围|营业执照|法律法规|"
        r"\b(?:pursuant to|act of (?:19|20)\d\d|u\.s\.c\.|c\.f\.r\.|code of federal regulations)"
    ),
}
"""Section types that no heading announces: words in the sentence itself betray them."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One token of the column. ``value`` is a matching key (a pattern for ``RE``)."""

    kind: str
    value: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}" if self.value else self.kind


class HitContext(NamedTuple):
    """Where a hit stands: the whole sentence's matching key, the hit in it, and its place."""

    key: str
    start: int
    end: int
    section: str = ""
    block: str = ""
    in_organisation: bool = False


def parse_rules(cell: str, where: str) -> tuple[Rule, ...]:
    """The rules of one cell. ``where`` (file, row and column) goes into the error.

    >>> [str(rule) for rule in parse_rules("L:计算机|REQ:ＧＰＵ|ORG", "zh.csv, row 2")]
    ['L:计算机', 'REQ:gpu', 'ORG']
    """
    rules: list[Rule] = []
    mistakes: list[str] = []
    for token in cell.split("|") if cell.strip() else ():
        try:
            rules.append(_parse(token))
        except ValueError as error:
            mistakes.append(f"{where}: token {token!r}: {error}")
    if mistakes:
        raise LexiconError(
            "An exclusion cannot be understood.",
            where="\n         ".join(mistakes),
            fix=f"Use {', '.join(kind + ':…' for kind in WITH_VALUE)}, {', '.join(ALONE)}, "
            "separated by vertical bars.",
        )
    return tuple(dict.fromkeys(rules))


def _parse(token: str) -> Rule:
    if token.strip() in ALONE:
        return Rule(token.strip())
    kind, colon, value = token.lstrip().partition(":")
    if kind not in WITH_VALUE or not colon:
        raise ValueError("no such kind of exclusion")
    if not value.strip():
        raise ValueError("nothing stands behind the colon")
    if kind == "RE":
        # Letters of a pattern keep their case: \S is not \s.
        value = "".join(c if c.isascii() else match_key(c) for c in value)
        compile_safe(value)
        return Rule(kind, value)
    value = match_key(value)
    if kind == "SEC":
        value = value.strip()
        if value not in SECTIONS and value not in CUES:
            raise ValueError(f"no such section; there are {', '.join(sorted({*SECTIONS, *CUES}))}")
    return Rule(kind, value if kind in ("L", "R") else value.strip())


_LITERAL = frozenset({"L", "R", "W"})
"""Kinds of rules whose value has to stand somewhere in the sentence."""


def voided_by(rules: tuple[Rule, ...], context: HitContext) -> str:
    """The token that voids the hit, or an empty text when the hit counts.

    A hit that lacks all its required words names the first of them.
    """
    required: Rule | None = None
    met = False
    key = context.key
    for rule in rules:
        kind = rule.kind
        if kind == "REQ":
            required = required or rule
            met = met or (rule.value in key and has_word(key, rule.value))
        # Most words are not there at all: this is seen without a call.
        elif (kind not in _LITERAL or rule.value in key) and _holds(rule, context):
            return str(rule)
    return "" if met or required is None else str(required)


def _holds(rule: Rule, context: HitContext) -> bool:
    key, start, end = context.key, context.start, context.end
    match rule.kind:
        case "L":
            return _left_is(key, start, rule.value)
        case "R":
            return _right_is(key, end, rule.value)
        case "W":
            return has_word(key, rule.value)
        case "RE":
            found = compile_safe(rule.value).finditer(key)
            return any(match.start() < end and match.end() > start for match in found)
        case "SEC":
            return _in_section(rule.value, context)
        case "ORG":
            return context.in_organisation
        case "ASCII_BOUNDARY":
            return _joins(key, start) or _joins(key, end)
    return False


def _left_is(key: str, start: int, value: str) -> bool:
    # Two Latin words never touch: between them the space is understood.
    gap = " " if _is_latin(key[start : start + 1]) and _is_latin(value[-1]) else ""
    text = value + gap
    return key.endswith(text, 0, start) and not _joins(key, start - len(text))


def _right_is(key: str, end: int, value: str) -> bool:
    gap = " " if _is_latin(key[end - 1 : end]) and _is_latin(value[0]) else ""
    text = gap + value
    return key.startswith(text, end) and not _joins(key, end + len(text))


def has_word(key: str, value: str) -> bool:
    """Whether ``value`` stands in ``key``; a Latin one as a whole word or its plural in -s."""
    if value not in key:
        return False
    if not (_is_latin(value[0]) or _is_latin(value[-1])):
        return True
    return any(_ends_word(key, at, value) for at in _occurrences(key, value))


def _occurrences(key: str, value: str) -> Iterator[int]:
    at = key.find(value)
    while at >= 0:
        yield at
        at = key.find(value, at + 1)


def _ends_word(key: str, at: int, value: str) -> bool:
    end = at + len(value)
    if _is_latin(value[0]) and _joins(key, at):
        return False
    if not _is_latin(value[-1]) or not _joins(key, end):
        return True
    return key[end] == "s" and not _joins(key, end + 1)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _joins(key: str, at: int) -> bool:
    """Whether a Latin letter or digit stands on both sides of the offset ``at``."""
    return 0 < at < len(key) and _is_latin(key[at - 1]) and _is_latin(key[at])


def _in_section(name: str, context: HitContext) -> bool:
    if name == "heading":
        return context.block == "heading"
    if name in context.section.split("."):
        return True
    if name == "env_boilerplate" and "environment" in context.section.split("."):
        return True
    return name in CUES and CUES[name].search(context.key) is not None
