from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_runs import NODES, PATHS, mention

from nqp_text.errors import MeasureError
from nqp_text.index import SCOPES, count, count_chars
from nqp_text.records import Sentence


def sentence(number: int, text: str = "公司建成智算中心。", lang: str = "zh") -> Sentence:
    return Sentence(number, 1, "mdna", "prose", lang, 0, len(text), text)  # type: ignore[arg-type]


def words(text: str, lang: str) -> int:
    return len(text.split())


def counted(sentences, mentions, **options):
    total = count(sentences, mentions, NODES, words, **options)
    return total.exposure, {item.node: item for item in total.counts}


def test_every_node_has_a_count_in_the_given_order_zeros_included():
    counts = count([sentence(0)], [mention(0, "path.compute")], NODES, words).counts

    assert [item.node for item in counts] == list(NODES)
    assert [item.node for item in counts if item.attention] == ["path.compute"]


def test_scopes_follow_actor_and_stance():
    sentences = [sentence(number) for number in range(5)]
    mentions = [
        mention(0, "path.green", actor="own", stance="achievement"),
        mention(1, "path.green", actor="own", stance="action"),
        mention(2, "path.green", actor="own", stance="plan"),
        mention(3, "path.green", actor="own", stance="background"),
        mention(4, "path.green", actor="government", stance="achievement"),
    ]

    green = counted(sentences, mentions)[1]["path.green"]

    assert (green.attention, green.own, green.substantive, green.implementation) == (5, 4, 3, 2)


@pytest.mark.parametrize(("kind", "own"), [("gov", 1), ("firm", 0), ("news", 0)])
def test_a_government_is_its_own_actor_in_its_own_documents_only(kind, own):
    mentions = [mention(0, "path.green", actor="government", stance="plan")]

    green = counted([sentence(0)], mentions, kind=kind)[1]["path.green"]

    assert (green.attention, green.own, green.substantive) == (1, own, own)


def test_denied_and_risk_sentences_are_counted_apart():
    sentences = [sentence(number) for number in range(3)]
    mentions = [
        mention(0, "path.green", polarity="negated"),
        mention(1, "path.green", polarity="risk"),
        mention(2, "path.green", hits=4),
    ]

    green = counted(sentences, mentions)[1]["path.green"]

    assert (green.attention, green.negated, green.risk, green.terms) == (1, 1, 1, 4)


def test_a_sentence_on_three_paths_gives_each_a_third_and_a_facet_all():
    three = ("path.green", "path.talent", "path.finance")
    mentions = [mention(0, node, list_size=3) for node in (*three, "tech.ai")]

    _, counts = counted([sentence(0)], mentions)

    assert [counts[node].attention_weighted for node in three] == [1 / 3] * 3
    assert counts["tech.ai"].attention_weighted == 1.0


def test_the_nodes_that_share_sentences_can_be_other_ones():
    mentions = [mention(0, node, list_size=2) for node in ("path.green", "tech.ai")]

    _, counts = counted([sentence(0)], mentions, paths={"tech.ai"})

    assert counts["path.green"].attention_weighted == 1.0
    assert counts["tech.ai"].attention_weighted == 0.5


def test_mentions_in_sentences_that_do_not_count_are_left_out():
    exposure, counts = counted([sentence(0)], [mention(0, "path.green"), mention(1, "path.green")])

    assert exposure.sentences == 1
    assert counts["path.green"].attention == 1


def test_two_mentions_of_a_node_in_one_sentence_are_one_sentence_and_two_terms():
    mentions = [mention(0, "path.green"), mention(0, "path.green", evidence_start=9)]

    green = counted([sentence(0)], mentions)[1]["path.green"]

    assert (green.attention, green.terms, green.attention_weighted) == (1, 2, 1.0)


def test_a_mention_of_an_unknown_node_is_an_error():
    with pytest.raises(MeasureError, match=r"path\.elsewhere"):
        count([sentence(0)], [mention(0, "path.elsewhere")], NODES, words)


def test_the_exposure_counts_sentences_that_say_something():
    sentences = [
        sentence(0, "营业收入增长12.5%。"),
        sentence(1, "  \n"),
        sentence(2, "2,024.00"),
        sentence(3, "Revenue grew by 12%.", "en"),
    ]

    exposure, _ = counted(sentences, [])

    # 6 Chinese characters and 3 Latin words; the words are counted by the function given.
    assert (exposure.sentences, exposure.chars, exposure.words) == (2, 9, 5)


@pytest.mark.parametrize(
    ("text", "chars"),
    [
        ("", 0),
        ("2024年12月31日", 3),
        ("人工智能(AI)与5G、H2O", 8),
        ("state-of-the-art", 4),
        ("the firm's", 2),
        ("ＡＩ芯片", 3),
        ("，。！%￥", 0),
        ("𠮷野家", 3),
        ("naïve Überblick", 2),
    ],
)
def test_chars_are_chinese_characters_and_latin_words(text, chars):
    assert count_chars(text) == chars


@given(st.text(alphabet="aZé'’-9 \n算〇𠮷Ａ９，", max_size=24))
def test_chars_are_counted_as_one_reads_them(text):
    word = re.compile("[0-9９]*[a-zA-ZéＡ](?:['’]?[a-zA-ZéＡ0-9９])*")

    assert count_chars(text) == len(re.findall("[算〇𠮷]", text)) + len(word.findall(text))


def test_the_last_word_of_a_sentence_does_not_melt_into_the_next():
    exposure, _ = counted([sentence(0, "green", "en"), sentence(1, "power", "en")], [])

    assert exposure.chars == 2


@st.composite
def taggings(draw):
    """Sentences that each speak of some of the paths, as a tagger would say it."""
    mentions = []
    total = draw(st.integers(1, 12))
    for number in range(total):
        paths = draw(st.lists(st.sampled_from(PATHS), unique=True, max_size=9))
        stance = draw(st.sampled_from(["background", "plan", "action", "achievement"]))
        actor = draw(st.sampled_from(["own", "government", "other", "macro"]))
        polarity = draw(st.sampled_from(["affirmed", "affirmed", "negated", "risk"]))
        mentions += [
            mention(number, p, stance=stance, actor=actor, polarity=polarity, list_size=len(paths))
            for p in paths
        ]
    return [sentence(number) for number in range(total)], mentions


@given(taggings(), st.sampled_from(["firm", "gov"]))
def test_counts_are_bounded_by_sentences_scopes_are_nested_weights_at_most_one(tagging, kind):
    sentences, mentions = tagging

    exposure, counts = counted(sentences, mentions, kind=kind)

    for item in counts.values():
        scopes = [getattr(item, scope) for scope in SCOPES]
        weighted = [getattr(item, f"{scope}_weighted") for scope in SCOPES]
        assert exposure.sentences >= scopes[0]
        assert scopes == sorted(scopes, reverse=True)
        assert weighted == sorted(weighted, reverse=True)
        assert all(0 <= w <= raw for w, raw in zip(weighted, scopes, strict=True))
        assert item.attention + item.negated + item.risk <= exposure.sentences


@given(taggings())
def test_weighted_counts_of_all_paths_add_up_to_the_sentences_with_any(tagging):
    sentences, mentions = tagging
    affirmed = {m.sentence_id for m in mentions if m.polarity == "affirmed"}

    _, counts = counted(sentences, mentions)

    assert sum(counts[p].attention_weighted for p in PATHS) == pytest.approx(len(affirmed))


@given(taggings(), st.randoms())
def test_the_order_of_mentions_and_sentences_leaves_no_trace(tagging, chance: random.Random):
    sentences, mentions = tagging
    mixed = chance.sample(mentions, len(mentions))

    assert count(sentences, mentions, NODES, words) == count(
        chance.sample(sentences, len(sentences)), mixed, NODES, words
    )


def test_the_parts_of_the_exposure_add_up_to_it_and_keep_sections_and_blocks_apart():
    texts = [
        "公司建成 智算中心。",
        "公司2024年 稳步发展。",
        "净利润 增长 3%。",
        "We build data centers.",
    ]
    places = [("mdna", "prose"), ("notes", "prose"), ("mdna", "table"), ("mdna", "prose")]
    sentences = [
        Sentence(n, 1, section, block, "zh" if n < 3 else "en", 0, len(text), text)
        for n, (text, (section, block)) in enumerate(zip(texts, places, strict=True))
    ]

    total = count(sentences, [], NODES, words)

    assert [(p.section, p.block, p.sentences) for p in total.parts] == [
        ("mdna", "prose", 2), ("mdna", "table", 1), ("notes", "prose", 1),
    ]  # fmt: skip
    assert total.exposure.sentences == 4
    assert total.exposure.chars == sum(p.chars for p in total.parts) == 8 + 4 + 7 + 5
    assert total.exposure.words == sum(p.words for p in total.parts)


def test_probabilities_stay_unknown_unless_the_tagger_gave_them():
    _, counts = counted([sentence(0)], [], expected=[("path.compute", 1.75, 0.5)])

    assert (counts["path.compute"].expected, counts["path.compute"].expected_variance) == (
        1.75,
        0.5,
    )
    assert counts["path.green"].expected is None
