"""What is wrong with a lexicon whose every row is well formed.

An error makes a row useless or wrong, a warning says that it does less than it seems to, a note is
worth knowing. The shipped lexicons have neither errors nor warnings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from nqp_text.tagging.exclusions import has_word
from nqp_text.tagging.lexicon import Lexicon, Term
from nqp_text.tagging.safe_regex import compile_safe
from nqp_text.tagging.swallowed import swallowed
from nqp_text.taxonomy import Taxonomy

Level = Literal["error", "warning", "note"]

LEVELS: tuple[Level, ...] = ("error", "warning", "note")

SENTENCE_ENDS = "。！？；!?;\n\r\t"
"""No hit crosses one of these: text is split into sentences there."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and where (file and row)."""

    level: Level
    check: str
    where: str
    term: str
    message: str


def lint(lexicon: Lexicon, taxonomy: Taxonomy) -> tuple[Finding, ...]:
    """All findings, errors first, in the order of the rows."""
    findings = [
        *duplicates(lexicon.terms),
        *contradictions(lexicon.terms, taxonomy),
        *(finding for term in lexicon.terms for finding in unmatchable(term)),
        *(finding for term in lexicon.terms for finding in void_rules(term)),
        *swallows(lexicon.terms),
    ]
    return tuple(sorted(findings, key=lambda finding: LEVELS.index(finding.level)))


def duplicates(terms: Sequence[Term]) -> Iterator[Finding]:
    """Rows that say the same again, or that another row of the term makes superfluous.

    A term may stand twice under a node: once ambiguous, once core with ``REQ:`` words.
    """
    rows: dict[tuple[str, str, str], list[Term]] = defaultdict(list)
    for term in terms:
        rows[term.node, term.lang, term.key].append(term)
    for same in rows.values():
        for first, second in combinations(same, 2):
            if first.rules == second.rules:
                if first.status == second.status:
                    message = f"the same term and exclusions as {first.where}"
                else:
                    message = f"{second.status} here, {first.status} in {first.where}"
                yield _finding("error", "duplicate", second, message)
            elif first.status == second.status == "core" and not (first.rules and second.rules):
                idle, free = (second, first) if not first.rules else (first, second)
                message = f"{free.where} counts the term without any condition"
                yield _finding("error", "duplicate", idle, message)


def contradictions(terms: Sequence[Term], taxonomy: Taxonomy) -> Iterator[Finding]:
    """The same words for two parts of the index, told apart by nothing.

    Allowed where a boundary rule of the taxonomy names both nodes (绿色金融 is finance and green).
    """
    index = set(taxonomy.paths)
    joined = {frozenset(p) for rule in taxonomy.rules for p in combinations(rule.nodes, 2)}
    rows: dict[tuple[str, str], list[Term]] = defaultdict(list)
    for term in terms:
        if term.node in index and term.status == "core":
            rows[term.lang, term.key].append(term)
    for same in rows.values():
        for first, second in combinations(same, 2):
            pair = frozenset((first.node, second.node))
            if len(pair) == 2 and first.rules == second.rules and pair not in joined:
                message = (
                    f"counts for {second.node} here and for {first.node} in {first.where}, "
                    "with the same exclusions and no boundary rule for both"
                )
                yield _finding("error", "contradiction", second, message)


def unmatchable(term: Term) -> Iterator[Finding]:
    """A row that no text can meet, or that counts never although it says core."""
    reasons = []
    if term.key != term.key.strip() or "  " in term.key:
        reasons.append("spaces before, behind or doubled inside the term")
    if any(character in SENTENCE_ENDS for character in term.term):
        reasons.append("it holds a sign that ends a sentence")
    if "*" in term.key:
        reasons.append("* is no wildcard here: write the forms out")
    if term.lang == "en" and any("\u4e00" <= character <= "\u9fff" for character in term.key):
        reasons.append("Chinese characters in a term that is looked for in English sentences")
    if any(rule.kind == "DO_NOT_MATCH_ALONE" for rule in term.rules) and term.status == "core":
        reasons.append("DO_NOT_MATCH_ALONE contradicts the status core")
    for reason in reasons:
        yield _finding("error", "never_matches", term, reason)


def void_rules(term: Term) -> Iterator[Finding]:
    """Exclusions that void every hit, and requirements that every hit meets."""
    forbidden = {rule.value for rule in term.rules if rule.kind == "W"}
    required = [rule.value for rule in term.rules if rule.kind == "REQ"]
    for value in forbidden:
        if has_word(term.key, value):
            yield _finding("error", "voids_everything", term, f"W:{value} lies in the term itself")
    if required and all(any(has_word(value, w) for w in forbidden) for value in required):
        message = "each REQ: word is excluded by a W: word"
        yield _finding("error", "voids_everything", term, message)
    for rule in term.rules:
        if rule.kind == "RE" and compile_safe(rule.value).search(term.key):
            message = f"{rule} matches the term itself"
            yield _finding("error", "voids_everything", term, message)
    for value in required:
        if has_word(term.key, value):
            message = f"REQ:{value} lies in the term itself, so it is always met"
            yield _finding("warning", "requires_nothing", term, message)
        elif any(has_word(value, word) for word in forbidden):
            message = f"REQ:{value} is excluded by a W: word"
            yield _finding("warning", "requires_nothing", term, message)


def swallows(terms: Sequence[Term]) -> Iterator[Finding]:
    """Terms inside longer terms of other nodes: the longest match wins, the shorter is not seen.

    That is how a lexicon is meant to work, so it is a note; where the longer term counts nothing
    (ambiguous), a mention is lost, and it is a warning.
    """
    for short, long in swallowed(terms):
        lost = long.status == "ambiguous" and short.status == "core"
        message = f"inside {long.term!r} ({long.node}, {long.status}, {long.where})"
        level: Level = "warning" if lost else "note"
        yield _finding(level, "swallowed", short, f"{short.node} is not seen {message}")


def _finding(level: Level, check: str, term: Term, message: str) -> Finding:
    return Finding(level, check, term.where, term.term, message)
