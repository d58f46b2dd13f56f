from __future__ import annotations

import random

import pytest
from made_runs import document

from nqp_text.index.primary import choose_primary


def chosen(*rows):
    return {
        row["path"]: rule
        for row, (primary, rule) in zip(rows, choose_primary(rows), strict=True)
        if primary
    }


def test_the_full_report_goes_before_summary_extract_and_english_version():
    rows = [
        document("summary.pdf", report_type="summary"),
        document("english.pdf", report_type="english", lang="en"),
        document("extract.txt", report_type="mda_extract"),
        document("full.pdf"),
    ]

    rule = chosen(*rows)

    assert list(rule) == ["full.pdf"]
    assert rule["full.pdf"] == "only annual report; before english, mda_extract, summary"


def test_the_latest_full_revision_goes_before_the_original():
    rows = [
        document("original.pdf", chars=100_000),
        document("first.pdf", report_type="revised", published="2024-05-01", chars=99_000),
        document("second.pdf", report_type="revised", published="2024-08-01", chars=101_000),
    ]

    assert chosen(*rows) == {"second.pdf": "latest full revision of 3 versions"}


def test_a_notice_of_corrections_is_no_full_revision():
    rows = [
        document("original.pdf", chars=100_000),
        document("notice.pdf", report_type="revised", published="2024-08-01", chars=2_000),
    ]

    assert list(chosen(*rows)) == ["original.pdf"]


def test_a_revision_that_could_not_be_read_does_not_replace_the_original():
    rows = [
        document("original.pdf"),
        document("revised.pdf", report_type="revised", status="unreadable", chars=None),
    ]

    assert list(chosen(*rows)) == ["original.pdf"]


def test_a_summary_does_not_step_in_for_a_report_that_could_not_be_read():
    rows = [
        document("full.pdf", status="encrypted", chars=None, lang=""),
        document("summary.pdf", report_type="summary"),
    ]

    assert list(chosen(*rows)) == ["full.pdf"]


def test_a_copy_that_was_read_goes_before_one_that_was_not():
    rows = [document("a.pdf", status="timeout", chars=None), document("b.txt")]

    assert list(chosen(*rows)) == ["b.txt"]


def test_chinese_goes_before_english_of_the_same_type():
    rows = [document("en.pdf", lang="en", chars=900_000), document("zh.pdf", lang="zh")]

    assert list(chosen(*rows)) == ["zh.pdf"]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"status": "duplicate"}, "duplicate"),
        ({"year": None}, "no year"),
        ({"firm_code": "", "firm_name": ""}, "no firm"),
        ({"report_type": "half_year"}, "half_year"),
        ({"report_type": "cancelled"}, "cancelled"),
        ({"kind": "news"}, "news"),
    ],
)
def test_what_stands_for_no_year_says_why(values, reason):
    [(primary, rule)] = choose_primary([document("a.pdf", **values)])

    assert not primary
    assert reason in rule


def test_the_passed_over_name_the_one_that_was_taken():
    rows = [document("full.pdf"), document("summary.pdf", report_type="summary")]

    assert choose_primary(rows)[1] == (False, "passed over for full.pdf")


def test_a_report_without_code_joins_the_firm_of_its_name():
    rows = [document("a.pdf"), document("b.pdf", firm_code="", report_type="summary")]

    assert list(chosen(*rows)) == ["a.pdf"]


def test_years_and_firms_are_apart():
    rows = [document("a.pdf"), document("b.pdf", year=2022), document("c.pdf", firm_code="000002")]

    assert sorted(chosen(*rows)) == ["a.pdf", "b.pdf", "c.pdf"]


def gov(path, report_type="work_report", **values):
    return document(
        path,
        kind="gov",
        report_type=report_type,
        firm_code="",
        **{"firm_name": "青岭市人民政府", **values},
    )


def test_the_best_copy_of_the_work_report_stands_for_the_issuer_year():
    rows = [gov("a.pdf", status="partial"), gov("b.txt"), gov("plan.txt", "policy")]

    assert chosen(*rows) == {"b.txt": "best read of 2 work reports"}


def test_policies_are_pooled_where_there_is_no_work_report():
    rows = [gov("a.txt", "policy"), gov("b.txt", "policy"), gov("c.txt", "policy", year=2024)]

    assert chosen(*rows) == {
        "a.txt": "one of 2 pooled documents; no work report",
        "b.txt": "one of 2 pooled documents; no work report",
        "c.txt": "only document; no work report",
    }


def test_the_order_of_the_documents_leaves_no_trace():
    rows = [
        document(f"{number}.pdf", firm_code=f"00000{number % 3}", report_type=kind, chars=chars)
        for number, (kind, chars) in enumerate(
            [("annual", 5), ("revised", 5), ("summary", 9), ("annual", 5), ("revised", 1)] * 3
        )
    ]
    expected = chosen(*rows)

    for seed in range(10):
        assert chosen(*random.Random(seed).sample(rows, len(rows))) == expected
