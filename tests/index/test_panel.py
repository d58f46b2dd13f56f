from __future__ import annotations

from dataclasses import replace
from math import hypot, log

import polars as pl
import pytest
from made_runs import NODES, PATHS, document, result

from nqp_text.errors import MeasureError
from nqp_text.index import MEASURES, SCOPES, build, mark_primary, run_index
from nqp_text.index.cells import COLUMNS
from nqp_text.outputs import rows
from nqp_text.outputs.schema import COUNTS, DOCUMENTS, EXPOSURE, INDEX, MENTIONS, frame


def frames(*results):
    documents = frame(DOCUMENTS, [rows.document_row(item, "all") for item in results])
    counts = [rows.count_frame(item, "all", PATHS) for item in results]
    return documents, pl.concat([COUNTS.schema.to_frame(), *counts])


def panel(*results, **options):
    return build(*frames(*results), **options)


def run_panel(*results, **options):
    mentions = pl.concat([MENTIONS.schema.to_frame(), *map(rows.mention_frame, results)])
    exposure = pl.concat([EXPOSURE.schema.to_frame(), *map(rows.exposure_frame, results)])
    return panel(*results, mentions=mentions, exposure=exposure, **options)


def cell(found: pl.DataFrame, path: str = "path.compute", **where: object) -> dict[str, object]:
    return found.filter(path=path, **where).row(0, named=True)


def test_the_panel_has_the_columns_of_the_index_file():
    found = panel(result("a.pdf"))

    assert found.schema == INDEX.schema
    assert tuple(found.columns) == COLUMNS


def test_values_by_hand():
    found = panel(result("a.pdf", hits=3))

    assert cell(found)["value"] == 3 / 100
    assert cell(found)["hits"] == 3.0
    assert cell(found, "path.green")["value"] == 0.0
    assert cell(found, "composite")["value"] == pytest.approx(3 / 100 / 9)
    assert cell(found, "composite")["hits"] == 3.0
    assert found["path"].to_list() == [*PATHS, "composite"]


def test_the_composite_is_the_weighted_mean(tmp_path):
    weights = tmp_path / "weights.csv"
    weights.write_text("node,weight\npath.compute,3\npath.green,1\n", encoding="utf-8")

    found = panel(result("a.pdf", hits=7), measure="ln1p", weights=weights)

    compute, green, composite = (
        cell(found, path) for path in ("path.compute", "path.green", "composite")
    )
    assert composite["value"] == pytest.approx(0.75 * log(8))
    assert composite["standard_error"] == pytest.approx(
        hypot(0.75 * compute["standard_error"], 0.25 * green["standard_error"])
    )
    assert 0.75 * compute["low"] <= composite["low"] < composite["value"]
    assert composite["value"] < composite["high"] <= 0.75 * compute["high"] + 0.25 * green["high"]
    assert (compute["weight"], green["weight"], composite["weight"]) == (0.75, 0.25, None)


def test_a_composite_of_one_path_has_its_interval(tmp_path):
    weights = tmp_path / "weights.csv"
    weights.write_text("node,weight\npath.compute,1\n", encoding="utf-8")

    found = panel(result("a.pdf", hits=7), measure="count", weights=weights)

    path, composite = cell(found, "path.compute"), cell(found, "composite")
    for name in ("value", "standard_error", "low", "high"):
        assert composite[name] == pytest.approx(path[name])


def test_1_over_k_composite_of_shares_is_a_ninth_of_the_sentences_with_any_path():
    item = result("a.pdf", hits=0)
    listed = tuple(
        replace(c, attention=4, attention_weighted=4 / 3)
        if c.node in ("path.green", "path.talent", "path.finance")
        else c
        for c in item.counts
    )

    found = panel(replace(item, counts=listed))

    assert cell(found, "composite")["value"] == pytest.approx(4 / 100 / 9)


@pytest.mark.parametrize("measure", list(MEASURES))
@pytest.mark.parametrize("scope", list(SCOPES))
def test_every_measure_and_scope_can_be_built(measure, scope):
    if scope != "attention" and not MEASURES[measure].scoped:
        with pytest.raises(MeasureError):
            panel(result("a.pdf"), measure=measure, scope=scope)
        return
    found = run_panel(
        result("a.pdf", year=2022), result("b.pdf"), result("c.pdf", firm_code="000002"),
        measure=measure, scope=scope, base=(2020, 2022),
    )  # fmt: skip
    values = cell(found, file="b.pdf")
    if MEASURES[measure].numerator == "expected":
        assert (values["value"], values["status"]) == (None, "no_probabilities")
    elif measure == "talk_walk":
        assert (values["value"], values["status"]) == (None, "small_group")
    elif measure == "new_share":
        assert (values["value"], values["status"]) == (0.0, "observed")
        assert cell(found, file="c.pdf")["status"] == "no_earlier_report"
    else:
        assert values["value"] > 0 or (measure == "tfidf" and values["value"] == 0)
    assert (
        found.filter(pl.col("value").is_null())["status"].is_in(["observed", "partial"]).sum() == 0
    )
    assert found["scope"].unique().to_list() == [scope]


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"status": "encrypted"}, "encrypted"),
        ({"status": "unreadable"}, "unreadable"),
        ({"status": "timeout"}, "timeout"),
        ({"status": "out_of_memory"}, "out_of_memory"),
        ({"status": "unsupported"}, "unsupported"),
        ({"status": "empty"}, "empty"),
        ({"status": "duplicate"}, "duplicate"),
        ({"status": "partial", "pages_read": 3}, "mostly_unread"),
    ],
)
def test_what_was_not_read_is_missing_with_its_status_and_never_zero(values, status):
    found = panel(result("a.pdf", hits=0, **values), result("b.pdf", firm_code="000002"))

    missing = found.filter(file="a.pdf")
    assert missing["status"].unique().to_list() == [status]
    assert missing.height == 10
    for column in ("value", "standard_error", "low", "high", "hits", "sentences", "chars"):
        assert missing[column].null_count() == 10


def test_a_document_without_the_section_is_missing():
    item = result("a.pdf", mdna_found=False)
    documents = frame(DOCUMENTS, [rows.document_row(item, "mdna")])

    for counts in (rows.count_frame(item, "mdna", PATHS), COUNTS.schema.to_frame()):
        found = build(documents, counts)
        assert found["status"].unique().to_list() == ["section_missing"]
        assert found["value"].null_count() == 10
        assert found["section"].unique().to_list() == ["mdna"]


def test_nothing_found_in_a_short_text_is_no_zero():
    item = result("a.pdf", hits=0)
    short = replace(item, exposure=replace(item.exposure, chars=150))

    assert cell(panel(short))["status"] == "too_short"
    assert cell(panel(short))["value"] is None
    assert cell(panel(short, min_chars=150))["value"] == 0.0


def test_a_document_without_sentences_is_empty():
    item = result("a.pdf", hits=0)
    nothing = replace(item, exposure=replace(item.exposure, sentences=0, chars=0))

    assert cell(panel(nothing, min_chars=1))["status"] == "empty"


def test_a_document_read_in_great_part_has_a_value_that_says_so():
    found = panel(result("a.pdf", status="partial", pages_read=8))

    assert cell(found)["status"] == "partial"
    assert cell(found)["value"] == 0.03


def test_a_firm_year_takes_its_primary_report_only():
    found = panel(
        result("full.pdf", hits=3),
        result("summary.pdf", hits=90, report_type="summary"),
        by="firm-year",
    )

    assert found.height == 10
    assert cell(found)["value"] == 0.03
    assert cell(found)["primary_rule"] == "only annual report; before summary"
    assert cell(found)["file"] == "full.pdf"


def test_a_firm_year_whose_report_was_not_read_is_missing():
    found = panel(
        result("full.pdf", status="encrypted"),
        result("summary.pdf", report_type="summary"),
        by="firm-year",
    )

    assert found["status"].unique().to_list() == ["encrypted"]


def test_codes_stay_strings_with_their_zeros():
    found = panel(result("a.pdf", firm_code="000002"), by="firm-year")

    assert found["firm_code"].unique().to_list() == ["000002"]


def test_a_document_without_year_is_in_no_firm_year():
    assert panel(result("a.pdf", year=None), by="firm-year").height == 0
    assert panel(result("a.pdf", year=None)).height == 10


def test_two_primary_reports_of_a_firm_year_are_an_error():
    documents, counts = frames(result("a.pdf"), result("b.pdf"))
    both = mark_primary(documents).with_columns(is_primary=pl.lit(True))

    with pytest.raises(MeasureError, match="2 documents are primary"):
        build(both, counts, by="firm-year")


def gov(path, hits, **values):
    return result(
        path,
        hits=hits,
        kind="gov",
        report_type="policy",
        firm_code="",
        firm_name="青岭市人民政府",
        **values,
    )


def test_an_issuer_year_pools_its_policies():
    found = panel(gov("a.txt", 3), gov("b.txt", 1), result("firm.pdf"), by="issuer-year")

    assert found.height == 10
    pooled = cell(found)
    assert (pooled["value"], pooled["hits"], pooled["sentences"]) == (4 / 200, 4.0, 200)
    assert (pooled["documents"], pooled["status"]) == (2, "observed")


def test_a_pool_with_an_unread_document_is_partial():
    found = panel(gov("a.txt", 3), gov("b.txt", 1, status="timeout"), by="issuer-year")

    assert (cell(found)["value"], cell(found)["status"]) == (0.03, "partial")


def test_a_pool_of_unread_documents_is_missing():
    found = panel(
        gov("a.txt", 3, status="timeout"), gov("b.txt", 1, status="timeout"), by="issuer-year"
    )

    assert (cell(found)["value"], cell(found)["status"]) == (None, "timeout")


def test_short_policies_are_long_enough_together():
    short = [
        replace(item, exposure=replace(item.exposure, chars=120))
        for item in (gov("a.txt", 3), gov("b.txt", 1))
    ]

    assert cell(panel(*short, by="issuer-year"))["value"] == 4 / 200
    assert cell(panel(short[0], by="issuer-year"))["status"] == "too_short"


def test_facets_are_added_on_request_and_stay_out_of_the_composite():
    plain, more = panel(result("a.pdf")), panel(result("a.pdf"), facets=True)

    assert set(more["path"]) - set(plain["path"]) == set(NODES) - set(PATHS)
    assert cell(plain, "composite")["value"] == cell(more, "composite")["value"]


def test_the_order_of_documents_and_counts_leaves_no_trace():
    items = [result(f"{n}.pdf", hits=n, firm_code=f"00000{n}") for n in range(6)]
    documents, counts = frames(*items)

    mixed = build(documents.reverse(), counts.sample(fraction=1, shuffle=True, seed=4), paths=PATHS)

    assert mixed.equals(build(documents, counts))


def test_a_run_of_nothing_but_failures_still_has_a_row_for_every_path():
    found = panel(result("a.pdf", status="encrypted"), paths=PATHS)

    assert found["path"].to_list() == [*PATHS, "composite"]
    assert found["value"].null_count() == 10


def test_an_empty_run_gives_an_empty_panel():
    assert panel().schema == INDEX.schema
    assert panel().height == 0
    assert list(run_index(*frames())) == []


def test_the_run_index_is_the_same_made_of_one_document_at_a_time(monkeypatch):
    made = [
        result(f"{name}.pdf", firm_code=code) for name, code in zip("edcba", "12345", strict=True)
    ]
    tables = frames(*made, gov("z.txt", 2), gov("y.txt", 3))
    whole = pl.concat(run_index(*tables, PATHS))
    monkeypatch.setattr("nqp_text.index.run_panels.AT_ONCE", 1)
    monkeypatch.setattr("nqp_text.index.held_counts.AT_ONCE", 5)
    pieces = list(run_index(*tables, PATHS))
    assert len(pieces) > 15
    assert pl.concat(pieces).equals(whole)


def test_the_run_index_holds_all_units_in_one_order():
    found = pl.concat(run_index(*frames(result("a.pdf"), gov("b.txt", 2)), PATHS))

    units = found["unit"].unique(maintain_order=True).to_list()
    assert units == ["document", "firm-year", "issuer-year"]
    assert found.height == (2 + 1 + 1) * 5 * 10
    assert not found.select(INDEX.key).is_duplicated().any()


@pytest.mark.parametrize(
    "options", [{"by": "year"}, {"measure": "x"}, {"scope": "x"}, {"section": "risk"}]
)
def test_what_is_unknown_is_an_error_that_lists_the_known(options):
    with pytest.raises(MeasureError) as caught:
        panel(result("a.pdf"), **options)
    assert "Choose one of" in caught.value.fix


def test_counts_of_several_sections_need_a_choice():
    item = result("a.pdf")
    documents, counts = frames(item)
    both = pl.concat([counts, rows.count_frame(result("a.pdf", hits=1), "mdna", PATHS)])

    with pytest.raises(MeasureError, match="several sections"):
        build(documents, both)
    assert cell(build(documents, both, section="mdna"))["value"] == 0.01


def test_a_document_row_needs_no_more_than_its_status():
    documents = frame(DOCUMENTS, [{"doc_id": "", "path": "x", "status": "unreadable"}])

    found = build(documents, COUNTS.schema.to_frame())

    assert found["status"].unique().to_list() == ["unreadable"]
    assert document("x")["status"] == "ok"
