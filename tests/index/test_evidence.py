"""Counts from the sentences: with filters, without terms, and equal to those of the scan."""

from __future__ import annotations

from math import log

import polars as pl
import pytest
from made_runs import NODES, PATHS, doc_id, document, mention
from polars.testing import assert_frame_equal

from nqp_text.errors import MeasureError
from nqp_text.index import build, count
from nqp_text.index.evidence import affirmed_sentences, recount
from nqp_text.index.novelty import last_reports, similarity
from nqp_text.index.terms import inverse_frequencies, losses, term_hits
from nqp_text.outputs import rows
from nqp_text.outputs.schema import COUNTS, DOCUMENTS, EXPOSURE, MENTIONS, frame
from nqp_text.records import DocumentResult, Sentence

SECTIONS = {0: ("mdna", "prose"), 1: ("mdna.outlook", "prose"), 2: ("risk", "prose"),
            3: ("mdna", "table"), 4: ("risk", "list"), 5: ("", "prose")}  # fmt: skip


def words(text: str, lang: str) -> int:
    return len(text)


def scanned(path: str, mentions, kind="firm", **values) -> DocumentResult:
    sentences = [
        Sentence(n, 1, section, block, "zh", 0, 9, "公司建成智算中心。" * 8)
        for n, (section, block) in SECTIONS.items()
    ]
    total = count(sentences, mentions, NODES, words, kind=kind, paths=PATHS)
    row = document(path, kind=kind, **values)
    return DocumentResult(
        doc_id(path), path, row, total.exposure, total.counts, tuple(mentions), (), total.parts
    )


def at(number: int, node: str, **values):
    section, block = SECTIONS[number]
    return mention(number, node, section=section, block=block, **values)


MADE = [
    at(0, "path.compute", list_size=3, hits=2, matched="智算中心|算力"),
    at(0, "path.green", list_size=3, matched="光伏"),
    at(0, "path.talent", list_size=3, matched="人才"),
    at(0, "tech.ai", list_size=3, matched="人工智能"),
    at(1, "path.compute", stance="plan", matched="算力"),
    at(2, "path.compute", stance="background", actor="government", matched="算力"),
    at(2, "path.green", polarity="negated", matched="光伏"),
    at(3, "path.green", stance="action", matched="光伏"),
    at(4, "path.talent", actor="government", stance="action", matched="人才"),
]


def tables(*results):
    return (
        frame(DOCUMENTS, [rows.document_row(item, "all") for item in results]),
        pl.concat(
            [COUNTS.schema.to_frame(), *(rows.count_frame(i, "all", PATHS) for i in results)]
        ),
        pl.concat([MENTIONS.schema.to_frame(), *map(rows.mention_frame, results)]),
        pl.concat([EXPOSURE.schema.to_frame(), *map(rows.exposure_frame, results)]),
    )


def cell(panel: pl.DataFrame, path: str, **where):
    return panel.filter(path=path, **where).row(0, named=True)


@pytest.mark.parametrize("kind", ["firm", "gov"])
def test_recounted_without_filters_the_counts_are_those_of_the_scan(kind):
    documents, counts, mentions, exposure = tables(scanned("a.pdf", MADE, kind=kind))

    sentences = affirmed_sentences(mentions, documents, PATHS)
    again = recount(sentences, exposure, counts, (None, True))

    unknown = ["negated", "risk", "expected", "expected_variance"]
    assert_frame_equal(again.drop(unknown), counts.drop(unknown), rel_tol=1e-14)
    assert again["negated"].null_count() == again.height


def test_a_section_and_its_parts_are_counted_over_themselves():
    documents, counts, mentions, exposure = tables(scanned("a.pdf", MADE))
    options = {"mentions": mentions, "exposure": exposure, "min_chars": 1}

    part = build(documents, counts, section="mdna", measure="share", **options)
    prose = build(documents, counts, section="mdna", tables=False, measure="share", **options)

    assert cell(part, "path.compute")["value"] == pytest.approx(2 / 3)
    assert cell(part, "path.green")["value"] == pytest.approx(2 / 3)
    assert cell(part, "path.green")["section"] == "mdna"
    assert cell(prose, "path.green")["value"] == pytest.approx(1 / 2)
    assert cell(prose, "path.green")["sentences"] == 2
    assert cell(prose, "path.green")["section"] == "mdna, no tables"


def test_a_document_without_the_section_is_missing_and_one_that_nobody_has_is_an_error():
    without = scanned("b.pdf", [], mdna_found=False)
    documents, counts, mentions, exposure = tables(scanned("a.pdf", MADE), without)
    options = {"mentions": mentions, "exposure": exposure, "min_chars": 1}

    panel = build(documents, counts, section="mdna", **options)
    assert panel.filter(file="b.pdf")["status"].unique().to_list() == ["section_missing"]

    with pytest.raises(MeasureError, match="governance") as caught:
        build(documents, counts, section="governance", **options)
    assert "mdna" in caught.value.fix
    with pytest.raises(MeasureError, match="needs the mentions"):
        build(documents, counts, tables=False)


def test_terms_lose_what_only_they_carry():
    documents, _, mentions, _ = tables(scanned("a.pdf", MADE))
    hits = term_hits(affirmed_sentences(mentions, documents, PATHS))

    def lost(numerator: str) -> dict[tuple[str, str], float]:
        found = losses(hits, numerator)
        return {
            (node, term): x for node, term, x in found.select("node", "term", "lost").iter_rows()
        }

    compute = {"attention": 2.0, "own": 1.0, "substantive_weighted": 1.0}
    for numerator, expected in compute.items():
        assert lost(numerator)["path.compute", "算力"] == expected
        assert ("path.compute", "智算中心") not in lost(numerator)
    assert lost("attention_weighted")["path.talent", "人才"] == pytest.approx(1 / 3 + 1)
    assert lost("terms")["path.compute", "算力"] == 3
    assert lost("terms")["path.compute", "智算中心"] == 1


def test_tfidf_by_hand_over_a_frozen_base():
    """算力 in both base documents of 2021, 智算中心 in one, 光伏 in none: it came later."""
    old = [at(0, "path.compute", matched="算力"), at(1, "path.compute", matched="智算中心")]
    made = [
        scanned("a.pdf", old, year=2021),
        scanned("b.pdf", [at(0, "path.compute", matched="算力")], year=2021, firm_code="000002"),
        scanned("c.pdf", MADE, year=2023),
    ]
    documents, counts, mentions, _ = tables(*made)

    panel = build(documents, counts, measure="tfidf", base=(2021, 2021), mentions=mentions,
                  min_chars=1)  # fmt: skip

    common, rarer, unseen = log(3 / 3), log(3 / 2), log(3 / 1)
    value = cell(panel, "path.compute", file="c.pdf")
    assert value["value"] == pytest.approx(3 * common + 1 * rarer)
    assert value["standard_error"] == pytest.approx((3 * common**2 + rarer**2) ** 0.5)
    assert cell(panel, "path.green", file="c.pdf")["value"] == pytest.approx(2 * unseen)
    assert cell(panel, "path.green", file="a.pdf")["value"] == 0.0
    idf = inverse_frequencies(
        term_hits(affirmed_sentences(mentions, documents, PATHS)),
        documents.filter(year=2021)["doc_id"].to_list(),
    )
    assert idf.filter(term="算力")["df"].to_list() == [2]


@pytest.mark.parametrize(("base", "what"), [(None, "base period"), ((1990, 1991), "1990-1991")])
def test_tfidf_without_base_documents_is_refused(base, what):
    documents, counts, mentions, _ = tables(scanned("a.pdf", MADE))
    with pytest.raises(MeasureError, match=what):
        build(documents, counts, measure="tfidf", base=base, mentions=mentions)


def test_new_sentences_are_those_unlike_all_of_the_last_report():
    same = "公司在2022年建成2座智算中心，并持续投入算力基础设施的建设。"
    again = "公司在2023年建成3座智算中心，并持续投入算力基础设施的建设。"
    fresh = "公司首次发布面向工业客户的大模型平台。"
    last = scanned("a.pdf", [at(0, "path.compute", text=same)], year=2022)
    this = scanned(
        "b.pdf",
        [at(0, "path.compute", text=again), at(1, "path.compute", text=fresh, stance="plan")],
    )
    documents, counts, mentions, _ = tables(last, this)

    panel = build(documents, counts, measure="new_share", mentions=mentions, min_chars=1)

    assert similarity(same, again) == 1.0
    assert cell(panel, "path.compute", file="b.pdf")["value"] == pytest.approx(1 / 6)
    assert cell(panel, "path.green", file="b.pdf")["value"] == 0.0
    first = cell(panel, "path.compute", file="a.pdf")
    assert (first["value"], first["status"]) == (None, "no_earlier_report")


def test_the_last_report_is_of_the_same_language_and_the_year_before():
    documents, *_ = tables(
        scanned("a.pdf", [], year=2021), scanned("b.pdf", [], year=2022),
        scanned("c.pdf", [], year=2023, lang="en"), scanned("d.pdf", [], year=2025),
    )  # fmt: skip
    marked = documents.with_columns(is_primary=pl.lit(True))
    assert last_reports(marked) == {doc_id("b.pdf"): doc_id("a.pdf")}
