"""The exclusion mini-language: what each token means, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_text.errors import LexiconError
from nqp_text.normalize import match_key
from nqp_text.tagging.exclusions import ALONE, HitContext, Rule, parse_rules, voided_by
from nqp_text.tagging.safe_regex import compile_safe

WHERE = "mine.csv, row 7, column exclude_context"


def void(cell, text, term, **place):
    key = match_key(text)
    start = key.index(match_key(term))
    context = HitContext(key, start, start + len(term), **place)
    return voided_by(parse_rules(cell, WHERE), context)


@pytest.mark.parametrize(
    ("cell", "text", "term", "voids"),
    [
        ("L:通", "该方案通智算法审查", "智算", True),
        ("L:通", "建设智算中心", "智算", False),
        ("R:份", "保存数份资料", "数", True),
        ("R:员", "数据交易员培训", "数据交易", True),
        ("R:员", "数据交易所开业", "数据交易", False),
        ("W:禽流感", "防控禽流感与AI", "AI", True),
        ("W:禽流感", "发展AI产业", "AI", False),
        ("L:sales", "our sales network grew", "network", True),
        ("L:sales", "wholesales network grew", "network", False),
        ("R: tea", "a green tea shop", "green", True),
        ("R:tea", "a green tea shop", "green", True),
        ("R: tea", "a green team won", "green", False),
        ("W:trademark", "patents and trademarks", "patents", True),
        ("W:mark", "patents and trademarks", "patents", False),
        ("REQ:ＧＰＵ", "配置gpu的服务器", "服务器", False),
        ("REQ:GPU|REQ:算力", "邮件服务器故障", "服务器", True),
        ("REQ:GPU|REQ:算力", "算力服务器", "服务器", False),
        ("RE:信创业(?!务)", "诚信创业者", "信创", True),
        ("RE:信创业(?!务)", "信创业务增长", "信创", False),
        ("RE:信创业(?!务)", "诚信创业，信创替代", "替代", False),
        ("ASCII_BOUNDARY", "MAIN road", "ai", True),
        ("ASCII_BOUNDARY", "用AI看病", "ai", False),
        ("DO_NOT_MATCH_ALONE", "智能", "智能", False),
        ("", "任何话", "话", False),
    ],
)
def test_tokens_decide_by_context(cell, text, term, voids):
    assert bool(void(cell, text, term)) is voids


def test_the_token_that_voids_is_named():
    assert void("ORG|W:高中试", "高中试卷", "中试") == "W:高中试"
    assert void("REQ:算力|REQ:GPU", "服务器", "服务器") == "REQ:算力"


def test_an_exclusion_outweighs_a_requirement():
    assert void("REQ:算力|W:邮件", "算力与邮件服务器", "服务器") == "W:邮件"


def test_traditional_and_full_width_text_meets_simplified_tokens():
    assert void("R:通道", "綠色通道", "绿色") == "R:通道"
    assert void("R:通道", "绿色通道", "绿色") == "R:通道"


def test_an_organisation_voids_only_what_lies_inside():
    assert void("ORG", "智算公司", "智算", in_organisation=True) == "ORG"
    assert void("ORG", "智算中心投产", "智算", in_organisation=False) == ""


@pytest.mark.parametrize(
    ("token", "place", "voids"),
    [
        ("SEC:risk", {"section": "risk"}, True),
        ("SEC:risk", {"section": "mdna.risk"}, True),
        ("SEC:risk", {"section": "mdna.outlook"}, False),
        ("SEC:mdna", {"section": "mdna.outlook"}, True),
        ("SEC:heading", {"block": "heading"}, True),
        ("SEC:heading", {"block": "prose", "section": "heading"}, False),
        ("SEC:notes", {"section": "notes"}, True),
        ("SEC:notes", {}, False),
        ("SEC:env_boilerplate", {"section": "environment"}, True),
    ],
)
def test_sections_match_their_names(token, place, voids):
    assert bool(void(token, "排放下降", "排放", **place)) is voids


@pytest.mark.parametrize(
    ("token", "text"),
    [
        ("SEC:env_boilerplate", "公司排放符合排污许可要求"),
        ("SEC:internal_control", "内部控制要求排放数据准确"),
        ("SEC:legal_list", "依照《某某管理条例》披露排放"),
    ],
)
def test_some_sections_are_known_by_words_in_the_sentence(token, text):
    assert void(token, text, "排放") == token
    assert void(token, "排放量下降三成", "排放") == ""


@pytest.mark.parametrize(
    "token",
    ["X:y", "W:", "W: ", "w:lower", "SEC:nowhere", "ORGX", "", "RE:(", "RE:(a+)+", "RE:a*", "no"],
)
def test_what_cannot_be_understood_is_refused_with_its_place(token):
    with pytest.raises(LexiconError) as caught:
        parse_rules(f"W:好|{token}", WHERE)
    assert WHERE in str(caught.value)
    assert repr(token) in str(caught.value)


def test_all_mistakes_of_a_cell_are_reported_together():
    with pytest.raises(LexiconError) as caught:
        parse_rules("X:1|ORG|Y:2", WHERE)
    assert "'X:1'" in caught.value.where
    assert "'Y:2'" in caught.value.where
    assert "'ORG'" not in caught.value.where


@pytest.mark.parametrize(
    "pattern", ["(a*)*b", "(a+){2,9}", "(?:x{1,5})+y", "(a)\\1", ".*.*.*x", "a" * 121, "x?"]
)
def test_dangerous_patterns_are_refused(pattern):
    with pytest.raises(ValueError):
        compile_safe(pattern)


@pytest.mark.timeout(120)  # below a second; a pattern that hangs takes for ever
def test_an_allowed_pattern_does_not_hang_on_a_long_sentence():
    compiled = compile_safe("信.*创.{0,40}务")
    assert compiled.search("信创" * 2_500) is None


def test_classes_of_a_pattern_keep_their_case():
    assert void("RE:算\\S力", "算 力", "力") == ""
    assert void("RE:算\\S力", "算能力", "力") == "RE:算\\S力"


words = st.text(st.sampled_from("算力数据绿色AIgpu 5é綠"), min_size=1, max_size=6).filter(str.strip)
tokens = st.one_of(
    st.sampled_from(ALONE),
    st.builds("{}:{}".format, st.sampled_from(["L", "R", "W", "REQ"]), words),
)


@given(st.lists(tokens, max_size=5))
def test_rules_survive_being_written_and_read(cell):
    rules = parse_rules("|".join(cell), WHERE)
    assert parse_rules("|".join(map(str, rules)), WHERE) == rules


@given(st.lists(tokens, min_size=1, max_size=4), words, words, words)
def test_a_word_beside_the_hit_voids_it_in_any_company(cell, left, hit, right):
    key = match_key(left + hit + right)
    context = HitContext(key, len(left), len(left + hit))
    rules = parse_rules("|".join(cell), WHERE)
    named = voided_by(rules, context)
    assert named == "" or named in map(str, rules)
    assert voided_by((*rules, Rule("ORG")), HitContext(key, 0, 1, in_organisation=True))
