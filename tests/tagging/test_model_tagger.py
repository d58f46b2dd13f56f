"""The shipped model on sentences of our own: what is right, and what must never happen."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from nqp_text.records import Sentence, Tagging
from nqp_text.resources import data_path, has_data
from nqp_text.tagging import Tagger, load_lexicon, load_tagger
from nqp_text.tagging.model_folder import open_model
from nqp_text.tagging.portions import portions
from nqp_text.tagging.stretches import stretches_of
from nqp_text.text import language_of, words_zh

pytestmark = pytest.mark.skipif(not has_data("models", "nqp-mini"), reason="no model is shipped")

METHODS = ("hybrid", "linear", "transformer")
SENTENCES = (
    "公司建成智算中心，机房年均PUE降至1.18。",
    "报告期内，公司实现营业收入12.3亿元，同比增长5.6%。",
    "We expanded our data center capacity by 40 megawatts and installed liquid-cooled GPU racks.",
    "深圳算力新能源有限公司、杭州绿色大数据科技有限公司为本公司子公司。",
    "The Notes are denominated in euros and bear interest at 3.625% per annum.",
    "省里设立科技创新引导基金，支持专精特新企业融资。",
)


@pytest.fixture(scope="module")
def taggers() -> dict[str, Tagger]:
    model = open_model(data_path("models", "nqp-mini"))
    lexicon = load_lexicon()
    return {
        method: load_tagger(method, lexicon=lexicon, words=words_zh, model=model)
        for method in METHODS
    }


def sentences(texts: Sequence[str]) -> list[Sentence]:
    return [
        Sentence(number, 1, "", "prose", language_of(text), 0, len(text), text)
        for number, text in enumerate(texts)
    ]


def scores(tagging: Tagging) -> dict[int, tuple[float, ...]]:
    return dict(tagging.probabilities)


@pytest.mark.parametrize("method", METHODS)
def test_a_sentence_has_the_same_scores_alone_and_in_a_batch(
    taggers: dict[str, Tagger], method: str
) -> None:
    batch = sentences([*SENTENCES, *("长" * 400 + "。" for _ in range(3)), *SENTENCES])
    together = scores(taggers[method].tag(batch, "firm"))

    for sentence in batch[: len(SENTENCES)]:
        alone = scores(taggers[method].tag([sentence], "firm"))
        assert alone[sentence.sentence_id] == pytest.approx(
            together[sentence.sentence_id], abs=1e-4
        )


@pytest.mark.parametrize("method", METHODS)
def test_portions_change_nothing(
    taggers: dict[str, Tagger], method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = sentences([*SENTENCES, "。", *SENTENCES])
    previous = ["", *(sentence.text for sentence in batch[:-1])]
    whole = taggers[method].tag(batch, "firm", previous)
    monkeypatch.setattr(
        "nqp_text.tagging.model_tagger.portions", lambda stretches: portions(stretches, size=60)
    )
    parts = taggers[method].tag(batch, "firm", previous)

    assert [(m.sentence_id, m.node, m.evidence, m.stance) for m in parts.mentions] == [
        (m.sentence_id, m.node, m.evidence, m.stance) for m in whole.mentions
    ]
    assert parts.nominations == whole.nominations
    for key, values in scores(whole).items():
        assert scores(parts)[key] == pytest.approx(values, abs=1e-4)
    for ours, theirs in zip(parts.expected, whole.expected, strict=True):
        assert ours[1:] == pytest.approx(theirs[1:], abs=1e-3)


def test_portions_are_bounded_and_leave_nothing_out() -> None:
    batch = sentences([*(["一二三四五六七八九十。"] * 50), "a" * 10_000, "完。"])
    stretches = stretches_of(batch, {})
    parts = list(portions(stretches, size=100))
    assert [stretch for part in parts for stretch in part] == stretches
    assert max(map(len, parts)) <= 5


FILLER = {
    "zh": "公司召开董事会会议，审议并通过了定期报告和利润分配方案，",
    "en": "The board of directors reviewed the periodic reports and approved the dividend plan. ",
}
CLEAR = {
    "zh": "公司建成投运智算中心，新增智能算力500P，",
    "en": "We expanded our data center capacity by 40 megawatts and installed GPU racks. ",
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("method", METHODS)
def test_a_clear_statement_is_found_wherever_it_is_in_a_long_line(
    taggers: dict[str, Tagger], method: str, lang: str
) -> None:
    often = 12_000 // len(FILLER[lang])
    line = FILLER[lang] * often + CLEAR[lang] + FILLER[lang] * 20
    nothing = FILLER[lang] * (often + 20)
    whole, without = sentences([line, nothing])
    found = taggers[method].tag([whole, without], "firm", ["", ""])

    assert found.windowed == (0, 1)
    [mention] = [m for m in found.mentions if m.node == "path.compute"]
    assert mention.sentence_id == 0
    assert (mention.start, mention.end) == (whole.content_start, whole.content_end)
    assert line[mention.evidence_start : mention.evidence_end] == mention.evidence
    at = line.index(CLEAR[lang])
    assert at <= mention.evidence_start < mention.evidence_end <= at + len(CLEAR[lang])
    column = taggers[method].nodes.index("path.compute")
    assert scores(found)[0][column] == pytest.approx(mention.score, abs=1e-6)
    assert scores(found)[1][column] < 0.1


@pytest.mark.parametrize("method", METHODS)
def test_a_line_without_end_is_read_to_its_end(taggers: dict[str, Tagger], method: str) -> None:
    line = "甲乙丙丁" * 25_000 + FILLER["zh"] * 10 + CLEAR["zh"]
    found = taggers[method].tag(sentences([line]), "firm", [line])

    assert found.windowed == (0,)
    assert "path.compute" in {m.node for m in found.mentions}
    for mention in found.mentions:
        assert line[mention.evidence_start : mention.evidence_end] == mention.evidence


def test_a_long_line_counts_every_node_once(taggers: dict[str, Tagger]) -> None:
    green = "公司建成分布式光伏电站，年减排二氧化碳两万吨。"
    line = (FILLER["zh"] * 20 + CLEAR["zh"] + green) * 3
    (found,) = [taggers["hybrid"].tag(sentences([line]), "firm")]
    paths = [m for m in found.mentions if m.node in ("path.compute", "path.green")]

    assert sorted(m.node for m in paths) == ["path.compute", "path.green"]
    assert {m.list_size for m in paths} == {2}
    assert next(m for m in paths if m.node == "path.compute").hits >= 3
    assert len(found.probabilities) == 1


def test_the_evidence_of_a_long_sentence_is_what_the_network_read_it_from(
    taggers: dict[str, Tagger],
) -> None:
    start = FILLER["zh"] * 25
    line = start + "机房里新添了上万张加速卡，用来训练自家的大参数网络。"
    assert len(line) < 1_000, "read as one sentence, in several windows"
    found = taggers["transformer"].tag(sentences([line]), "firm")

    assert found.windowed == (0,)
    [mention] = [m for m in found.mentions if m.node == "path.compute"]
    assert mention.evidence_start >= len(start) - 3


def test_threads_do_not_change_scores() -> None:
    from nqp_text.tagging import LexiconTagger
    from nqp_text.tagging.model_tagger import ModelTagger

    model = open_model(data_path("models", "nqp-mini"))
    lexicon = LexiconTagger(load_lexicon(), words_zh)
    one, two = (
        scores(ModelTagger("hybrid", model, lexicon, threads).tag(sentences(SENTENCES), "firm"))
        for threads in (1, 2)
    )

    for key, values in one.items():
        assert values == pytest.approx(two[key], abs=1e-4)


@pytest.mark.parametrize("method", METHODS)
def test_every_mention_shows_words_of_its_sentence(taggers: dict[str, Tagger], method: str) -> None:
    batch = sentences(SENTENCES)
    mentions = taggers[method].tag(batch, "firm").mentions

    assert mentions
    for mention in mentions:
        text = batch[mention.sentence_id].text
        assert mention.evidence
        assert text[mention.evidence_start : mention.evidence_end] == mention.evidence
        assert mention.tagger == method
        assert 0 < mention.score <= 1


def test_the_hybrid_reads_what_a_sentence_says(taggers: dict[str, Tagger]) -> None:
    found = taggers["hybrid"].tag(sentences(SENTENCES), "firm").mentions
    nodes = {(m.sentence_id, m.node) for m in found}

    assert (0, "path.compute") in nodes
    assert (2, "path.compute") in nodes
    assert not {number for number, _ in nodes} & {1, 3, 4}, "names and accounts are no mentions"


def test_expected_counts_are_the_sums_of_the_probabilities(taggers: dict[str, Tagger]) -> None:
    tagger = taggers["hybrid"]
    found = tagger.tag(sentences(SENTENCES), "firm")

    for column, (node, total, variance) in enumerate(found.expected):
        own = [values[column] for _, values in found.probabilities]
        assert tagger.nodes[column] == node
        assert total == pytest.approx(math.fsum(own))
        assert variance == pytest.approx(math.fsum(p * (1 - p) for p in own))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\x00\x01\x02",
        "🚀🚀🚀",
        "2024 1,234.5 12%",
        "Μια πρόταση σε άλλη γλώσσα.",
        "公司推进数字化转型，" * 1000,
        "We build data centers. " * 500,
        "a" * 10_000,
        "算" * 10_000,
        "\u202e算力\u202c",
        "\ud800算力",
    ],
)
def test_odd_text_gives_a_result(taggers: dict[str, Tagger], text: str) -> None:
    found = taggers["hybrid"].tag(sentences([text]), "firm")

    assert all(0 <= p <= 1 for _, values in found.probabilities for p in values)
    for mention in found.mentions:
        assert text[mention.evidence_start : mention.evidence_end] == mention.evidence


def test_the_last_words_of_a_long_sentence_are_read(taggers: dict[str, Tagger]) -> None:
    filler = "公司召开董事会会议，审议并通过了定期报告和利润分配方案，"
    texts = [filler * 40 + end for end in ("并建成投运智算中心，新增智能算力500P。", filler)]
    tagger = taggers["transformer"]
    found = tagger.tag(sentences(texts), "firm")
    column = tagger.nodes.index("path.compute")
    with_end, without = (values[column] for _, values in found.probabilities)

    assert with_end > 2 * without
    assert 0 in found.windowed
    assert "path.compute" in {
        m.node for m in taggers["hybrid"].tag(sentences(texts), "firm").mentions
    }


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("公司暂无进入多晶硅及光伏组件制造领域的计划。", "negated"),
        ("公司尚未开展算力租赁业务。", "negated"),
        ("公司目前不从事算力租赁业务。", "negated"),
        ("若公司不能持续吸引高端人才，经营将受到不利影响。", "risk"),
    ],
)
def test_what_is_denied_or_feared_is_not_affirmed(
    taggers: dict[str, Tagger], text: str, polarity: str
) -> None:
    found = taggers["hybrid"].tag(sentences([text]), "firm").mentions

    assert {m.polarity for m in found} <= {polarity}
