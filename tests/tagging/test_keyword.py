"""The keyword classifier: what it returns, and that a sentence does not depend on its batch."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nqp_text.errors import SettingsError
from nqp_text.normalize import match_key
from nqp_text.records import Kind, Sentence, Tagging
from nqp_text.tagging import LexiconTagger, load_lexicon, load_tagger
from nqp_text.tagging.exclusions import parse_rules
from nqp_text.tagging.lexicon import Lexicon, Term, make_lexicon
from nqp_text.text import language_of, split_text, words_zh


def term(node: str, text: str, lang: str, status: str = "core", rules: str = "") -> Term:
    return Term(
        node=node,
        term=text,
        key=match_key(text),
        lang=lang,  # type: ignore[arg-type]
        weight=1.0,
        status=status,  # type: ignore[arg-type]
        rules=parse_rules(rules, "test"),
    )


SMALL = make_lexicon(
    [
        term("path.compute", "算力", "zh"),
        term("path.compute", "算力中心", "zh"),
        term("path.green", "绿色算力", "zh"),
        term("path.green", "储能", "zh"),
        term("tech.ai", "人工智能", "zh"),
        term("path.data_market", "数据集", "zh"),
        term("path.digital_industry", "集成电路", "zh"),
        term("path.talent", "人才", "zh", "ambiguous"),
        term("path.compute", "data center", "en"),
        term("path.green", "solar", "en", rules="REQ:power"),
    ]
)


@pytest.fixture(scope="module")
def small() -> LexiconTagger:
    return LexiconTagger(SMALL, words_zh)


def sentence(text: str, number: int = 0, start: int = 0, **place: str) -> Sentence:
    made = Sentence(number, 1, "", "prose", language_of(text), start, start + len(text), text)
    return replace(made, **place)  # type: ignore[arg-type]


def tag(tagger: LexiconTagger, text: str, kind: Kind = "firm", **place: str) -> Tagging:
    return tagger.tag([sentence(text, **place)], kind)


def test_one_mention_per_sentence_and_node_with_its_words(small: LexiconTagger) -> None:
    found = tag(small, "公司建设算力中心，提供算力，发展储能。").mentions

    assert [(m.node, m.evidence) for m in found] == [
        ("path.compute", "算力中心"),
        ("path.green", "储能"),
    ]
    assert all(m.list_size == 2 and m.tagger == "lexicon" and m.score == 1.0 for m in found)


def test_offsets_point_at_the_original_characters(small: LexiconTagger) -> None:
    text = "  公司建設算力中心。\n"
    (mention,) = small.tag([sentence(text, start=100)], "firm").mentions

    assert mention.evidence == "算力中心"
    assert text[mention.evidence_start - 100 : mention.evidence_end - 100] == mention.evidence
    assert text[mention.start - 100 : mention.end - 100] == mention.text == text.strip()


def test_longest_term_wins(small: LexiconTagger) -> None:
    found = tag(small, "公司布局绿色算力业务板块。").mentions

    assert [m.node for m in found] == ["path.green"]


def test_a_refused_hit_does_not_hide_the_one_behind_it(small: LexiconTagger) -> None:
    found = tag(small, "公司的大数据集成电路芯片销量增长。").mentions

    assert "path.digital_industry" in [m.node for m in found]
    assert "path.data_market" not in [m.node for m in found]


def test_ambiguous_terms_nominate_and_do_not_count(small: LexiconTagger) -> None:
    found = tag(small, "公司十分重视人才方面的工作。")

    assert found.mentions == ()
    assert [(n.node, n.term, n.reason) for n in found.nominations] == [
        ("path.talent", "人才", "ambiguous")
    ]


def test_mentions_name_every_term_that_counted(small: LexiconTagger) -> None:
    (mention,) = tag(small, "公司建设算力中心，算力中心采用光伏供电。").mentions[:1]

    assert mention.hits == 2
    assert mention.matched == "算力中心|算力中心"


def test_what_is_voided_says_why(small: LexiconTagger) -> None:
    name = tag(small, "公司参股贵州算力有限公司并委派董事一名。")
    rule = tag(small, "The solar calendar was printed on the first page.")

    assert name.mentions == rule.mentions == ()
    assert [n.reason for n in name.nominations] == ["ORG"]
    assert [n.reason for n in rule.nominations] == ["REQ:power"]


@pytest.mark.parametrize("section", ["notes", "directors", "definitions", "statements", "toc"])
def test_sections_that_say_nothing_void_everything(small: LexiconTagger, section: str) -> None:
    found = tag(small, "公司建设算力中心并提供服务。", section=section)

    assert found.mentions == ()
    assert found.nominations[0].reason in ("accounting", "person_bio", "definition", "toc")


def test_lists_count_their_paths_not_their_facets(small: LexiconTagger) -> None:
    found = tag(small, "公司把人工智能用于算力中心的日常管理。").mentions

    assert {m.node for m in found} == {"tech.ai", "path.compute"}
    assert {m.list_size for m in found} == {1}


def test_government_documents_speak_for_the_government(small: LexiconTagger) -> None:
    (mention,) = tag(small, "加快建设算力中心，提升服务能力。", kind="gov").mentions

    assert mention.actor == "government"
    assert mention.stance == "plan"


def test_a_null_character_in_a_text_moves_nothing(small: LexiconTagger) -> None:
    texts = ["公司\0建设算力中心。", "公司发展储能电站业务。"]
    found = small.tag([sentence(t, number=i) for i, t in enumerate(texts)], "firm").mentions

    assert [(m.sentence_id, m.evidence) for m in found] == [(0, "算力中心"), (1, "储能")]


def test_an_empty_lexicon_finds_nothing() -> None:
    tagger = LexiconTagger(Lexicon((), "none"), words_zh)

    assert tag(tagger, "公司建设算力中心并提供服务。") == Tagging()


def test_unknown_method_names_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="no method") as caught:
        load_tagger("oracle", lexicon=SMALL, words=words_zh)

    assert "lexicon" in caught.value.fix


SHIPPED = LexiconTagger(load_lexicon(), words_zh)
PIECES = st.sampled_from(
    [
        "公司建设智算中心，扩大算力规模。",
        "若不能吸引人才，可能产生不利影响。",
        "贵州绿能科技有限公司为公司客户。",
        "公司尚未开展储能业务。",
        "算力",
        "。",
        "加大预算力度。",
        "We built data centers for AI workloads.",
        "If we fail to attract and retain qualified personnel, we may suffer.",
        "Our cloud platform serves customers.",
        "\0",
        "\n",
        "推动绿色低碳发展；",
        "ＧＰＵ服务器",
        "数据集",
        "集成电路产业。",
    ]
)


@settings(deadline=None)
@given(st.lists(st.lists(PIECES, min_size=1, max_size=3).map("".join), min_size=1, max_size=8))
def test_a_sentence_alone_gives_what_it_gives_in_a_batch(texts: list[str]) -> None:
    sentences = [sentence(text, number=i) for i, text in enumerate(texts)]

    together = SHIPPED.tag(sentences, "firm")
    alone = [SHIPPED.tag([each], "firm") for each in sentences]

    assert together.mentions == tuple(m for t in alone for m in t.mentions)
    assert together.nominations == tuple(n for t in alone for n in t.nominations)


@settings(deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=12).map("".join))
def test_evidence_is_always_in_the_text(text: str) -> None:
    sentences = split_text(text)

    for mention in SHIPPED.tag(sentences, "firm").mentions:
        assert text[mention.evidence_start : mention.evidence_end] == mention.evidence
        assert mention.start <= mention.evidence_start < mention.evidence_end <= mention.end
        assert 0 < mention.score <= 1
