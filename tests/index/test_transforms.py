"""Winsorising, standardising, groups, and panels of unusual shape."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from made_runs import PATHS, result

from nqp_text.errors import MeasureError, NqpError
from nqp_text.index import build, read_groups
from nqp_text.outputs import rows
from nqp_text.outputs.schema import COUNTS, DOCUMENTS, EXPOSURE, MENTIONS, frame


def tables(*results):
    return {
        "documents": frame(DOCUMENTS, [rows.document_row(item, "all") for item in results]),
        "counts": pl.concat(
            [COUNTS.schema.to_frame(), *(rows.count_frame(i, "all", PATHS) for i in results)]
        ),
        "mentions": pl.concat([MENTIONS.schema.to_frame(), *map(rows.mention_frame, results)]),
        "exposure": pl.concat([EXPOSURE.schema.to_frame(), *map(rows.exposure_frame, results)]),
    }


def panel(*results, **options):
    return build(**tables(*results), measure=options.pop("measure", "count"), **options)


def firms(hits, years=(2023,), **values):
    return [
        result(f"{year}-{n}.pdf", hits=h, firm_code=f"{n:06}", year=year, **values)
        for year in years for n, h in enumerate(hits)
    ]  # fmt: skip


def values(found, path="path.compute", column="value"):
    return found.filter(path=path)[column].to_list()


def explained(found: pl.DataFrame) -> bool:
    """Whether every missing value has a status that says why, and no number is NaN."""
    for name in ("value", "standard_error", "low", "high", "adjusted"):
        assert not found[name].is_nan().any()
    empty = found.filter(pl.col("value").is_null())
    return not empty["status"].is_in(["observed", "partial", ""]).any()


def test_z_scores_by_hand_within_years():
    found = panel(*firms([1, 2, 6], years=(2022, 2023)), standardise=["year"])

    z = (np.array([1, 2, 6]) - 3) / np.std([1, 2, 6], ddof=1)
    assert sorted(values(found)) == pytest.approx(sorted([*z, *z]))
    assert found["transform"].unique().to_list() == ["z within kind, lang, year"]
    still = found.filter(path="path.green")
    assert set(still["status"]) == {"no_variation"}
    assert set(still["value"]) == {0.0}
    assert still["low"].null_count() == still.height
    assert values(found, "composite") == pytest.approx([x / 9 for x in values(found)])
    assert set(values(found, "composite", "status")) == {"observed"}
    assert explained(found)


def test_the_interval_goes_the_way_of_the_value():
    raw, scaled = (panel(*firms([1, 2, 6]), standardise=by) for by in ((), ("year",)))
    sd = np.std([1, 2, 6], ddof=1)
    for name in ("low", "high"):
        expected = [(x - 3) / sd for x in values(raw, column=name)]
        assert values(scaled, column=name) == pytest.approx(expected)
    assert values(scaled, column="standard_error") == pytest.approx(
        [x / sd for x in values(raw, column="standard_error")]
    )


def test_winsorised_by_year_by_hand():
    found = panel(*firms([0, 1, 2, 3, 40]), winsorise=0.25)
    assert values(found) == [1.0, 1.0, 2.0, 3.0, 3.0]
    assert max(values(found, column="high")) == 3.0
    apart = panel(*firms([0, 1, 2]), *firms([30, 40, 50], years=(2022,)), winsorise=0.1)
    assert min(values(apart)) == pytest.approx(0.2)
    assert max(values(apart)) == pytest.approx(48)


@pytest.mark.parametrize("tail", [0, 0.5, -1, 2])
def test_a_tail_that_is_none_is_refused(tail):
    with pytest.raises(MeasureError, match="share to cut off"):
        panel(*firms([1, 2]), winsorise=tail)


def test_industries_come_from_a_table_in_gbk_with_codes_as_numbers(tmp_path):
    file = tmp_path / "industry.csv"
    file.write_text("firm_code,year,industry\n1,2023,制造\n2.0,2023,制造\n000003,2023,制造\n4,2023,软件\n",
                    encoding="gbk")  # fmt: skip
    made = firms([9, 1, 2, 6, 5])

    found = panel(*made, by="firm-year", standardise=["industry", "year"], groups=read_groups(file))

    status = dict(found.filter(path="path.compute").select("firm_code", "status").iter_rows())
    assert status == {
        "000000": "no_group", "000001": "observed", "000002": "observed",
        "000003": "observed", "000004": "small_group",
    }  # fmt: skip
    assert explained(found)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("firm_code,year\n1,2023\n", "keys only"),
        ("industry\nC39\n", "firm codes"),
        ("firm_code,year,industry\n1,2023,C39\n000001,2023,C40\n", "several rows that differ"),
    ],
)
def test_a_table_that_does_not_fit_says_so(tmp_path, text, what):
    file = tmp_path / "industry.csv"
    file.write_text(text, encoding="utf-8-sig")
    with pytest.raises(NqpError, match=what) as caught:
        read_groups(file)
    assert caught.value.fix


def test_a_column_that_nobody_has_is_an_error_that_names_others():
    with pytest.raises(MeasureError, match="industry") as caught:
        panel(*firms([1, 2, 3]), standardise=["industry"])
    assert "year" in caught.value.fix


def test_the_talk_walk_gap_is_the_talk_share_minus_the_median_of_its_year():
    made = []
    for n, walked in enumerate([0, 1, 4]):
        base = result(f"{n}.pdf", hits=4, firm_code=f"{n:06}")
        counts = tuple(
            type(c)(c.node, 4, 4, 4, walked, 4.0, 4.0, 4.0, float(walked))
            if c.node == "path.compute" else c
            for c in base.counts
        )  # fmt: skip
        made.append(type(base)(base.doc_id, base.path, base.document, base.exposure, counts))

    found = panel(*made, measure="talk_walk")

    assert values(found) == pytest.approx([1 - 0.75, 0.0, 0 - 0.75])
    assert values(found, "composite") == pytest.approx([0.25, 0.0, -0.75])
    assert set(values(found, "path.green", "status")) == {"no_own_mentions"}


def test_breadth_counts_the_paths():
    found = panel(*firms([0, 3]), measure="breadth")
    assert values(found, "composite") == [0.0, 1.0]
    assert values(found, "composite", "high")[0] >= 1.0


SHAPES = {
    "one firm, one year": firms([3]),
    "one year": firms([1, 2, 3, 4]),
    "one firm": [result(f"{y}.pdf", hits=y - 2018, year=y) for y in range(2019, 2023)],
    "all zeros": firms([0, 0, 0, 0]),
    "all missing": firms([1, 1, 1, 1], status="encrypted"),
    "no documents": [],
    "no year": firms([1, 2, 3], years=(None,)),
}


@pytest.mark.parametrize("shape", list(SHAPES))
@pytest.mark.parametrize(
    "options",
    [
        {}, {"standardise": ["year"]}, {"winsorise": 0.05, "standardise": ["year"]},
        {"weights": "entropy"}, {"weights": "pca"}, {"measure": "ln1p", "weights": "pca"},
        {"measure": "talk_walk"}, {"measure": "breadth"}, {"measure": "new_share"},
        {"by": "firm-year", "standardise": ["year"], "weights": "entropy"},
    ],
    ids=str,
)  # fmt: skip
def test_unusual_panels_are_right_or_say_what_to_do(shape, options):
    try:
        found = panel(*SHAPES[shape], **options)
    except MeasureError as error:
        assert options.get("weights") in ("entropy", "pca")
        assert "equal weights" in error.fix
        return
    assert explained(found)


def test_firm_years_that_come_twice_have_one_primary_report():
    found = panel(result("a.pdf", hits=1), result("b.pdf", hits=2), by="firm-year")
    assert found.height == 10
    assert found["documents"].unique().to_list() == [1]


def test_an_option_that_nobody_knows_names_the_known_ones():
    with pytest.raises(MeasureError, match="winsorize") as caught:
        panel(result("a.pdf"), winsorize=0.01)
    assert "winsorise" in caught.value.fix
    with pytest.raises(MeasureError, match="backwards"):
        panel(result("a.pdf"), base=(2020, 2010))
