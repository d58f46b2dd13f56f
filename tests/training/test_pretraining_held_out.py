"""No held-out sentence stays in the text, however paragraphs are cut; a second search says so."""

from __future__ import annotations

import random

import pytest

from nqp_text.training.pretraining.dedup import Deduplicator
from nqp_text.training.pretraining.held_out import HeldOut, held_out_left, is_long, letters_of
from nqp_text.training.pretraining.near_duplicates import NearDuplicates

ZH = "全市新建成智能工厂十二家并推动三千家企业上云用数"
EN = "The plant will raise its output of solid-state batteries to four gigawatt hours"
HELD_OUT = HeldOut().with_texts([f"{ZH}。", f"{EN}."])


@pytest.mark.parametrize(
    "line",
    [
        f"三、产业升级情况{ZH}。城乡面貌明显改善。",
        f"{ZH}，同时城乡面貌明显改善",
        f"（三）{ZH[:9]}，{ZH[9:]}；城乡面貌明显改善",
        f"Outlook {EN}, as we said before. Other plants are older.",
        f"{EN.upper()} — and more",
        f"全市新建成智能工厂12家。{ZH[:12]}！{ZH[12:]}",
    ],
)
def test_a_held_out_sentence_is_found_inside_a_paragraph(line: str) -> None:
    cleaner = Deduplicator(HELD_OUT)
    kept = cleaner.filter(line)

    assert held_out_left([line], HELD_OUT) == 1, "the second search sees it as well"
    assert held_out_left([kept], HELD_OUT) == 0
    assert cleaner.dropped_held_out >= 1
    assert letters_of(ZH) not in letters_of(kept) and letters_of(EN) not in letters_of(kept)


def test_only_the_sentences_that_touch_it_are_dropped() -> None:
    cleaner = Deduplicator(HELD_OUT)

    kept = cleaner.filter(f"城乡面貌明显改善。三、产业升级情况{ZH}。财政收入稳步增长。")
    assert kept == "城乡面貌明显改善。财政收入稳步增长。"
    kept = cleaner.filter(f"Old plants are closed. Outlook {EN}. New ones are being planned.")
    assert kept == "Old plants are closed. New ones are being planned."
    assert cleaner.dropped_held_out == 2


def test_halves_that_meet_when_a_repeat_between_them_is_dropped_go_too() -> None:
    cleaner = Deduplicator(HELD_OUT, cap=1)
    between = "本段文字在各处反复出现没有新意。"
    assert cleaner.filter(between) == between

    assert cleaner.filter(f"{ZH[:12]}。{between}{ZH[12:]}。") == ""
    assert cleaner.dropped_held_out == 2


def test_short_sentences_are_dropped_whole_and_kept_inside_others() -> None:
    held_out = HeldOut().with_texts(["加快建设科技强市。"])
    cleaner = Deduplicator(held_out)

    assert not is_long("加快建设科技强市")
    assert cleaner.filter("加快建设科技强市！财政收入稳步增长。") == "财政收入稳步增长。"
    longer = "要加快建设科技强市和人才强市。"
    assert cleaner.filter(longer) == longer
    assert held_out_left(["加快建设科技强市！", longer], held_out) == 1


def test_the_second_search_agrees_with_plain_search_on_random_text() -> None:
    draw = random.Random(3)
    sentences = ["".join(draw.choices("甲乙丙丁", k=draw.randint(15, 22))) for _ in range(60)]
    held_out = HeldOut().with_texts(sentences)
    texts = ["".join(draw.choices("甲乙丙丁", k=draw.randint(1, 60))) for _ in range(400)]
    for number in range(0, 400, 7):
        texts[number] = texts[number][:9] + draw.choice(sentences) + texts[number][9:]

    plain = sum(any(sentence in text for sentence in sentences) for text in texts)
    assert plain >= 58
    assert held_out_left(texts, held_out) == plain
    assert held_out_left(texts, HeldOut()) == 0


def test_a_line_from_which_nothing_is_taken_stays_as_it_is() -> None:
    line = "Two  spaces stay. 中文与 English 混排; 也不变。  Even here!"
    cleaned = Deduplicator(HELD_OUT).clean(line)

    assert (cleaned.text, cleaned.changed) == (line, False)


def test_paragraphs_that_differ_in_a_name_are_near_duplicates() -> None:
    template = (
        "{name}根据企业会计准则的规定，在资产负债表日对存在减值迹象的长期资产进行减值测试，"
        "可收回金额低于账面价值的部分计提减值准备并计入当期损益，减值损失一经确认以后期间不予转回。"
    )
    other = (
        "全省围绕先进制造业集群布局创新平台，引导链主企业牵头组建联合体，攻关关键共性技术，"
        "推动科研院所的成果就地转化，并以首台套保险补偿支持新装备进入市场，形成良性循环机制。"
    )
    texts = [
        template.format(name="甲乙股份"),
        other,
        template.format(name="丙丁科技集团"),
        "短段落。",
        template.format(name="甲乙股份"),
    ]

    near = NearDuplicates()
    for text in texts:
        near.add(letters_of(text))
    assert near.copies().tolist() == [False, False, True, False, True]
    assert NearDuplicates().copies().tolist() == []


def test_near_duplicates_do_not_depend_on_how_paragraphs_are_batched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw = random.Random(1)
    texts = ["".join(draw.choices("金木水火土日月山川田", k=150)) for _ in range(40)]
    texts += [text[:70] + "某某" + text[72:] for text in texts[::2]]
    found = []
    for letters in (100, 1_000_000):
        monkeypatch.setattr("nqp_text.training.pretraining.near_duplicates.BATCH_LETTERS", letters)
        near = NearDuplicates()
        for text in texts:
            near.add(text)
        found.append(near.copies().tolist())

    assert found[0] == found[1]
    assert not any(found[0][:40])
    assert sum(found[0][40:]) >= 17, "an estimate from 24 minima misses some"
