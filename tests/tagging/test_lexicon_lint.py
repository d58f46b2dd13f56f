"""Lint: each check finds its mistake and leaves the right rows alone."""

from __future__ import annotations

import pytest

from nqp_text.normalize import match_key
from nqp_text.tagging.exclusions import parse_rules
from nqp_text.tagging.lexicon import Term, load_lexicon, make_lexicon
from nqp_text.tagging.lexicon_lint import lint
from nqp_text.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy()


def term(node, text, cell="", status="core", lang="zh"):
    rules = parse_rules(cell, "test")
    return Term(node, text, match_key(text), lang, 1.0, status, rules, where=f"row {text}")


def found(*terms, notes=False):
    findings = lint(make_lexicon(terms), TAXONOMY)
    return [(f.level, f.check) for f in findings if notes or f.level != "note"]


def test_the_shipped_lexicons_are_clean():
    findings = lint(load_lexicon(), TAXONOMY)
    assert [finding for finding in findings if finding.level != "note"] == []


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("", "core"), ("", "core"), [("error", "duplicate")]),
        (("", "core"), ("", "ambiguous"), [("error", "duplicate")]),
        (("", "core"), ("REQ:甲", "core"), [("error", "duplicate")]),
        (("", "ambiguous"), ("REQ:甲", "core"), []),
        (("REQ:乙", "core"), ("REQ:甲", "core"), []),
    ],
)
def test_duplicates(first, second, expected):
    rows = [
        term("path.green", word, cell, status)
        for word, (cell, status) in (("光伏", first), ("光伏", second))
    ]
    assert found(*rows) == expected


def test_duplicates_are_found_by_matching_key():
    assert found(term("path.green", "ＰＶ", lang="en"), term("path.green", "pv", lang="en")) != []


def test_a_term_in_two_paths_needs_a_boundary_rule_or_different_exclusions():
    assert ("error", "contradiction") in found(term("path.green", "甲"), term("path.talent", "甲"))
    assert found(term("path.green", "甲"), term("path.finance", "甲")) == []  # B6
    assert found(term("path.green", "甲", "REQ:乙"), term("path.talent", "甲", "REQ:丙")) == []
    assert found(term("path.green", "甲"), term("tech.green", "甲")) == []


@pytest.mark.parametrize(
    ("text", "lang", "cell"),
    [
        (" 光伏", "zh", ""),
        ("solar  power", "en", ""),
        ("光伏。风电", "zh", ""),
        ("photovolt*", "en", ""),
        ("光伏", "en", ""),
        ("光伏", "zh", "DO_NOT_MATCH_ALONE"),
    ],
)
def test_terms_that_never_match(text, lang, cell):
    assert found(term("path.green", text, cell, lang=lang)) == [("error", "never_matches")]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("W:光伏", [("error", "voids_everything")]),
        ("W:光", [("error", "voids_everything")]),
        ("REQ:组件|W:组件", [("error", "voids_everything"), ("warning", "requires_nothing")]),
        ("RE:光.", [("error", "voids_everything")]),
        ("RE:光伏布", []),
        ("REQ:伏", [("warning", "requires_nothing")]),
        ("REQ:组件|REQ:电站|W:组件", [("warning", "requires_nothing")]),
        ("REQ:组件|W:电站", []),
    ],
)
def test_exclusions_that_void_everything(cell, expected):
    assert found(term("path.green", "光伏", cell)) == expected


def test_a_core_term_inside_an_ambiguous_one_of_another_node_is_lost():
    short, long = term("path.green", "光伏"), term("path.finance", "光伏贷", status="ambiguous")
    assert found(short, long) == [("warning", "swallowed")]
    assert found(short, long, term("path.green", "光伏贷", status="ambiguous")) == []


def test_a_term_inside_a_longer_core_term_is_a_note():
    rows = term("path.green", "光伏"), term("path.finance", "光伏贷")
    assert found(*rows) == []
    assert found(*rows, notes=True) == [("note", "swallowed")]


def test_part_of_a_latin_word_is_not_swallowed():
    rows = term("tech.ai", "ai", lang="en"), term("path.finance", "main board", lang="en")
    assert found(*rows, notes=True) == []
