"""The row of a document: what was read of it, and what to do about the rest."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
import pytest

from nqp_text.pipeline.counted import counted_sentences, mdna_of
from nqp_text.pipeline.rows import early_terms, identity_of, reading_row, text_row
from nqp_text.pipeline.sources import Source
from nqp_text.records import Document, Identity, Mention, Page, Section
from nqp_text.sentence_columns import BLOCKS, LANGUAGES, SentenceColumns
from nqp_text.settings import Settings


def document(*statuses, text="text", **values):
    pages = tuple(Page(n, status, chars=4) for n, status in enumerate(statuses, 1))
    return Document("id", "x.pdf", "pdf", text, (), pages, (), **values)


@pytest.mark.parametrize(
    ("statuses", "text", "status", "reason", "advice"),
    [
        (["text", "blank"], "text", "ok", "", ""),
        (["text", "ocr"], "text", "ok", "", ""),
        (["text", "no_text"], "text", "partial", "1 of 2 pages could not be read", "extra ocr"),
        (["ocr", "garbled"], "text", "partial", "1 of 2 pages could not be read", "better scan"),
        (["text", "failed"], "text", "partial", "1 of 2 pages could not be read", ""),
        (["no_text"] * 3, " \n", "empty", "3 of 3 pages have no usable text", "extra ocr"),
        ([], "", "empty", "There is no text in the file", ""),
    ],
)
def test_missing_pages_lower_the_status_and_say_what_helps(statuses, text, status, reason, advice):
    row = reading_row(document(*statuses, text=text))
    assert row["status"] == status
    assert reason in row["reason"] and bool(reason) == bool(row["reason"])
    assert advice in row["what_to_do"] and bool(advice) == bool(row["what_to_do"])


def test_what_the_reader_said_is_kept():
    row = reading_row(document("text", "failed", status="partial", reason="page 2 is damaged"))
    assert (row["status"], row["reason"]) == ("partial", "page 2 is damaged")


def columns(*parts):
    """(text, block, section, language) of sentences that follow each other → their columns."""
    parts = [(*part, "prose", "", "zh")[:4] if len(part) == 1 else part for part in parts]
    texts, blocks, sections, langs = zip(*parts, strict=True) if parts else ((), (), (), ())
    names = tuple(dict.fromkeys(sections))
    starts = [0, *accumulate(map(len, texts))]
    return SentenceColumns(
        "".join(texts),
        names,
        np.arange(len(parts), dtype=np.int32),
        np.ones(len(parts), dtype=np.int32),
        np.array([names.index(name) for name in sections], dtype=np.uint16),
        np.array([BLOCKS.index(block) for block in blocks], dtype=np.uint8),
        np.array([LANGUAGES.index(lang) for lang in langs], dtype=np.uint8),
        np.array(starts[:-1], dtype=np.int32),
        np.array(starts[1:], dtype=np.int32),
    )


def test_the_language_is_that_of_most_of_the_text():
    parts = [("一二三四五六",), ("word", "prose", "", "en"), ("head " * 9, "header", "", "en")]
    assert text_row(columns(*parts), ())["lang"] == "zh"
    assert text_row(columns(), ())["lang"] == "other"


@pytest.mark.parametrize(
    ("block", "text", "counts", "counts_with_tables"),
    [
        ("prose", "算力", True, True),
        ("list", "算力", True, True),
        ("heading", "加快发展算力。", True, True),
        ("heading", "算力情况", False, True),
        ("table", "算力 3,000", False, True),
        ("toc", "算力 …… 3", False, True),
        ("header", "算力公司年报。", False, False),
        ("footer", "第 3 页。", False, False),
    ],
)
def test_which_blocks_count(block, text, counts, counts_with_tables):
    given = columns((text, block, "", "zh"))
    assert len(counted_sentences(given, Settings())) == counts
    assert len(counted_sentences(given, Settings(tables=True))) == counts_with_tables


def test_the_management_discussion_includes_its_parts_and_nothing_that_sounds_alike():
    names = ["mdna", "mdna.risk", "", "risk", "mdnab"]
    given = columns(*[("算力。", "prose", name, "zh") for name in names])
    found = counted_sentences(given, Settings(section="mdna"))
    assert [item.section for item in found] == ["mdna", "mdna.risk"]


def test_the_surest_management_discussion_stands_for_all():
    sections = [
        Section("mdna", 0, 5, "", "weak", 0.4),
        Section("mdna", 9, 12, "", "strong", 0.9),
        Section("risk", 20, 30, "", "heading", 1.0),
    ]
    assert mdna_of(sections).method == "strong"
    assert mdna_of(sections[2:]) is None


def mention(evidence, node="nqp.explicit"):
    values = {"start": 0, "end": 9, "evidence_start": 0, "evidence_end": 5}
    return Mention(
        sentence_id=0, page=1, section="", block="prose", lang="zh", text="…", node=node,
        score=1.0, tagger="lexicon", evidence=evidence, stance="plan", actor="own",
        polarity="affirmed", list_size=1, **values,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("identity", "alarm"),
    [
        (Identity(kind="firm", year=2021), True),
        (Identity(kind="firm", year=2022), False),  # written in 2023
        (Identity(kind="gov", year=2022), True),
        (Identity(kind="gov", year=2023), False),
        (Identity(kind="gov", year=2020, published="2023-05-01"), False),
        (Identity(kind="gov", year=None), False),
    ],
)
def test_a_term_is_early_if_the_document_was_written_before_it(identity, alarm):
    since = {("nqp.explicit", "新质生产力"): 2023}
    given = [mention("新質生產力"), mention("新质生产力", "path.green"), mention("算力")]
    assert early_terms(given, identity, since) == (given[:1] if alarm else [])


def test_the_manifest_goes_before_the_document():
    source = Source("x.txt", "x.txt", known=(("year", "2019"), ("firm_code", "000002")))
    identity = identity_of(document(), source)
    assert (identity.year, identity.firm_code) == (2019, "000002")
    assert "year=manifest" in identity.meta_source.split(";")


def test_tick_lines_of_the_filing_form_are_no_sentences():
    tick, item = "√适用 □不适用\n", "□ 建设绿色工厂，并在三年内完成全部生产线的节能改造。"
    given = columns((tick, "list", "mdna", "zh"), (item, "list", "mdna", "zh"))
    assert [sentence.text for sentence in counted_sentences(given, Settings())] == [item]
