"""The policy index, recomputed by hand."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from made_runs import PATHS, result

from nqp_text.errors import MeasureError
from nqp_text.index import Tables, policy_series
from nqp_text.index.policy_index import policy_index
from nqp_text.outputs import rows
from nqp_text.outputs.schema import COUNTS, DOCUMENTS, EXPOSURE, MENTIONS, frame

NAN = float("nan")


def index_of(values, base, errors=0.0):
    x = np.array(values, float)
    return policy_index(x, np.full_like(x, errors), base)


def test_two_sources_by_hand():
    found = index_of([[1, 3, 5], [10, 30, 20]], [True, True, False])

    sds = np.std([1, 3], ddof=1), np.std([10, 30], ddof=1)
    z = [np.mean([x / sds[0], y / sds[1]]) for x, y in ((1, 10), (3, 30), (5, 20))]
    assert found.index == pytest.approx([100 * value / np.mean(z[:2]) for value in z])
    assert found.index[:2].mean() == pytest.approx(100)
    assert found.roles == ("base", "base")


def test_a_late_source_is_chained_and_does_not_make_a_jump():
    alone = index_of([[1, 3, 2, 4]], [True, True, False, False])
    joined = index_of([[1, 3, 2, 4], [NAN, NAN, 20, 40]], [True, True, False, False])
    faster = index_of([[1, 3, 2, 2], [NAN, NAN, 20, 60]], [True, True, False, False])

    assert joined.roles == ("base", "chained")
    assert joined.index == pytest.approx(alone.index)
    assert joined.sources.tolist() == [1, 1, 2, 2]
    assert faster.index[2:].mean() == pytest.approx(alone.index[2])
    assert faster.index[3] > faster.index[2]


def test_history_does_not_change_when_a_year_is_added():
    short = index_of([[1, 3, 2], [4, 9, 6]], [True, True, False])
    longer = index_of([[1, 3, 2, 50], [4, 9, 6, 70]], [True, True, False, False])
    assert longer.index[:3] == pytest.approx(short.index)


def test_errors_of_sources_add_up_as_independent():
    found = index_of([[1, 3], [2, 6]], [True, True], errors=0.5)
    scale = found.scales
    assert found.standard_error == pytest.approx([np.hypot(*(0.5 * scale)) / 2] * 2)


def test_a_period_without_documents_is_missing_and_not_zero():
    found = index_of([[1, NAN, 3]], [True, False, True])
    assert np.isnan(found.index[1])
    assert found.sources.tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    ("values", "base", "what"),
    [
        ([[2, 2, 5]], [True, True, False], "No source varies"),
        ([[1, 3, 5]], [False, False, False], "No source varies"),
        ([[NAN, NAN, NAN]], [True, True, True], "No source varies"),
    ],
)
def test_a_base_window_that_says_nothing_is_refused(values, base, what):
    with pytest.raises(MeasureError, match=what) as caught:
        index_of(values, base)
    assert "base window" in caught.value.fix


def made(*hits: tuple[str, int | None, int]) -> Tables:
    results = [
        result(f"{n}.pdf", hits=h, kind="gov", report_type="policy", firm_name=name, firm_code="",
               year=year, published=f"{year}-0{1 + n % 9}-15" if year else "")
        for n, (name, year, h) in enumerate(hits)
    ]  # fmt: skip
    return Tables(
        frame(DOCUMENTS, [rows.document_row(item, "all") for item in results]),
        pl.concat(
            [COUNTS.schema.to_frame(), *(rows.count_frame(i, "all", PATHS) for i in results)]
        ),
        pl.concat([MENTIONS.schema.to_frame(), *map(rows.mention_frame, results)]),
        pl.concat([EXPOSURE.schema.to_frame(), *map(rows.exposure_frame, results)]),
    )


def test_the_index_of_a_run_pools_documents_of_a_source_and_year():
    tables = made(("甲部", 2018, 2), ("甲部", 2018, 4), ("甲部", 2019, 9), ("甲部", 2021, 12))

    found = policy_series(tables, ("2018", "2019"), measure="share")

    compute = found.index.filter(path="path.compute")
    assert compute["period"].to_list() == ["2018", "2019", "2020", "2021"]
    assert compute["status"].to_list() == ["observed", "observed", "no_documents", "observed"]
    base = (0.03 + 0.09) / 2
    assert compute["index"].to_list() == pytest.approx(
        [100 * 0.03 / base, 100 * 0.09 / base, None, 100 * 0.12 / base]
    )
    assert compute["low"][0] < compute["index"][0] < compute["high"][0]
    raw = found.sources.filter(path="path.compute")
    assert raw["raw"].to_list() == pytest.approx([0.03, 0.09, 0.12])
    silent = found.index.filter(path="path.green")
    assert silent["index"].null_count() == 4
    assert all("No source varies" in status for status in silent["status"])


def test_months_are_those_of_publication():
    tables = made(("甲部", 2018, 2), ("甲部", 2018, 4), ("甲部", 2018, 9))
    found = policy_series(tables, ("2018-01", "2018-03"), period="month", measure="share")
    assert found.index["period"].unique(maintain_order=True).to_list() == [
        "2018-01", "2018-02", "2018-03"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"period": "week"}, "week"),
        ({"source": "ministry"}, "ministry"),
        ({"kind": "news"}, "news"),
    ],
)
def test_what_a_run_cannot_give_is_said(options, what):
    with pytest.raises(MeasureError, match=what):
        policy_series(made(("甲部", 2018, 2)), ("2018", "2019"), **options)
