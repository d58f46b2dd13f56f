"""Scores recomputed by hand and with scikit-learn; intervals that can be repeated."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from nqp_text.validation.calibration import reliability
from nqp_text.validation.estimates import effective, estimate, wilson
from nqp_text.validation.evaluation import Judgement, evaluate
from nqp_text.validation.evaluation_file import read_evaluation, write_evaluation
from nqp_text.validation.evaluation_page import evaluation_page
from nqp_text.validation.gold import Gold

GREEN, COMPUTE, AI = "path.green", "path.compute", "tech.ai"


def judged(sentences, taxonomy, *predictions, **options):
    gold = Gold("own.jsonl", "0" * 64, tuple(sentences))
    judgements = [Judgement(f"m{n}", each) for n, each in enumerate(predictions)]
    return evaluate(gold, judgements, taxonomy, replicates=200, **options)


def cell(evaluation, node, lang="all", kind="all"):
    wanted = (node, lang, kind)
    return next(c for c in evaluation.cells if (c.node, c.lang, c.kind) == wanted)


@pytest.fixture
def small(sentence, said):
    """Green: 2 right, 1 wrong, 1 missed. Compute: 1 missed. AI: 1 right."""
    sentences = [
        sentence("1", GREEN),
        sentence("2", GREEN, COMPUTE),
        sentence("3"),
        sentence("4", GREEN, lang="en"),
        sentence("5", AI, lang="en", kind="gov"),
    ]
    predictions = [said(GREEN), said(GREEN), said(GREEN), said(), said(AI)]
    return sentences, predictions


def test_counts_and_scores_are_those_computed_by_hand(small, taxonomy):
    (evaluation,) = judged(small[0], taxonomy, small[1]).evaluations
    green = cell(evaluation, GREEN)
    assert (green.n, green.n_eff, green.tp, green.fp, green.fn, green.tn) == (5, 5, 2, 1, 1, 1)
    assert green.precision[0] == green.recall[0] == green.f1[0] == pytest.approx(2 / 3)
    compute = cell(evaluation, COMPUTE)
    assert (compute.precision, compute.recall[0], compute.f1[0]) == ((None, None, None), 0, 0)
    assert cell(evaluation, GREEN, "en", "gov").f1 == (None, None, None)
    micro = evaluation.score("micro", "paths")
    assert micro.f1[0] == pytest.approx(4 / (4 + 1 + 2))
    macro = evaluation.score("macro", "paths")
    assert (macro.nodes, macro.f1[0]) == (2, pytest.approx(1 / 3))
    assert macro.precision[0] == pytest.approx(2 / 3)
    assert evaluation.score("micro", "facets").f1[0] == 1
    assert evaluation.score("micro", "all", "en", "firm").recall[0] == 0
    exact = next(e for e in evaluation.exact if (e.lang, e.kind) == ("all", "all"))
    assert exact.share[0] == pytest.approx(2 / 5)


def test_scores_agree_with_scikit_learn(sentence, said, taxonomy):
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(5)
    nodes = taxonomy.paths
    gold = rng.random((300, 9)) < 0.25
    guess = gold ^ (rng.random((300, 9)) < 0.15)
    weights = rng.uniform(0.5, 4, 300)
    sentences = [sentence(str(n), *np.array(nodes)[row].tolist()) for n, row in enumerate(gold)]
    predictions = [said(*np.array(nodes)[row].tolist()) for row in guess]
    (evaluation,) = judged(sentences, taxonomy, predictions, weights=weights).evaluations
    for average in ("micro", "macro"):
        expected = metrics.precision_recall_fscore_support(
            gold, guess, average=average, sample_weight=weights
        )
        score = evaluation.score(average, "paths")
        found = [score.precision[0], score.recall[0], score.f1[0]]
        assert found == pytest.approx(expected[:3])
        for point, low, high in (score.precision, score.recall, score.f1):
            assert low < point < high


def test_weights_restore_what_the_sample_distorts(sentence, said, taxonomy):
    # Of 2 likely sentences one is wrong; of 1,000 unlikely ones 10 were looked at, one is missed.
    sentences = [sentence("a", GREEN, stratum="likely"), sentence("b", stratum="likely")]
    sentences += [sentence(f"r{n}", *[GREEN] * (n == 0), stratum="rest") for n in range(10)]
    predictions = [said(GREEN), said(GREEN), *[said()] * 10]
    weights = np.array([1.0, 1.0, *[100.0] * 10])
    (evaluation,) = judged(sentences, taxonomy, predictions, weights=weights).evaluations
    green = cell(evaluation, GREEN)
    assert (green.tp, green.fp, green.fn, green.tn) == (1, 1, 100, 900)
    assert green.n_eff == pytest.approx(1002**2 / (2 + 10 * 100**2))
    assert evaluation.weighted
    assert evaluation.resampled == "sentences within strata"
    strata = {s.stratum: s for s in evaluation.strata if (s.average, s.over) == ("micro", "paths")}
    assert strata["likely"].precision[0] == 0.5
    assert strata["rest"].recall[0] == 0


def test_no_miss_in_a_small_sample_is_no_proof_that_there_is_none(sentence, said, taxonomy):
    sentences = [sentence(f"f{n}", GREEN, stratum="found") for n in range(20)]
    sentences += [sentence(f"r{n}", stratum="rest") for n in range(50)]
    predictions = [said(GREEN)] * 20 + [said()] * 50
    weights = np.array([10.0] * 20 + [200.0] * 50)
    (evaluation,) = judged(sentences, taxonomy, predictions, weights=weights).evaluations
    point, low, high = cell(evaluation, GREEN).recall
    # 200 were found; 3 in 50 is the usual upper limit of what was not seen: 600 of 10,000.
    assert (point, high) == (1, 1)
    assert 0.15 < low < 0.5
    whole = np.ones(70)
    (complete,) = judged(sentences, taxonomy, predictions, weights=whole).evaluations
    assert cell(complete, GREEN).recall[1] > 0.8


def test_the_same_seed_gives_the_same_intervals_and_documents_widen_them(sentence, said, taxonomy):
    right = [document % 2 == 0 for document in range(40) for _ in range(10)]
    documents = [f"d{n // 10}" for n in range(400)]
    predictions = [said(GREEN) if hit else said() for hit in right]

    def recall(named, seed):
        made = [sentence(str(n), GREEN, doc=d if named else "") for n, d in enumerate(documents)]
        (evaluation,) = judged(made, taxonomy, predictions, seed=seed).evaluations
        return evaluation.resampled, cell(evaluation, GREEN).recall

    assert recall(True, 1) == recall(True, 1)
    assert recall(True, 1) != recall(True, 2)
    (units, clustered), (single, alone) = recall(True, 1), recall(False, 1)
    assert (units, single) == ("documents", "sentences")
    assert clustered[2] - clustered[1] > 2 * (alone[2] - alone[1])


def test_attributes_are_judged_where_the_label_is_right(sentence, said, taxonomy):
    sentences = [
        sentence("1", GREEN, AI),
        sentence("2", GREEN),
        sentence("3", COMPUTE),
        sentence("4", GREEN, kind="gov"),
        sentence("5"),
    ]
    plan = ("plan", "macro", "affirmed")
    predictions = [
        said(GREEN, AI, attributes=("action", "own", "affirmed")),
        said(GREEN, attributes=plan),
        said(GREEN, attributes=plan),
        said(GREEN, attributes=("action", "government", "risk")),
        said(GREEN, attributes=plan),
    ]
    (evaluation,) = judged(sentences, taxonomy, predictions).evaluations
    found = {
        a.attribute: (a.n, a.accuracy[0])
        for a in evaluation.attributes
        if (a.lang, a.kind) == ("all", "all")
    }
    third = pytest.approx(1 / 3)
    two = pytest.approx(2 / 3)
    # A government that reports is its own actor.
    assert found == {"stance": (3, two), "actor": (3, two), "polarity": (3, two)}
    assert third == 1 - two.expected


def test_aligned_pairs_must_get_the_same_paths_and_facets_do_not_matter(sentence, said, taxonomy):
    names = ["a", "a-en", "b", "b-en", "c-en"]
    sentences = [sentence(name, GREEN, lang=name[-2:] if "-" in name else "zh") for name in names]
    predictions = [said(GREEN, AI), said(GREEN), said(GREEN), said(COMPUTE), said()]
    (evaluation,) = judged(sentences, taxonomy, predictions).evaluations
    (pairs,) = evaluation.pairs
    assert (pairs.n, pairs.share[0]) == (2, 0.5)


def test_methods_are_compared_in_the_same_replicates(small, said, taxonomy):
    sentences, predictions = small
    better = [said(*sentence.stances) for sentence in sentences]
    comparison = judged(sentences, taxonomy, predictions, better, predictions)
    overall = [d for d in comparison.differences if (d.lang, d.kind, d.over) == ("all",) * 3]
    gain, none = [d for d in overall if d.average == "micro"]
    assert gain.f1[0] == pytest.approx(1 - 6 / 9)
    assert gain.f1[1] >= 0
    assert none.f1 == (0, 0, 0)


def test_calibration_is_computed_by_hand(sentence, said, taxonomy):
    bins, error = reliability(
        np.array([0.9, 0.9, 0.1, 1.0]), np.array([True, False, False, True]), np.ones(4)
    )
    # 0.9 … 1.0: mean 2.8/3, two of three; 0.1 … 0.2: mean 0.1, none.
    assert error == pytest.approx((3 * (2.8 / 3 - 2 / 3) + 0.1) / 4)
    assert [each.n for each in bins] == [0, 1, 0, 0, 0, 0, 0, 0, 0, 3]
    scores = {GREEN: 0.8}
    (evaluation,) = judged(
        [sentence("1", GREEN), sentence("2")],
        taxonomy,
        [said(GREEN, scores=scores), said(scores={GREEN: 0.4})],
    ).evaluations
    first = evaluation.calibration[0]
    assert first.ece == pytest.approx((0.2 + 0.4) / (2 * 24))
    assert first.ece_paths == pytest.approx((0.2 + 0.4) / (2 * 9))
    assert first.ece_positive == pytest.approx(0.2)
    (without,) = judged([sentence("1")], taxonomy, [said()]).evaluations
    assert without.calibration == ()


def test_intervals_at_the_ends_are_not_empty():
    assert wilson(1.0, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)
    assert estimate(np.array([1.0, 1.0, 1.0]), 10)[1] == pytest.approx(0.7225, abs=1e-4)
    assert estimate(np.array([math.nan, 1.0]), 3) == (None, None, None)
    assert effective(np.array([1.0, 1.0, 2.0])) == pytest.approx(16 / 6)


def test_the_file_is_read_as_it_was_written(small, taxonomy, tmp_path, said):
    scored = [said(*p.labels, scores=dict.fromkeys(p.labels, 0.7)) for p in small[1]]
    (evaluation,) = judged(small[0], taxonomy, scored).evaluations
    file = tmp_path / "evaluation.json"
    write_evaluation(evaluation, file)
    assert read_evaluation(file) == evaluation
    record = json.loads(file.read_text(encoding="utf-8"))
    assert record["format"] == "nqp-evaluation/1"
    assert set(record["cells"][0]) >= {"node", "lang", "kind", "n", "n_eff", "tp", "fp", "fn", "tn"}


def test_the_page_escapes_what_it_shows(small, said, taxonomy):
    gold = Gold("<script>alert(1)</script>", "0" * 64, tuple(small[0]))
    judgement = Judgement("<b>x</b>", small[1])
    page = evaluation_page(evaluate(gold, [judgement], taxonomy, replicates=100))
    assert "<script" not in page
    assert "<b>x" not in page
    assert "http" not in page
