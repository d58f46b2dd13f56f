from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_text.records import Block, Document, Section
from nqp_text.text import split, split_text

CASES = json.loads(Path(__file__).with_name("sentence_cases.json").read_text(encoding="utf-8"))

signs = st.text(
    alphabet="。！？；;!?.…“”\"'（）()《》「」【】[]\n\r\u2028 \u3000aA1增Iｔ\U00020bb7é",
    max_size=80,
)
texts = signs | st.text(max_size=200) | st.lists(signs, max_size=8).map("\n".join)


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_tricky_sentences(case: dict[str, object]) -> None:
    sentences = case["sentences"]
    assert isinstance(sentences, list)
    text = case.get("joiner", "").join(sentences)  # type: ignore[attr-defined]
    assert [s.text.strip() for s in split_text(text)] == [s.strip() for s in sentences]


@given(texts)
def test_sentences_are_a_partition(text: str) -> None:
    sentences = split_text(text)
    assert "".join(s.text for s in sentences) == text
    assert all(text[s.start : s.end] == s.text for s in sentences)
    assert [s.sentence_id for s in sentences] == list(range(len(sentences)))
    assert all(s.text for s in sentences)


@given(texts)
def test_a_line_break_ends_a_sentence(text: str) -> None:
    for sentence in split_text(text):
        content = sentence.text.strip()
        assert "\n" not in content and "\u2028" not in content


@given(
    st.lists(st.tuples(st.sampled_from(["prose", "table", "heading", "list"]), signs), max_size=9)
)
def test_no_sentence_crosses_a_block(parts: list[tuple[str, str]]) -> None:
    blocks, offset = [], 0
    for kind, text in parts:
        blocks.append(Block(kind, 1, offset, offset + len(text)))  # type: ignore[arg-type]
        offset += len(text)
    whole = "".join(text for _, text in parts)
    document = Document("0" * 64, "x", "pdf", whole, tuple(blocks), (), ())
    sentences = split(document)
    assert "".join(s.text for s in sentences) == whole
    for sentence in sentences:
        if sentence.text.strip():
            inside = [b for b in blocks if b.start <= sentence.content_start < b.end]
            assert sentence.content_end <= inside[0].end
            assert sentence.block == inside[0].kind


def test_a_row_of_a_table_is_one_sentence() -> None:
    text = "项目；2024年。 2023年\n收入 1. 2\n"
    document = Document("0" * 64, "x", "pdf", text, (Block("table", 1, 0, len(text)),), (), ())
    assert [s.text for s in split(document)] == ["项目；2024年。 2023年\n", "收入 1. 2\n"]


def test_page_and_section_follow_the_offset() -> None:
    text = "第一句。第二句。第三句。第四句。"
    document = Document(
        "0" * 64, "x", "pdf", text, (Block("prose", 1, 0, 16),), (), ((0, 3), (8, 4))
    )
    sections = (Section("mdna", 4, 12, "", "", 1.0), Section("risk", 12, 16, "", "", 1.0))
    sentences = split(document, sections)
    assert [s.page for s in sentences] == [3, 3, 4, 4]
    assert [s.section for s in sentences] == ["", "mdna", "mdna", "risk"]


def test_a_sentence_without_letters_takes_the_language_around_it() -> None:
    assert [s.lang for s in split_text("12\n34\n算力增长。\n56\nWe grew.\n7")] == [
        "zh", "zh", "zh", "zh", "en", "en",
    ]  # fmt: skip
    assert [s.lang for s in split_text("12\n34")] == ["other", "other"]


def test_the_language_can_be_forced() -> None:
    assert {s.lang for s in split_text("算力增长。We grew.", lang="zh")} == {"zh"}


def test_a_lone_opening_sign_does_not_swallow_the_page() -> None:
    text = "他说：“" + "我们推进改革。" * 60
    assert len(split_text(text)) == 60


@pytest.mark.parametrize("sign", ["“", "（", "(", '"', "《", ".", "A.", "（“", "1. ", ";"])
def test_hostile_repetition_stays_fast(sign: str) -> None:
    text = sign * 20_000
    assert "".join(s.text for s in split_text(text)) == text
