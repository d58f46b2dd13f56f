"""Stance, actor and polarity on sentences of our own, and the cue file."""

from __future__ import annotations

from pathlib import Path

import pytest

from nqp_text.errors import LexiconError
from nqp_text.normalize import match_key
from nqp_text.records import Kind, Language
from nqp_text.tagging.actor import actor_of
from nqp_text.tagging.polarity import polarity_of
from nqp_text.tagging.scorecard import LABELS, Scorecard, load_scorecards


@pytest.fixture(scope="module")
def cards() -> dict[Language, Scorecard]:
    return load_scorecards()


@pytest.mark.parametrize(
    ("lang", "kind", "text", "stance"),
    [
        ("zh", "firm", "公司将进一步加大研发投入，计划建设智算中心。", "plan"),
        ("zh", "gov", "加快建设绿色工厂，推进节能降碳改造。", "plan"),
        ("zh", "firm", "随着人工智能快速发展，我国算力市场需求持续增长。", "background"),
        ("zh", "firm", "公司成功入选绿色工厂，荣获科技进步奖，取得专利12项。", "achievement"),
        ("zh", "gov", "全省建成5G基站2万个，新增专精特新企业30家。", "achievement"),
        ("en", "firm", "We will invest in renewable energy and reach net zero.", "plan"),
        ("en", "firm", "Our cloud platform enables customers to manage their data.", "action"),
        ("en", "firm", "If we fail to retain personnel, we may be harmed.", "background"),
    ],
)
def test_stance(
    cards: dict[Language, Scorecard], lang: Language, kind: Kind, text: str, stance: str
) -> None:
    assert cards[lang].read(match_key(text), kind).stance == stance


@pytest.mark.parametrize(
    ("lang", "kind", "text", "actor"),
    [
        ("zh", "firm", "公司持续加大研发投入，完善人才培养机制。", "own"),
        ("zh", "firm", "国务院印发意见，提出加快推进产业数字化。", "government"),
        ("zh", "firm", "投资逻辑：算力需求爆发，驱动数据中心产业链增长。", "macro"),
        ("zh", "gov", "国家支持企业建设数据中心。", "government"),
        ("en", "firm", "We continue to invest in our cloud platform.", "own"),
    ],
)
def test_actor(
    cards: dict[Language, Scorecard], lang: Language, kind: Kind, text: str, actor: str
) -> None:
    assert actor_of(cards[lang].read(match_key(text), kind), kind) == actor


@pytest.mark.parametrize(
    ("lang", "text", "words", "polarity"),
    [
        ("zh", "公司不涉及算力业务。", "算力", "negated"),
        ("zh", "公司不涉及地产业务，专注算力业务。", "算力", "affirmed"),
        ("zh", "算力业务尚未开展。", "算力", "negated"),
        ("zh", "公司不仅发展算力，还布局储能。", "算力", "affirmed"),
        ("zh", "公司从未停止算力投入。", "算力", "affirmed"),
        ("en", "we do not operate data centers.", "data centers", "negated"),
        ("en", "we do not own hotels, but we build data centers.", "data centers", "affirmed"),
        ("en", "we not only build data centers but also lease them.", "data centers", "affirmed"),
        ("en", "the data centers have not been built.", "data centers", "negated"),
    ],
)
def test_denial_has_a_scope(lang: Language, text: str, words: str, polarity: str) -> None:
    start = text.index(words)

    assert polarity_of(text, start, start + len(words), lang, risk=False) == polarity


def test_risk_comes_before_denial() -> None:
    assert polarity_of("公司尚未开展算力业务", 8, 10, "zh", risk=True) == "risk"


def test_points_explain_a_reading(cards: dict[Language, Scorecard]) -> None:
    without = cards["zh"].points("建设智算中心", "firm")
    with_cue = cards["zh"].points("将建设智算中心", "firm")

    plan = LABELS["stance"].index("plan")
    assert with_cue[plan] > without[plan]


def test_latin_cues_match_whole_words(cards: dict[Language, Scorecard]) -> None:
    assert cards["en"].points("goodwill", "firm") == cards["en"].points("", "firm")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("a,b\n", "columns"),
        ("attribute,lang,cue,label,points\nstance,zh,将,soon,3\n", "Unknown attribute"),
        ("attribute,lang,cue,label,points\nstance,zh,将,plan,many\n", "Unknown attribute"),
    ],
)
def test_a_wrong_cue_file_is_refused(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "cues.csv"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(LexiconError, match=problem):
        load_scorecards(path)
