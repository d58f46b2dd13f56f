"""How much a panel hangs on terms and choices: small panels, recomputed by hand."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from made_runs import NODES, PATHS, doc_id, document, mention

from nqp_text.errors import MeasureError
from nqp_text.index import Tables, count, find_sensitivity
from nqp_text.index.alternatives import nested_counts
from nqp_text.index.ranks import rank_correlation
from nqp_text.outputs import rows
from nqp_text.outputs.schema import (
    COUNTS,
    DOCUMENTS,
    EXPOSURE,
    MENTIONS,
    NOMINATIONS,
    frame,
    row_frame,
)
from nqp_text.records import DocumentResult, Nomination, Sentence

SENTENCES = 20


def scanned(path: str, found, nominations=()) -> DocumentResult:
    sentences = [
        Sentence(n, 1, "mdna" if n < 10 else "risk", "prose", "zh", 0, 9, "公司建成智算中心。" * 4)
        for n in range(SENTENCES)
    ]
    mentions = tuple(
        mention(n, node, matched=matched, hits=matched.count("|") + 1,
                section="mdna" if n < 10 else "risk", stance=stance)
        for n, node, matched, stance in found
    )  # fmt: skip
    total = count(sentences, mentions, NODES, lambda text, _: len(text), paths=PATHS)
    row = document(path, firm_code=path[:6])
    return DocumentResult(
        doc_id(path), path, row, total.exposure, total.counts, mentions, nominations, total.parts
    )


def of(*terms: str, node="path.compute", stance="action", start=0):
    return [(start + n, node, term, stance) for n, term in enumerate(terms)]


def inputs(*results: DocumentResult) -> tuple[Tables, pl.DataFrame]:
    def table(schema, make):
        return pl.concat([schema.schema.to_frame(), *map(make, results)])

    tables = Tables(
        frame(DOCUMENTS, [rows.document_row(item, "all") for item in results]),
        table(COUNTS, lambda item: rows.count_frame(item, "all", PATHS)),
        table(MENTIONS, rows.mention_frame),
        table(EXPOSURE, rows.exposure_frame),
    )
    return tables, table(
        NOMINATIONS, lambda item: row_frame(NOMINATIONS, rows.nomination_rows(item))
    )


MADE = (
    scanned("a.pdf", of("算力", "算力", "算力")),
    scanned("b.pdf", of("智算中心", "智算中心")),
    scanned("c.pdf", of("算力|智算中心")),
    scanned("d.pdf", []),
)


def row(table: pl.DataFrame, **where):
    return table.filter(**where).row(0, named=True)


def test_what_is_lost_without_a_term_and_the_order_without_it():
    found = find_sensitivity(*inputs(*MADE), measure="count", min_chars=1)

    power = row(found.terms, term="算力")
    assert (power["terms"], power["sentences"], power["documents"]) == (4, 4, 2)
    assert power["lost"] == 3.0
    assert power["lost_share"] == pytest.approx(3 / 6)
    assert (power["changed"], power["units"]) == (1, 4)
    # With it a 3, b 2, c 1, d 0; without it a 0, b 2, c 1, d 0.
    assert power["rank_correlation"] == pytest.approx(
        np.corrcoef([4, 3, 2, 1], [1.5, 4, 3, 1.5])[0, 1]
    )
    centre = row(found.terms, term="智算中心")
    assert (centre["lost"], centre["rank_correlation"]) == (
        2.0, pytest.approx(np.corrcoef([4, 3, 2, 1], [4, 1.5, 3, 1.5])[0, 1])
    )  # fmt: skip


def test_groups_are_dropped_together():
    groups = {("path.compute", "算力"): "new", ("path.compute", "智算中心"): "new",
              ("path.compute", "never"): "old"}  # fmt: skip
    found = find_sensitivity(*inputs(*MADE), groups=groups, measure="count", min_chars=1)

    assert found.groups["group"].to_list() == ["new"]
    both = row(found.groups, group="new")
    assert (both["terms"], both["lost"], both["lost_share"]) == (2, 6.0, 1.0)
    assert both["rank_correlation"] is None


def test_choices_compare_scopes_sections_measures_and_weights():
    made = (
        scanned("a.pdf", of("算力", "算力", stance="plan") + of("算力", start=12)),
        scanned("b.pdf", of("算力") + of("算力", "算力", "算力", start=12)),
        scanned("c.pdf", of("算力", "算力", "算力")),
        scanned("d.pdf", []),
    )
    found = find_sensitivity(*inputs(*made), measure="count", min_chars=1).choices

    path = found.filter(path="path.compute")
    section = row(path, choice="section")
    assert (section["base"], section["other"], section["units"]) == ("all", "mdna", 4)
    assert section["base_mean"] == pytest.approx((3 + 4 + 3 + 0) / 4)
    assert section["other_mean"] == pytest.approx((2 + 1 + 3 + 0) / 4)
    carried_out = row(path, other="implementation")
    assert carried_out["rank_correlation"] == pytest.approx(
        np.corrcoef([2.5, 4, 2.5, 1], [2, 4, 3, 1])[0, 1]
    )
    assert row(path, other="ln1p")["rank_correlation"] == 1.0
    assert set(found.filter(choice="weights")["path"]) == {"composite"}


def test_ambiguous_terms_are_an_upper_bound():
    nominated = (
        Nomination(0, "path.compute", "平台", 0, 2, "ambiguous"),
        Nomination(5, "path.compute", "平台", 0, 2, "ambiguous"),
        Nomination(5, "path.compute", "平台", 4, 6, "ambiguous"),
        Nomination(6, "path.compute", "平台", 0, 2, "ORG"),
    )
    made = (scanned("a.pdf", of("算力"), nominated), *MADE[1:])
    found = find_sensitivity(*inputs(*made), measure="count", min_chars=1).choices

    added = row(found, other="ambiguous terms counted", path="path.compute")
    assert added["base_mean"] == pytest.approx((1 + 2 + 1 + 0) / 4)
    assert added["other_mean"] == pytest.approx((2 + 2 + 1 + 0) / 4)


def test_another_run_is_compared_by_document():
    other, _ = inputs(scanned("a.pdf", []), *MADE[1:])
    found = find_sensitivity(*inputs(*MADE), others={"by a classifier": other}, measure="count",
                             min_chars=1).choices  # fmt: skip
    against = row(found, other="by a classifier", path="path.compute")
    assert against["rank_correlation"] == pytest.approx(
        np.corrcoef([4, 3, 2, 1], [1.5, 4, 3, 1.5])[0, 1]
    )


def test_terms_inside_terms_are_what_a_plain_search_counts_twice():
    sentences = pl.DataFrame(
        {
            "doc_id": ["d"] * 3, "node": ["path.compute"] * 3, "sentence_id": [0, 1, 2],
            "share": [1] * 3, "weight": [1.0] * 3,
            "matched": ["智能算力中心|算力", "算力中心", "AI chain"],
        }
    )  # fmt: skip
    lexicon = {"path.compute": ["智能算力中心", "算力中心", "算力", "AI", "chain", "ai ch"]}

    found = row(nested_counts(sentences, lexicon), node="path.compute")

    # 智能算力中心 holds 算力中心 and 算力, 算力中心 holds 算力, "AI chain" holds AI and chain.
    assert (found["terms"], found["nested"]) == (4, 2 + 0 + 1 + 2)
    assert found["inflated"] == pytest.approx(5 / 4)


def test_ties_share_their_rank_and_nothing_is_said_of_two_units():
    one, two = np.array([1.0, 1, 2, 5]), np.array([0.0, 3, 3, 9])
    expected = np.corrcoef([1.5, 1.5, 3, 4], [1, 2.5, 2.5, 4])[0, 1]
    assert rank_correlation(one, two) == pytest.approx(expected)
    assert rank_correlation(one[:2], two[:2]) is None
    assert rank_correlation(one, np.ones(4)) is None


@pytest.mark.parametrize("measure", ["tfidf", "breadth", "expected_share", "talk_walk"])
def test_measures_without_single_terms_are_refused(measure):
    with pytest.raises(MeasureError, match="not a count"):
        find_sensitivity(*inputs(*MADE), measure=measure, base=(2000, 2100), min_chars=1)


def test_a_run_without_any_mention_has_empty_tables():
    made = [scanned(f"{n}.pdf", []) for n in range(3)]
    found = find_sensitivity(*inputs(*made), min_chars=1)
    assert found.terms.height == found.groups.height == found.nested.height == 0
    assert found.choices["rank_correlation"].null_count() == found.choices.height
