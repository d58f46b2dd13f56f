"""A text that another tool printed comes back sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import cycle, islice

import pytest

from nqp_text.documents.pdf import read_pdf

ZH_SUBJECTS = (
    "公司智能工厂二期",
    "集团的海上风电项目（一期）",
    "本行“绿色信贷”业务",
    "位于长三角的数据中心",
    "研发部门与三所高校共建的实验室",
    "董事会下设的战略委员会",
    "面向中小企业的工业互联网平台",
)
ZH_DEEDS = (
    "全年完成投资12.6亿元，同比增长8.3%",
    "新增授权专利157项，其中发明专利92项",
    "按期通过验收，产能利用率由71%提高到86%",
    "推进设备更新，单位产品能耗下降4.75%",
    "完成国产化替代，AI质检覆盖23条产线",
    "形成可复制的经验，并在5个省份推广",
)
ZH_ENDS = (
    "。",
    "，成本随之下降。",
    "；后续仍需加大投入。",
    "，这一趋势能否延续？",
    "，成绩来之不易！",
)
EN_SUBJECTS = (
    "The second phase of our smart factory",
    "The group's offshore wind business (phase I)",
    "A state-owned data centre in the delta",
    "Our joint laboratory with three universities",
    "The strategy committee of the board",
    "The industrial platform for small and medium-sized firms",
)
EN_DEEDS = (
    "invested RMB 1,260.5 million during the year, up 8.3% on 2023",
    "obtained 157 patents, of which 92 protect inventions",
    "passed acceptance on time and raised utilisation from 71% to 86%",
    "renewed its equipment, which cut energy use per unit by 4.75%",
    "completed an end-to-end replacement covering 23 production lines",
    "documented a cost-effective approach that five provinces now follow",
)
EN_ENDS = (".", ", and costs fell accordingly.", "; further spending is planned.")


def test_the_generators_make_different_sentences() -> None:
    sentences = _split("\n".join(_chinese()))
    assert len(set(sentences)) > 0.8 * len(sentences)


@pytest.mark.slow
@pytest.mark.parametrize("justified", [False, True], ids=["ragged", "justified"])
@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_98_percent_of_printed_sentences_come_back_exactly(
    print_to_pdf: Callable[..., bytes], lang: str, columns: int, justified: bool
) -> None:
    paragraphs = _chinese() if lang == "zh" else _english()
    data = print_to_pdf(paragraphs, lang, columns=columns, justified=justified)
    document = read_pdf(data, "printed.pdf", doc_id="0")
    assert len(document.pages) >= 3
    counted = {"prose", "list", "heading"}
    flow = "\n".join(
        document.text[block.start : block.end] for block in document.blocks if block.kind in counted
    )
    found = set(_split(flow))
    expected = _split("\n".join(text.lstrip("#") for text in paragraphs))
    lost = [sentence for sentence in expected if sentence not in found]
    assert len(lost) <= 0.02 * len(expected), lost[:5]
    running = [b for b in document.blocks if b.kind in ("header", "footer")]
    assert len(running) >= 2 * len(document.pages) - 1


def _chinese() -> list[str]:
    return _text(
        ZH_SUBJECTS, ZH_DEEDS, ZH_ENDS, "", ("一、经营情况回顾", "（二）重点工作", "三、下一步打算")
    )


def _english() -> list[str]:
    heads = ("Review of Operations", "Priorities for 2025", "Outlook")
    return _text(EN_SUBJECTS, EN_DEEDS, EN_ENDS, " ", heads)


def _text(
    subjects: Sequence[str],
    deeds: Sequence[str],
    ends: Sequence[str],
    gap: str,
    heads: Sequence[str],
) -> list[str]:
    """Sixty paragraphs of two to six sentences, numbered so that no two are alike."""
    count = 0
    paragraphs: list[str] = []
    rhythm = islice(cycle((3, 5, 2, 6, 4)), 60)
    for number, size in enumerate(rhythm):
        if number % 12 == 0:
            paragraphs.append(f"#{heads[number // 12 % len(heads)]}")
        sentences = []
        for _ in range(size):
            subject, deed = subjects[count % len(subjects)], deeds[count % len(deeds)]
            mark = f"{gap}No. {1000 + count}{gap}" if gap else f"（第{1000 + count}号）"
            sentences.append(f"{subject}{mark}{deed}{ends[count % len(ends)]}")
            count += 1
        text = gap.join(sentences)
        paragraphs.append(f"{number % 5 + 1}. {text}" if gap and number % 9 == 8 else text)
    return paragraphs


def _split(text: str) -> list[str]:
    parts = re.split(r"(?<=[。！？；])|(?<=[a-z0-9%][.;]) (?=[A-Zf])|\n", text)
    return [part.strip() for part in parts if part and part.strip()]
