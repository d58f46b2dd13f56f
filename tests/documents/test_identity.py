from __future__ import annotations

import csv
from pathlib import Path

import pytest

from nqp_text.documents import identify, read
from nqp_text.documents.assemble import Origin
from nqp_text.documents.file_name import from_name
from nqp_text.documents.firm_codes import labelled_codes, mainland_codes
from nqp_text.documents.plain import verbatim
from nqp_text.documents.years import dates, fiscal_year_ended, with_digits
from nqp_text.records import Document, Identity


def document(text: str) -> Document:
    return verbatim(text, Origin("id", "x.txt", "text"))


def named(name: str, text: str = "正文。") -> Identity:
    return identify(document(text), name)


@pytest.mark.parametrize(
    ("name", "code", "firm", "year", "report_type"),
    [
        ("600999_东海机床_2017年年度报告.pdf", "600999", "东海机床", 2017, "annual"),
        ("000999_新名股份_旧名股Ａ2003年年度报告.pdf", "000999", "旧名股A", 2003, "annual"),
        ("000999_2-万方Ａ-2012年年度报告.pdf", "000999", "万方A", 2012, "annual"),
        ("东海机床：2024年年度报告.pdf", "", "东海机床", 2024, "annual"),
        ("600999_2022年度报告.pdf", "600999", "", 2022, "annual"),
        ("688999_2023年年报.pdf", "688999", "", 2023, "annual"),
        ("set_000999东_海Ａ2018年年报.txt", "000999", "东海A", 2018, "annual"),
        ("000999__东海集团__2020年年度报告__1209866445.pdf", "000999", "东海集团", 2020, "annual"),
        ("000999_2024_东海_2024年年度报告_2025-03-15.txt", "000999", "东海", 2024, "annual"),
        (
            "2020-04-16__东海机床股份有限公司__603999__东海机床__2019年__年度报告.pdf",
            "603999",
            "东海机床",
            2019,
            "annual",
        ),
        ("600999_东海机床_2021年年度报告（更正后）.pdf", "600999", "东海机床", 2021, "revised"),
        ("600999_东海机床_2021年年度报告（修订版）.pdf", "600999", "东海机床", 2021, "revised"),
        ("600999_东海机床_2021年年度报告摘要.pdf", "600999", "东海机床", 2021, "summary"),
        ("600999_东海机床_2021年年度报告（英文版）.pdf", "600999", "东海机床", 2021, "english"),
        ("600999_东海机床_2021年年度报告（已取消）.pdf", "600999", "东海机床", 2021, "cancelled"),
        ("600999_东海机床_2021年半年度报告.pdf", "600999", "东海机床", 2021, "half_year"),
        ("600999_东海机床_2021年第三季度报告.pdf", "600999", "东海机床", 2021, "quarter"),
        ("600999_东海机床_2016社会责任报告.pdf", "600999", "东海机床", 2016, "esg"),
        ("招股说明书_东海机床股份有限公司.txt", "", "东海机床股份有限公司", None, "prospectus"),
        ("ACME_2022_10K.pdf", "", "ACME", 2022, "annual"),
        ("hkmda_00999_10105290_20220128_Annual-Report-2020_pages_8-19_Management_Discussion_and_Analysis.pdf",
         "00999", "", 2020, "mda_extract"),
    ],
)  # fmt: skip
def test_firm_file_names(
    name: str, code: str, firm: str, year: int | None, report_type: str
) -> None:
    found = named(name)
    assert (found.firm_code, found.firm_name, found.year, found.report_type) == (
        code,
        firm,
        year,
        report_type,
    )
    assert found.kind == "firm"


@pytest.mark.parametrize(
    ("name", "firm", "year", "report_type"),
    [
        ("2026年东海省政府工作报告.txt", "东海省", 2026, "work_report"),
        ("city_gwr_2024_临海.txt", "临海", 2024, "work_report"),
        ("central_gwr_1999_x.txt", "国务院", 1999, "work_report"),
        ("policy_2019.txt", "", 2019, "policy"),
    ],
)
def test_government_file_names(name: str, firm: str, year: int, report_type: str) -> None:
    found = named(name)
    assert (found.kind, found.firm_name, found.year, found.report_type) == (
        "gov",
        firm,
        year,
        report_type,
    )
    assert found.firm_code == ""


def test_publication_dates_come_from_the_name() -> None:
    assert named("600999_东海机床_2024年年度报告_2025-03-15.pdf").published == "2025-03-15"
    assert from_name("600999_20240230_年报.pdf").published == ""


@pytest.mark.parametrize(
    "name",
    ["报告_202003.pdf", "201912_年报.pdf", "scan_200512_a.pdf", "1234567.pdf", "999999_年报.pdf"],
)
def test_dates_and_other_numbers_are_no_codes(name: str) -> None:
    assert named(name).firm_code == ""


def test_a_code_that_reads_like_a_month_counts_beside_a_company_or_on_the_cover() -> None:
    full = "2020-03-17__东海实业股份有限公司__200512__东海B__2019年__年度报告.pdf"
    assert named(full).firm_code == "200512"
    cover = "东海实业股份有限公司\n2019 年年度报告\n股票代码：200512"
    assert named("scan__200512__2019.pdf", cover).firm_code == "200512"


COVER = (
    "东海机床股份有限公司\n2021 年年度报告\n2022 年 03 月\n第一节 重要提示\n"
    "股票简称 东海机床 股票代码 600999\n债券代码：136298\n"
)


def test_the_cover_tells_what_the_name_does_not() -> None:
    found = named("document.pdf", COVER)
    assert found == Identity(
        kind="firm",
        report_type="annual",
        firm_code="600999",
        firm_name="东海机床",
        year=2021,
        meta_source="kind=cover;firm_code=cover;report_type=cover;firm_name=cover;year=cover",
    )


def test_content_is_trusted_where_the_name_disagrees_and_the_name_is_logged() -> None:
    found = named("600888_东海机床_2018年年度报告.pdf", COVER)
    assert (found.firm_code, found.year) == ("600999", 2021)
    assert "year=cover(name said 2018)" in found.meta_source
    assert "firm_code=cover(name said 600888)" in found.meta_source


def test_chinese_numerals_and_traditional_titles() -> None:
    assert named("a.pdf", "東海控股有限公司\n二零二一年年報\n股份代號：999\n").year == 2021
    assert named("a.pdf", "東海控股有限公司\n二零二一年年報\n股份代號：999\n").firm_code == "00999"
    assert with_digits("二〇二三年十二月三十一日") == "2023年12月31日"


def us_cover(period: str) -> str:
    return (
        "UNITED STATES\nSECURITIES AND EXCHANGE COMMISSION\nWashington, D.C. 20549\nFORM 10-K\n"
        f"For the fiscal year ended {period}\nCommission File Number 001-12345\n"
        "ACME MACHINES, INC.\n(Exact name of registrant as specified in its charter)\n"
        "Common stock, $0.01 par value per share ACME The New York Stock Exchange\n"
    )


def test_us_covers() -> None:
    found = named("x.pdf", us_cover("June 30, 2023"))
    assert found.kind == "firm" and found.report_type == "annual"
    assert (found.firm_name, found.year) == ("ACME MACHINES, INC", 2023)
    assert named("x.pdf", us_cover("January 3, 2016")).year == 2015
    assert named("x.pdf", us_cover("January 28, 2023")).year == 2023


def test_reporting_periods() -> None:
    assert fiscal_year_ended("for the year ended 30 June 2022") == 2022
    assert fiscal_year_ended("截至2021年9月30日止年度") == 2021
    assert fiscal_year_ended("no period here") is None
    assert dates("报出日期 2021年2月30日、2021-03-05") == ["2021-03-05"]


def test_work_reports_name_their_issuer_and_year() -> None:
    text = (
        "各位代表：\n现在，我代表东海市人民政府，向大会报告工作，请予审议。\n一、2023年工作回顾\n"
    )
    found = named("东海.docx", text)
    assert (found.kind, found.report_type, found.firm_name, found.year) == (
        "gov",
        "work_report",
        "东海市",
        2024,
    )
    spoken = "政府工作报告\n——2022年1月20日在东海市第十届人民代表大会第一次会议上\n"
    assert named("a.txt", spoken).year == 2022


def test_policy_numbers_and_signing_dates() -> None:
    text = (
        "东海省人民政府办公厅关于印发行动方案的通知\n东政办发〔2021〕21号\n"
        "各市人民政府：\n现印发。\n2021年5月6日\n"
    )
    found = named("a.txt", text)
    assert (found.kind, found.report_type, found.year, found.published) == (
        "gov",
        "policy",
        2021,
        "2021-05-06",
    )


def test_nothing_known_stays_unknown() -> None:
    assert named("notes.txt", "今天天气很好。") == Identity()


def test_codes_need_a_known_prefix_and_a_label() -> None:
    assert mainland_codes("600000 123456 002001 201912 300750") == ["600000", "002001", "300750"]
    assert labelled_codes("证券代码：000002、299903 债券代码：112233 公司代码：600000") == [
        "000002",
        "600000",
    ]


@pytest.mark.shared
def test_real_file_names_and_covers(shared: Path) -> None:
    """No code is ever wrong, and text files of firms and governments are told apart."""
    folder = shared / "documents"
    with (folder / "MANIFEST.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["file"].endswith((".txt", ".docx"))]
    wrong_kind, years, right_years = [], 0, 0
    for row in rows[::4]:
        path = folder / row["file"]
        found = identify(read(path), path.name)
        firm = "firm_text" in row["file"]
        if found.kind != ("firm" if firm else "gov"):
            wrong_kind.append(row["file"])
        if found.firm_code:
            assert firm and (found.firm_code in path.name or "prospectus" in path.name), path.name
        if row["year"].isdigit() and "policy" not in path.name:
            years += 1
            right_years += found.year == int(row["year"])
    assert len(wrong_kind) <= len(rows) // 400
    assert right_years >= 0.97 * years


def with_header(header: str, body: str) -> Document:
    from nqp_text.documents.assemble import Piece, assemble

    pieces = [Piece("header", header), Piece("prose", body)]
    return assemble(pieces, Origin("id", "x.pdf", "pdf"))


def test_an_extract_is_not_named_after_a_company_that_it_only_mentions() -> None:
    name = "hkmda_00999_1_20220128_Annual-Report-2021_Management_Discussion_and_Analysis.pdf"
    body = "Sales of Minor Parts Limited rose. Minor Parts Limited opened a plant in the year."
    assert identify(with_header("Annual Report 2021", body), name).firm_name == ""
    shown = with_header("EASTSEA HOLDINGS LIMITED", body)
    assert identify(shown, name).firm_name == "EASTSEA HOLDINGS LIMITED"
    assert identify(shown, name).firm_code == "00999"
