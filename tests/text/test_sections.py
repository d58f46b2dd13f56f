from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from text_build import document, plain

from nqp_text.records import Document, Section
from nqp_text.text import find_sections, mdna_status, split

BODY = "公司持续推进数字化建设，提升经营质量。" * 60


def names(sections: tuple[Section, ...]) -> list[str]:
    return [section.name for section in sections]


def start_of(sections: tuple[Section, ...], name: str, text: str, length: int = 12) -> str:
    found = next(section for section in sections if section.name == name)
    return text[found.start : found.start + length]


def mainland(titles: list[str], contents: bool = True) -> str:
    lines = ["某某股份有限公司2019年年度报告", "目录"] if contents else []
    if contents:
        lines += [
            f"{title}............................{n * 7}" for n, title in enumerate(titles, 1)
        ]
    for title in titles:
        lines += [title, BODY]
    return "\n".join(lines) + "\n"


CHAPTERS = [
    "第一节 重要提示、目录和释义",
    "第二节 公司简介和主要财务指标",
    "第三节 公司业务概要",
    "第四节 经营情况讨论与分析",
    "第五节 重要事项",
    "第六节 股份变动及股东情况",
    "第七节 董事、监事、高级管理人员和员工情况",
    "第八节 公司治理",
    "第九节 财务报告",
    "第十节 备查文件目录",
]


def test_chapters_are_found_behind_their_contents() -> None:
    text = mainland(CHAPTERS)
    sections = find_sections(plain(text), "firm")
    assert names(sections) == [
        "cover", "profile", "business", "mdna", "matters", "shares", "directors", "governance",
        "statements",
    ]  # fmt: skip
    assert start_of(sections, "mdna", text).startswith("第四节 经营情况讨论")
    assert text[sections[3].end :].startswith("第五节 重要事项")
    assert mdna_status(sections) == (True, "toc_confirmed", 0.95)


@pytest.mark.parametrize(
    "title",
    [
        "管理层讨论与分析",
        "经营情况讨论与分析",
        "董事会报告",
        "董事局工作报告",
        "董事会工作报告",
        "经营层讨论与分析",
        "管理层分析与讨论",
        "讨论与分析",
    ],
)
@pytest.mark.parametrize("form", ["第四节 {}", "第四章  {}", "第 四 节{}"])
def test_every_historical_title_of_the_discussion(title: str, form: str) -> None:
    chapters = [*CHAPTERS[:3], form.format(title), *CHAPTERS[4:]]
    sections = find_sections(plain(mainland(chapters)), "firm")
    assert "mdna" in names(sections)


def test_the_boards_report_is_not_the_discussion_if_another_chapter_is() -> None:
    chapters = [*CHAPTERS[:4], "第五节 董事会报告", "第六节 重要事项", "第七节 财务报告"]
    sections = find_sections(plain(mainland(chapters)), "firm")
    assert names(sections).count("mdna") == 1
    assert "经营情况" in next(s.title for s in sections if s.name == "mdna")


def test_the_statutory_report_of_hong_kong_is_not_the_discussion() -> None:
    chapters = ["第一節 公司資料", "第二節 董事會報告", "第三節 企業管治報告", "第四節 財務報表"]
    assert "mdna" not in names(find_sections(plain(mainland(chapters)), "firm"))


def test_traditional_titles_are_read_like_simplified_ones() -> None:
    chapters = [
        "第一節 公司簡介",
        "第二節 管理層討論及分析",
        "第三節 企業管治報告",
        "第四節 財務報表",
    ]
    assert "mdna" in names(find_sections(plain(mainland(chapters)), "firm"))


def test_a_cross_reference_does_not_begin_a_chapter() -> None:
    text = mainland(CHAPTERS).replace(
        "第二节 公司简介和主要财务指标\n公司",
        "第二节 公司简介和主要财务指标\n第四节“经营情况讨论与分析”中已作说明，敬请查阅。\n"
        "第五节 重要事项的相关内容。\n公司",
    )
    sections = find_sections(plain(text), "firm")
    discussion = next(s for s in sections if s.name == "mdna")
    assert text[discussion.start :].startswith("第四节 经营情况讨论与分析\n公司")


def test_a_title_on_top_of_every_page_begins_its_chapter_once() -> None:
    titles = [
        "第一章 公司简介",
        "第二章 会计数据和财务指标",
        "第三章 管理层讨论与分析",
        "第四章 公司治理",
    ]
    blocks = [
        (kind, text, 1 + 3 * number + page)
        for number, title in enumerate(titles)
        for page in range(3)
        for kind, text in (("header", title), ("prose", BODY))
    ]
    made = document(*blocks)  # type: ignore[arg-type]
    sections = find_sections(made, "firm")
    assert names(sections) == ["profile", "mdna", "governance"]
    assert made.page_at(sections[1].start) == 7
    assert made.page_at(sections[1].end - 1) == 9


def test_a_chapter_whose_successor_was_not_seen_is_not_taken_for_the_discussion() -> None:
    chapters = [*CHAPTERS[:4], *CHAPTERS[6:]]
    assert "mdna" not in names(find_sections(plain(mainland(chapters, contents=False)), "firm"))


def test_numbered_titles_without_chapters() -> None:
    titles = [
        "一、公司简介",
        "二、股本变动及股东情况",
        "三、公司治理结构",
        "四、董事会报告",
        "五、重要事项",
        "六、财务报告",
    ]
    sections = find_sections(plain(mainland(titles)), "firm")
    assert names(sections) == ["profile", "shares", "governance", "mdna", "matters", "statements"]


def test_risk_and_outlook_are_parts_of_the_discussion() -> None:
    discussion = (
        f"第四节 经营情况讨论与分析\n一、概述\n{BODY}\n九、公司未来发展的展望\n"
        f"（一）发展战略\n1、目标\n{BODY[:90]}\n"
        f"（二）可能面对的风险\n1、市场风险\n{BODY[:90]}\n十、接待调研情况\n{BODY}"
    )
    text = mainland(CHAPTERS).replace(f"第四节 经营情况讨论与分析\n{BODY}", discussion)
    sections = find_sections(plain(text), "firm")
    parts = [s for s in sections if s.name.startswith("mdna")]
    assert names(tuple(parts)) == ["mdna", "mdna.outlook", "mdna.risk", "mdna"]
    assert text[parts[1].start :].startswith("九、公司未来发展的展望")
    assert text[parts[2].start :].startswith("（二）可能面对的风险")
    assert text[parts[3].start :].startswith("十、接待调研情况")


def test_audit_report_and_notes_are_cut_out_of_the_statements() -> None:
    report = (
        f"第九节 财务报告\n一、审计报告\n{BODY}\n二、财务报表\n{BODY}\n三、公司基本情况\n{BODY}"
    )
    text = mainland(CHAPTERS).replace(f"第九节 财务报告\n{BODY}", report)
    found = names(find_sections(plain(text), "firm"))
    assert found[-4:] == ["statements", "audit", "statements", "notes"]


PROSE = "We continued to invest in data centers and engineers during the year. " * 40
ITEMS = [
    "Item 1. Business",
    "Item 1A. Risk Factors",
    "Item 2. Properties",
    "Item 3. Legal Proceedings",
    "Item 5. Market for Registrant’s Common Equity",
    "Item 7. Management’s Discussion and Analysis of Financial Condition and Results of Operations",
    "Item 7A. Quantitative and Qualitative Disclosures About Market Risk",
    "Item 8. Financial Statements and Supplementary Data",
    "Item 9A. Controls and Procedures",
    "Item 10. Directors, Executive Officers and Corporate Governance",
]


def annual_report(items: list[str]) -> str:
    contents = [f"{item}\t{number * 9}" for number, item in enumerate(items)]
    body = [line for item in items for line in (item, PROSE)]
    return "\n".join(["Annual report", *contents, *body]) + "\n"


def test_items_of_a_10k() -> None:
    text = annual_report(ITEMS)
    sections = find_sections(plain(text), "firm")
    assert names(sections) == [
        "business", "risk", "matters", "shares", "mdna", "risk", "statements", "governance",
        "directors",
    ]  # fmt: skip
    assert text[sections[4].end :].startswith("Item 7A")
    assert mdna_status(sections)[1] == "toc_confirmed"


def test_see_item_7_does_not_begin_it() -> None:
    text = annual_report(ITEMS).replace(
        "Item 2. Properties\nWe",
        "Item 2. Properties\nItem 7 of this report tells more.\nItem 8.\nWe",
    )
    sections = find_sections(plain(text), "firm")
    discussion = next(s for s in sections if s.name == "mdna")
    assert text[discussion.start :].startswith("Item 7. Management’s Discussion")


def test_item_headings_in_capitals_over_two_lines_with_straight_apostrophe() -> None:
    shouted = [item.upper().replace("’", "'").replace(". ", ".\n", 1) for item in ITEMS]
    assert "mdna" in names(find_sections(plain(annual_report(shouted)), "firm"))


def test_items_of_a_20f() -> None:
    items = [
        "Item 3. Key Information",
        "Item 4. Information on the Company",
        "Item 5. Operating and Financial Review and Prospects",
        "Item 6. Directors, Senior Management and Employees",
        "Item 7. Major Shareholders and Related Party Transactions",
        "Item 8. Financial Information",
    ]
    sections = find_sections(plain(annual_report(items)), "firm")
    assert names(sections) == ["business", "mdna", "directors", "shares", "matters"]


def test_titles_of_a_report_without_items() -> None:
    titles = ["Strategic Report", "Principal Risks and Uncertainties", "Directors’ Report",
              "Independent Auditor’s Report", "Notes to the Financial Statements"]  # fmt: skip
    text = "\n".join(line for title in titles for line in (title, PROSE))
    assert names(find_sections(plain(text), "firm")) == [
        "mdna",
        "risk",
        "matters",
        "audit",
        "notes",
    ]


def test_a_review_inside_the_directors_report_is_not_the_discussion() -> None:
    titles = ["Directors’ Report", "Business Review", "Corporate Governance"]
    titles += ["Independent Auditor’s Report"]
    sections = find_sections(plain("\n".join(line for t in titles for line in (t, PROSE))), "firm")
    assert names(sections) == ["matters", "governance", "audit"]


def test_a_review_of_operations_stays_in_the_strategic_report() -> None:
    titles = ["Strategic Report", "Review of Operations", "Directors’ Report"]
    titles += ["Independent Auditor’s Report"]
    text = "\n".join(line for title in titles for line in (title, PROSE))
    sections = find_sections(plain(text), "firm")
    assert names(sections) == ["mdna", "matters", "audit"]
    assert "Review of Operations" in text[sections[0].start : sections[0].end]


def test_a_running_header_does_not_cut_the_part_under_it() -> None:
    titles = ["Directors’ Report", "Operating and Financial Review"]
    titles += ["Directors’ Report (continued)"] * 2 + ["Corporate Governance"]
    made = plain("\n".join(line for title in titles for line in (title, PROSE)))
    sections = find_sections(made, "firm")
    assert names(sections) == ["matters", "mdna", "governance"]


def test_an_extract_with_its_title_on_every_page() -> None:
    blocks = [
        (kind, text, page)
        for page in range(1, 6)
        for kind, text in (
            ("header", "MANAGEMENT DISCUSSION AND ANALYSIS 管理層討論及分析"),
            ("prose", PROSE),
        )
    ]
    made = document(*blocks)  # type: ignore[arg-type]
    sections = find_sections(made, "firm")
    assert mdna_status(sections) == (True, "running_header", 0.8)
    assert (sections[0].start, sections[0].end) == (0, len(made.text))


REVIEW_AND_TASKS = [
    ("一、2023年工作回顾", "二、2024年主要任务"),
    ("一、2023年主要工作回顾", "二、2024年工作安排"),
    ("2023年工作回顾", "2024年重点工作"),
    ("一、2023年主要工作", "二、2024年主要目标和重点工作"),
    ("一、过去五年工作回顾", "二、今后五年工作的总体要求和主要目标"),
    ("一、“十四五”时期工作回顾", "二、“十五五”时期主要目标任务"),
    ("第一部分 过去一年的工作", "第二部分 今年政府工作的总体要求"),
]


@pytest.mark.parametrize(("review", "tasks"), REVIEW_AND_TASKS)
@pytest.mark.parametrize("gap", ["\n", "\u3000\u3000"])
def test_review_and_tasks_of_a_government_report(review: str, tasks: str, gap: str) -> None:
    done, planned = "我们建成一批智算中心。" * 40, "我们将建设数据基础设施。" * 40
    text = gap.join(["政府工作报告\n各位代表：", review, done, tasks, planned])
    sections = find_sections(plain(text), "gov")
    assert names(sections) == ["review", "tasks"]
    assert text[sections[0].start :].startswith(review)
    assert text[sections[1].start :].startswith(tasks)
    assert sections[0].end == sections[1].start


@pytest.mark.parametrize(
    "titles",
    [
        ["一、关于社会主义革命", "二、关于社会主义建设"],
        ["一、1998年工作回顾和1999年工作的总体要求", "二、继续扩大内需"],
        ["各位代表", "现在请予审议"],
        ["2023年工作回顾"],
    ],
)
def test_a_report_without_the_two_parts_has_none(titles: list[str]) -> None:
    text = "\n".join(line for title in titles for line in (title, "我们推进建设。" * 60))
    assert find_sections(plain(text), "gov") == ()


def test_lines_inside_the_review_are_not_tasks() -> None:
    text = "\n".join(
        [
            "一、2023年工作回顾",
            "一年来的主要工作是：",
            "推进建设。" * 80,
            "二、2024年主要任务",
            "建设。" * 90,
            "名词解释",
            "算力：计算能力。" * 30,
        ]
    )
    sections = find_sections(plain(text), "gov")
    assert names(sections) == ["review", "tasks"]
    assert text[sections[1].end :].startswith("名词解释")


def test_english_work_report() -> None:
    prose = "We built computing centers across the country. " * 30
    text = "\n".join(
        [
            "Fellow Deputies,",
            "I. A Review of Our Work in 2024",
            prose,
            "II. Overall Requirements and Policy Orientations for Economic Development in 2025",
            prose,
            "III. Major Tasks for 2025",
            prose,
        ]
    )
    sections = find_sections(plain(text), "gov")
    assert names(sections) == ["review", "tasks"]
    assert text[sections[1].start :].startswith("II. Overall")


def test_news_have_no_sections_and_unknown_documents_only_sure_ones() -> None:
    made = plain(mainland(CHAPTERS))
    assert find_sections(made, "news") == ()
    assert "mdna" in names(find_sections(made, "other"))
    titles = ("Strategic Report", "Directors’ Report", "Notes to the Financial Statements")
    weak = "\n".join(line for title in titles for line in (title, PROSE))
    assert find_sections(plain(weak), "other") == ()


lines = st.sampled_from(
    [
        *CHAPTERS,
        *ITEMS,
        "一、2023年工作回顾",
        "二、2024年主要任务",
        "（一）可能面对的风险",
        "Contents",
        "目录",
        "3.8 风险管理",
        "Item 7",
        "正文。",
        "Text here.",
        "",
        "\u3000",
        "第四节 经营情况讨论与分析.......12",
    ]
)


@given(st.lists(lines, max_size=40).map("\n".join), st.sampled_from(["firm", "gov", "other"]))
def test_sections_never_overlap_and_stay_inside(text: str, kind: str) -> None:
    made: Document = plain(text)
    sections = find_sections(made, kind)  # type: ignore[arg-type]
    reached = 0
    for section in sections:
        assert reached <= section.start < section.end <= len(text)
        assert 0.0 <= section.confidence <= 1.0
        assert section.method in {
            "heading_numbered", "toc_confirmed", "running_header", "keyword_heading",
        }  # fmt: skip
        reached = section.end
    sentences = split(made, sections)
    assert "".join(sentence.text for sentence in sentences) == text
