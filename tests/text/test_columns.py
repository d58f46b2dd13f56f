"""The columns of a document against the plain way: one sentence after the other."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nqp_text.records import Block, Document, Section
from nqp_text.text import split, split_columns
from nqp_text.text.boundaries import NEWLINE, sentence_pattern
from nqp_text.text.language import known_language

SIGNS = "算力增长公司，。；！？（）“”《》：. ;!?\"'()AaZz-09é\n\r\x85\u2028\t\u3000ΑДあ한٣〇𠀀,、"
KINDS = ("prose", "table", "toc", "header", "list")
LINE = re.compile(rf"[^{NEWLINE}]*+\s*+")


def in_turn(document, sections):
    """Sentences as (start, end, kind, page, section, language), one after the other."""
    blocks = document.blocks
    stretches = [
        (block.kind, block.start if number else 0, end)
        for number, (block, end) in enumerate(
            zip(blocks, [*(b.start for b in blocks[1:]), len(document.text)], strict=True)
        )
    ]
    found, language = [], None
    for kind, start, end in stretches:
        pattern = LINE if kind in ("table", "toc", "header") else sentence_pattern()
        for match in pattern.finditer(document.text, start, end):
            if not match.group():
                continue
            language = known_language(match.group()) or language
            at = match.start()
            page = ([1, *(page for offset, page in document.page_starts if offset <= at)])[-1]
            names = [s.name for s in sections if s.start <= at < s.end]
            found.append([at, match.end(), kind, page, names[0] if names else "", language])
    first = next((row[5] for row in found if row[5]), "other")
    return [(*row[:5], row[5] or first) for row in found]


@st.composite
def documents(draw):
    texts = draw(st.lists(st.text(SIGNS, min_size=1, max_size=40), min_size=1, max_size=6))
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=len(texts), max_size=len(texts)))
    texts[0] = draw(st.sampled_from("a一1。")) + texts[0]  # white space has no block of its own
    blocks, offset = [], 0
    for text, kind in zip(texts, kinds, strict=True):
        blocks.append(Block(kind, 1, offset, offset + len(text)))
        offset += len(text) + 1
    whole = "\n".join(texts)
    cuts = sorted(draw(st.sets(st.integers(0, len(whole)), max_size=4)))
    pages = tuple((cut, number) for number, cut in enumerate(cuts, 2))
    sections = tuple(
        Section(f"s{number}", start, end, "", "", 1.0)
        for number, (start, end) in enumerate(zip(cuts[::2], cuts[1::2], strict=False))
    )
    return Document("id", "x", "text", whole, tuple(blocks), (), pages), sections


@given(documents())
@settings(max_examples=400, deadline=None)
def test_columns_are_what_one_sentence_after_the_other_gives(made):
    document, sections = made
    columns = split_columns(document, sections)
    rows = [(s.start, s.end, s.block, s.page, s.section, s.lang) for s in columns]
    assert rows == in_turn(document, sections)
    assert "".join(s.text for s in columns) == document.text


def test_a_place_and_a_slice_give_the_same_sentences_as_reading_all():
    document = Document("id", "x", "text", "算力增长。Data grows. 完成。", (), (), ())
    columns, records = split_columns(document), split(document)
    assert [columns[place] for place in range(len(columns))] == list(records)
    assert tuple(columns[1:]) == records[1:]
    assert columns[-1] == records[-1] and len(columns) == len(records)


@pytest.mark.parametrize("text", ["", "\n", "   ", "123", "!!!"])
def test_texts_without_letters_have_sentences_that_cover_them(text):
    columns = split_columns(Document("id", "x", "text", text, (), (), ()))
    assert "".join(s.text for s in columns) == text
    assert {s.lang for s in columns} <= {"other"}
