"""Corrected shares of groups: by hand, and by simulation with known truth."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest
from made_runs import PATHS, doc_id, result

from nqp_text.errors import MeasureError
from nqp_text.index import Audited, Tables, prevalence_table, read_audited
from nqp_text.index.classifier import draw_rates
from nqp_text.index.prevalence import adjusted_count, prediction_powered
from nqp_text.outputs import rows
from nqp_text.outputs.schema import COUNTS, DOCUMENTS, EXPOSURE, MENTIONS, frame
from nqp_text.records import NodeErrors

UNKNOWN = (None, None, None)


def errors(tp, fp, fn, tn, node="path.compute") -> NodeErrors:
    n = tp + fp + fn + tn
    return NodeErrors(node, "all", "all", int(n), float(n), tp, fp, fn, tn, *[UNKNOWN] * 3)


def test_ppi_by_hand_without_tuning_error():
    """With a tagger that is always right λ is close to 1, and the share is the tagger's."""
    truth = [1, 0, 0, 0] * 50
    found = prediction_powered(0.25, 1_000_000, truth, truth, [0.5] * 200)
    assert found.value == pytest.approx(0.25, abs=1e-4)
    assert found.standard_error < 0.001


def test_ppi_with_a_useless_tagger_is_the_mean_of_the_labels():
    truth = [1, 1, 0, 0] * 50
    found = prediction_powered(0.9, 10_000, truth, [1, 0, 1, 0] * 50, [0.5] * 200)
    assert found.value == pytest.approx(0.5)
    assert found.standard_error == pytest.approx(np.std(truth, ddof=1) / np.sqrt(200), rel=0.01)


def test_ppi_weighs_by_the_probability_of_being_drawn():
    """Positives drawn ten times as often: the mean of labels would be 0.5, the truth 1 of 11."""
    truth, drawn = [1] * 100 + [0] * 100, [0.1] * 100 + [0.01] * 100
    found = prediction_powered(0.0, 100_000, truth, [0] * 200, drawn)
    assert found.value == pytest.approx(10 / 110)


def test_sentences_without_an_error_do_not_prove_that_there_is_none():
    """None of 60: Clopper and Pearson's upper limit is 1 - 0.025^(1/60), by hand 5.96 %."""
    nothing = prediction_powered(0.0, 3000, [0] * 60, [0] * 60, [0.02] * 60)
    assert (nothing.value, nothing.low) == (0, 0)
    assert nothing.high == pytest.approx(0.0596, abs=1e-4)
    assert nothing.status == "estimated, no variation"
    truth = [1] * 10 + [0] * 50
    right = prediction_powered(0.1, 3000, truth, truth, [0.02] * 60)
    assert right.low < 0.1 - 0.03 and right.high > 0.1 + 0.0596
    unlike = prediction_powered(0.1, 3000, truth, [0, *truth[1:]], [0.02] * 60)
    assert unlike.status == "estimated"


@pytest.mark.parametrize("probabilities", [[0.0, 1], [0.5], [1.2, 0.5], [-1, 0.5]])
def test_probabilities_that_are_none_are_refused(probabilities):
    with pytest.raises(MeasureError):
        prediction_powered(0.1, 100, [0, 1], [0, 1], probabilities)


def test_adjusted_count_and_ppi_cover_the_truth_and_the_raw_share_does_not():
    chance = np.random.default_rng(7)
    held = {"acc": 0, "ppi": 0, "raw": 0}
    repetitions = 120
    for _ in range(repetitions):
        sizes = np.full(60, 400.0)
        shares = chance.beta(2, 20, 60)
        true = [chance.random(400) < share for share in shares]
        found = [np.where(t, chance.random(400) < 0.7, chance.random(400) < 0.02) for t in true]
        theta = 2 / 22
        labelled = chance.random(3000) < theta
        tp = float((labelled & (chance.random(3000) < 0.7)).sum())
        fp = float((~labelled & (chance.random(3000) < 0.02)).sum())
        rates = draw_rates(errors(tp, fp, labelled.sum() - tp, 3000 - labelled.sum() - fp))
        acc = adjusted_count(np.array([f.sum() for f in found]), sizes, rates, chance)
        all_true, all_found = np.concatenate(true), np.concatenate(found)
        pick = np.where(all_found, 0.10, 0.01)
        drawn = chance.random(len(pick)) < pick
        ppi = prediction_powered(
            all_found.mean(), len(pick), all_true[drawn], all_found[drawn], pick[drawn]
        )
        held["acc"] += acc.low <= theta <= acc.high
        held["ppi"] += ppi.low <= all_true.mean() <= ppi.high
        raw = all_found.mean()
        error = np.sqrt(raw * (1 - raw) / len(pick))
        held["raw"] += abs(raw - all_true.mean()) < 1.96 * error
    assert held["acc"] / repetitions > 0.89
    assert held["ppi"] / repetitions > 0.89
    assert held["raw"] / repetitions < 0.2


def tables(*results) -> Tables:
    return Tables(
        frame(DOCUMENTS, [rows.document_row(item, "all") for item in results]),
        pl.concat(
            [COUNTS.schema.to_frame(), *(rows.count_frame(i, "all", PATHS) for i in results)]
        ),
        pl.concat([MENTIONS.schema.to_frame(), *map(rows.mention_frame, results)]),
        pl.concat([EXPOSURE.schema.to_frame(), *map(rows.exposure_frame, results)]),
    )


def test_the_table_says_why_a_number_is_missing():
    made = tables(
        *(result(f"{n}.pdf", hits=10 + n, year=2023) for n in range(4)),
        result("alone.pdf", hits=5, year=2022), result("lost.pdf", status="encrypted", year=2021),
    )  # fmt: skip
    audited = [Audited(doc_id("0.pdf"), frozenset({"path.compute"}), frozenset(), 0.02)] * 3

    found = prevalence_table(made, ["year"], audited, evaluation=[errors(80, 5, 20, 2000)])

    def row(year, path="path.compute"):
        return found.filter(year=year, path=path).row(0, named=True)

    assert row(2023)["share"] == pytest.approx(46 / 400)
    assert row(2023)["acc_value"] == pytest.approx((46 / 400 - 5 / 2005) / (0.8 - 5 / 2005))
    assert row(2023)["acc_low"] < row(2023)["acc_value"] < row(2023)["acc_high"]
    assert row(2023)["ppi_status"] == "estimated, no variation"
    assert row(2022)["acc_status"] == "one_document"
    assert row(2022)["ppi_status"] == "no_audited_sentences"
    assert row(2023, "path.green")["acc_status"] == "no_evaluation"
    assert 2021 not in found["year"].to_list()
    for kind in ("acc", "ppi"):
        empty = found.filter(pl.col(f"{kind}_value").is_null())
        assert not empty[f"{kind}_status"].str.starts_with("estimated").any()


def test_a_group_that_the_evaluation_cannot_describe_is_not_corrected():
    made = tables(*(result(f"{n}.pdf", hits=1) for n in range(5)))
    found = prevalence_table(made, ["year"], evaluation=[errors(80, 200, 20, 1800)])
    assert found.filter(path="path.compute")["acc_status"].to_list() == ["evaluation_refuted"]


def test_an_evaluation_that_is_too_small_or_too_weak_is_not_called_missing():
    made = tables(*(result(f"{n}.pdf", hits=10) for n in range(5)))
    for given, status in (
        (errors(4, 1, 0, 500), "evaluation_too_small"),
        (errors(10, 100, 90, 1800), "tagger_too_weak"),
        (errors(80, 5, 20, 2000, "path.green"), "no_evaluation"),
    ):
        found = prevalence_table(made, ["year"], evaluation=[given])
        assert found.filter(path="path.compute")["acc_status"].to_list() == [status]


def test_columns_that_are_none_are_refused():
    with pytest.raises(MeasureError, match="province"):
        prevalence_table(tables(result("a.pdf")), ["province"])
    with pytest.raises(MeasureError, match="no column"):
        prevalence_table(tables(result("a.pdf")), [])


def test_audited_sentences_are_read_as_they_were_written(tmp_path):
    file = tmp_path / "audited.jsonl"
    line = {"doc": "d", "labels": ["path.green"], "predicted": [], "probability": 0.25}
    file.write_text(json.dumps(line) + "\n\n", encoding="utf-8")
    assert read_audited(file) == [Audited("d", frozenset({"path.green"}), frozenset(), 0.25)]

    for wrong in ({**line, "probability": 0}, {"doc": "d"}, {**line, "labels": "path.green"}, []):
        file.write_text(json.dumps(line) + "\n" + json.dumps(wrong), encoding="utf-8")
        with pytest.raises(MeasureError) as caught:
            read_audited(file)
        assert "line 2" in caught.value.where
