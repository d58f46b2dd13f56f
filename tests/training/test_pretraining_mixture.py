"""Kinds of text, by paragraph and by neighbourhood, and the weights they are used with."""

from __future__ import annotations

import pytest

from nqp_text.errors import SettingsError
from nqp_text.training.pretraining.kinds import (
    KINDS,
    kind_of_text,
    kinds_of_lines,
    kinds_of_pairs,
    policy_pairs,
)
from nqp_text.training.pretraining.mixture import WEIGHTS, Mixture, checked_weights, weights_from


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("在 Ubuntu 上先更新软件源，再安装驱动。", "technology"),
        ("打开终端，进入下载目录，运行这个脚本。", "technology"),
        ("这款手机配备五千毫安时电池，跑分不俗。", "technology"),
        ("Type sudo in front of it to edit the config file.", "technology"),
        ("Click the file, download the package and open it in the browser.", "technology"),
        ("公司自主研发的服务器操作系统接口丰富，支持开源代码和脚本。", "firm"),
        ("The Company sells server software that customers install from a package.", "firm"),
        ("We invested in open source developers.", "firm"),
        ("县级以上人民政府主管机关应当公布目录。", "law"),
        ("第三十二条 违反规定的，处一万元以下罚款。", "law"),
        ("The competent authority may revoke the permit.", "law"),
        ("政府持续深化改革。", "gov"),
        ("今天的天气很好。", "other"),
    ],
)
def test_the_kind_of_a_paragraph(line: str, kind: str) -> None:
    assert kind_of_text(line) == kind


def test_undecided_paragraphs_take_the_kind_of_a_technology_neighbourhood() -> None:
    tutorial = ["接着看看结果如何。", "用 sudo 再试一次。", "It works now."] * 10
    assert kinds_of_lines(tutorial) == ["technology"] * 30

    story = ["今天的天气很好。", "大家去河边散步。", "It works now."] * 10
    assert set(kinds_of_lines(story)) == {"other"}

    report = ["报告期内公司收入增长。", "用 sudo 再试一次。", "今天的天气很好。"] * 10
    assert kinds_of_lines(report)[2] == "other", "a firm's report is not a technology article"
    assert kinds_of_lines(tutorial[:3])[0] == "other", "three lines are no neighbourhood"


def test_pairs_of_government_reports_are_policy_in_their_neighbourhood() -> None:
    policy = [
        ("我们将深化改革。", "We will deepen the reform."),
        ("财政赤字率按百分之三安排。", "We set the deficit at three percent."),
    ] * 15
    articles = [("用 sudo 再试一次。", "Try it again with sudo."), ("好了。", "That is it.")] * 15
    news = [("他谈到了发展。", "He spoke of development.")] + [("他走了。", "He left.")] * 29

    kinds = kinds_of_pairs([*policy, *policy, *articles, *articles, *news])
    assert set(kinds[:60]) == {"gov"} and set(kinds[60:120]) == {"technology"}
    assert policy_pairs(kinds)[:60] == [True] * 60
    assert not any(policy_pairs(kinds)[60:]), "a word of the field does not make news policy"


def test_the_mixture_counts_kinds_and_keeps_the_shares() -> None:
    lines = [f"第{n}条 经营者应当公示价格第{n}号。" for n in range(1000)]
    mixture = Mixture(checked_weights({}), seed=1)
    kept = list(mixture.thin(lines))

    assert mixture.read == dict.fromkeys(KINDS, 0) | {"law": 1000}
    assert 240 <= len(kept) <= 360 and mixture.thinned == 1000 - len(kept)
    again = list(Mixture(checked_weights({}), seed=1).thin(reversed(lines)))
    assert {line for _, line in again} == {line for _, line in kept}
    assert list(Mixture(checked_weights({"law": 0}), seed=1).thin(lines)) == []
    assert len(list(Mixture(checked_weights({"law": 1}), seed=1).thin(lines))) == 1000


def test_laws_news_and_technology_are_down_weighted_by_default() -> None:
    assert [WEIGHTS[kind] for kind in ("law", "technology", "news")] == [0.3, 0.3, 0.3]
    assert set(WEIGHTS) == set(KINDS)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("law", "Cannot read the weight"),
        ("law=much", "Cannot read the weight"),
        ("sports=0.3", "Unknown kind"),
        ("law=1.5", "not a share"),
        ("law=nan", "not a share"),
        ("law=-1", "not a share"),
    ],
)
def test_a_wrong_weight_is_an_error(text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message) as caught:
        weights_from([text])
    assert "--weight" in str(caught.value)


def test_weights_are_read_from_the_command_line() -> None:
    given = weights_from(["law=0.5", "technology=0"])

    assert given == {"law": 0.5, "technology": 0.0}
    assert checked_weights(given)["gov"] == WEIGHTS["gov"]
