"""The errors of cells: sentences, terms, classifier, and what becomes of them."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from made_runs import PATHS, doc_id, mention, result

from nqp_text.errors import MeasureError
from nqp_text.index import build, build_panel
from nqp_text.index.classifier import Evaluation, Observed, adjust, correct, draw_rates
from nqp_text.index.intervals import poisson
from nqp_text.outputs import rows
from nqp_text.outputs.schema import COUNTS, DOCUMENTS, EXPOSURE, MENTIONS, frame
from nqp_text.records import NodeErrors

UNKNOWN = (None, None, None)


def errors(tp, fp, fn, tn, node="path.compute", lang="all", kind="all", n_eff=None) -> NodeErrors:
    n = tp + fp + fn + tn
    return NodeErrors(
        node, lang, kind, int(n), n_eff or float(n), tp, fp, fn, tn, UNKNOWN, UNKNOWN, UNKNOWN
    )


def tables(*results):
    mentions = pl.concat([MENTIONS.schema.to_frame(), *map(rows.mention_frame, results)])
    exposure = pl.concat([EXPOSURE.schema.to_frame(), *map(rows.exposure_frame, results)])
    documents = frame(DOCUMENTS, [rows.document_row(item, "all") for item in results])
    counts = [rows.count_frame(item, "all", PATHS) for item in results]
    return documents, pl.concat([COUNTS.schema.to_frame(), *counts]), mentions, exposure


def cell(panel: pl.DataFrame, path="path.compute", **where):
    return panel.filter(path=path, **where).row(0, named=True)


def test_what_the_errors_hold_is_said():
    documents, counts, mentions, _ = tables(result("a.pdf"))

    def said(**options):
        return cell(build(documents, counts, measure="share", **options))["errors"]

    judged = [errors(80, 5, 20, 2000)]
    assert said() == "sentences"
    assert said(mentions=mentions, doubt=0) == "blocks"
    assert said(mentions=mentions) == "blocks+lexicon"
    assert said(mentions=mentions, evaluation=judged) == "blocks+lexicon+classifier"
    assert said(mentions=mentions, evaluation=judged, scope="own") == "blocks+lexicon"


def test_an_evaluation_leaves_the_value_and_moves_the_interval():
    documents, counts, mentions, _ = tables(result("a.pdf", hits=20))
    options = {"mentions": mentions, "measure": "share", "doubt": 0}

    plain = cell(build(documents, counts, **options))
    half = cell(build(documents, counts, evaluation=[errors(500, 0, 500, 9000)], **options))

    assert half["value"] == plain["value"] == 0.2
    assert half["adjusted"] == pytest.approx(0.4, rel=1e-3)
    assert half["low"] == pytest.approx(2 * plain["low"], rel=0.15)
    assert half["high"] == pytest.approx(2 * plain["high"], rel=0.15)


def test_the_correction_by_hand():
    assert correct(0.10, recall=0.8, false_positive=0.02) == pytest.approx(0.08 / 0.78)
    assert correct(0.01, recall=0.8, false_positive=0.02) == 0.0
    assert correct(0.95, recall=0.8, false_positive=0.02) == 1.0


def test_rates_that_too_few_labels_or_a_bad_tagger_give_are_not_used():
    assert draw_rates(errors(3, 0, 1, 500)) is None
    assert draw_rates(errors(30, 200, 70, 300)) is None
    assert draw_rates(errors(80, 20, 20, 500, n_eff=20.0)) is None
    assert draw_rates(errors(80, 20, 20, 500)) is not None


def test_the_closest_cell_of_the_evaluation_counts():
    judged = Evaluation(
        [errors(50, 5, 50, 995), errors(90, 5, 10, 995, lang="zh"),
         errors(2, 0, 1, 50, lang="zh", kind="firm")]
    )  # fmt: skip
    assert judged.rates("path.compute", "zh", "firm").mean_recall == 0.9
    assert judged.rates("path.compute", "en", "gov").mean_recall == 0.5
    assert judged.rates("path.green", "zh", "firm") is None


def test_draws_of_a_cell_depend_on_nothing_but_its_document():
    rates = draw_rates(errors(80, 5, 20, 2000))

    def drawn(seeds):
        size = len(seeds)
        cells = Observed(
            np.full(size, 0.1), np.ones(size), np.full(size, 50.0), [rates] * size, seeds
        )
        return adjust("path.compute", cells)

    together, alone = drawn(["a", "b", "c"]), drawn(["b"])
    assert together["low"][1] == alone["low"][0]
    assert len(set(together["low"])) == 3


def test_an_evaluation_that_the_run_refutes_is_not_used_and_the_notes_say_so():
    """A tagger with 10 % false positives cannot find 2 % of the sentences."""
    documents, counts, mentions, _ = tables(result("a.pdf", hits=2))
    enriched = [errors(80, 100, 20, 900)]

    panel = build_panel(documents, counts, mentions, measure="share", evaluation=enriched)

    found = cell(panel.frame)
    assert (found["adjusted"], found["errors"]) == (None, "blocks+lexicon")
    assert "path.compute" in panel.notes[0]
    assert "10.00%" in panel.notes[0]


def test_an_evaluation_of_too_few_sentences_is_named_in_a_note():
    documents, counts, mentions, _ = tables(result("a.pdf", hits=2))

    panel = build_panel(
        documents, counts, mentions, measure="share", evaluation=[errors(4, 1, 0, 500)]
    )

    assert cell(panel.frame)["errors"] == "blocks+lexicon"
    assert "too few labelled sentences of path.compute" in panel.notes[0]


def test_an_evaluation_without_mentions_is_refused():
    documents, counts, *_ = tables(result("a.pdf"))
    with pytest.raises(MeasureError, match="need the mentions"):
        build(documents, counts, evaluation=[errors(80, 5, 20, 2000)])


def test_one_word_that_carries_a_path_widens_its_interval():
    one, many = result("one.pdf", hits=9), result("many.pdf", hits=9, firm_code="000002")

    def with_terms(item, terms):
        found = (mention(n * 10, "path.compute", matched=term) for n, term in enumerate(terms))
        return rows.mention_frame(
            type(item)(item.doc_id, item.path, item.document, mentions=tuple(found))
        )

    documents, counts, _, _ = tables(one, many)
    mentions = pl.concat(
        [with_terms(one, ["算力"] * 9), with_terms(many, [f"词{n}" for n in range(9)])]
    )

    panel = build(documents, counts, measure="count", mentions=mentions)
    without = build(documents, counts, measure="count", mentions=mentions, doubt=0)

    def error(frame, name):
        return cell(frame, doc_id=doc_id(name))["standard_error"]

    assert error(without, "one.pdf") == pytest.approx(error(without, "many.pdf"))
    # What sentences vary by is taken off: 9 times their inflation, which one word and many share.
    sentences = error(without, "one.pdf") ** 2
    added = [error(panel, n) ** 2 - error(without, n) ** 2 for n in ("one.pdf", "many.pdf")]
    assert added == pytest.approx([0.1 * (81 - sentences), 0.1 * max(0, 9 - sentences)])


def test_paths_that_share_sentences_move_together_in_the_composite():
    items = [
        mention(n * 16, node, list_size=2, matched=f"{node}{n}")
        for n in range(6) for node in ("path.compute", "path.green")
    ]  # fmt: skip
    apart = [
        mention(n * 16 + (8 if node == "path.green" else 0), node, matched=f"{node}{n}")
        for n in range(6) for node in ("path.compute", "path.green")
    ]  # fmt: skip

    def composite(found):
        base = result("a.pdf", hits=0)
        counts = tuple(
            type(c)(c.node, 6, 6, 6, 6, 6.0, 6.0, 6.0, 6.0, 6)
            if c.node in ("path.compute", "path.green") else c
            for c in base.counts
        )  # fmt: skip
        made = type(base)(
            base.doc_id, base.path, base.document, base.exposure, counts, tuple(found)
        )
        documents, table, mentions, _ = tables(made)
        return cell(build(documents, table, measure="share", mentions=mentions), "composite")

    together, separate = composite(items), composite(apart)
    assert together["value"] == separate["value"]
    assert together["standard_error"] > 1.2 * separate["standard_error"]


@pytest.mark.parametrize("name", ["share", "share_listed", "count", "ln1p", "per_10k", "terms"])
def test_intervals_with_everything_hold_the_corrected_value(name):
    documents, counts, mentions, _ = tables(result("a.pdf", hits=12), result("b.pdf", hits=0))
    judged = [errors(80, 5, 20, 2000)]

    panel = build(documents, counts, measure=name, mentions=mentions, evaluation=judged)

    for row in panel.filter(path="path.compute").to_dicts():
        assert 0 <= row["low"] <= row["adjusted"] <= row["high"]
        assert row["standard_error"] > 0


def test_a_composite_of_rare_paths_is_not_as_skewed_as_each_of_them():
    """Nine paths with one sentence each are known like one path with nine."""
    base = result("a.pdf", hits=0)
    found = [mention(n * 16, node, matched=node) for n, node in enumerate(PATHS)]
    counts = tuple(
        type(c)(c.node, 1, 1, 1, 1, 1.0, 1.0, 1.0, 1.0, 1) if c.node in PATHS else c
        for c in base.counts
    )
    made = type(base)(base.doc_id, base.path, base.document, base.exposure, counts, tuple(found))
    nothing = result("b.pdf", hits=0, firm_code="000002")
    documents, table, mentions, _ = tables(made, nothing)

    panel = build(documents, table, measure="count", mentions=mentions, doubt=0)

    whole = cell(panel, "composite", doc_id=doc_id("a.pdf"))
    inflation = (whole["standard_error"] * 9) ** 2 / 9
    _, low, high = poisson(9 / inflation)
    assert 9 * whole["low"] == pytest.approx(low * inflation, rel=0.15)
    assert 9 * whole["high"] == pytest.approx(high * inflation, rel=0.15)
    empty = cell(panel, "composite", doc_id=doc_id("b.pdf"))
    assert (empty["value"], empty["low"]) == (0, 0)
    assert 0 < empty["high"] < cell(panel, doc_id=doc_id("b.pdf"))["high"]


def test_a_sum_of_logarithms_of_rare_paths_leans_upwards():
    documents, counts, mentions, _ = tables(result("a.pdf", hits=2))
    found = cell(build(documents, counts, measure="ln1p", mentions=mentions), "composite")
    assert found["low"] <= found["value"] <= found["high"]
    assert found["high"] - found["value"] > found["value"] - found["low"]
