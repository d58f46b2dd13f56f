from __future__ import annotations

from nqp_text.documents.line_kinds import is_numbered, is_table_row, kind_of, width
from nqp_text.documents.tables import is_layout, table_pieces

PROSE = "公司在报告期内完成了三条智能生产线的建设，并通过了验收。" * 3


def test_rows_are_lines_with_tabs() -> None:
    pieces = list(table_pieces([["项目", " 本期 \n金额"], ["", ""], ["收入", "1,200"]], page=3))
    assert [(p.kind, p.text, p.page) for p in pieces] == [
        ("table", "项目\t本期 金额", 3),
        ("table", "收入\t1,200", 3),
    ]


def test_tables_of_short_cells_are_data_even_in_one_column() -> None:
    assert not is_layout([["甲公司"], ["乙公司"], ["丙公司"]])
    assert not is_layout([["承诺", PROSE, "2020年", "是"]] * 5)
    assert not is_layout([])


def test_one_cell_of_running_text_is_layout() -> None:
    assert is_layout([[PROSE]])
    assert [p.kind for p in table_pieces([[f"一、概述\n{PROSE}"]])] == ["heading", "prose"]


def test_lines_that_stand_alone() -> None:
    assert kind_of("营业收入 1,200.00 1,100.00") == "table"
    assert kind_of("□ 适用 √ 不适用") == "table"
    assert kind_of("第三节 管理层讨论与分析........15") == "toc"
    assert kind_of("• 新建厂房") == "list"
    assert kind_of("第三节 管理层讨论与分析") == "heading"
    assert kind_of("2023年，公司营业收入1,200万元，净利润300万元，研发人员120人。") == "prose"
    assert not is_table_row("2023")


def test_amounts_and_dates_at_the_start_are_no_numbering() -> None:
    assert is_numbered("一、概述") and is_numbered("（二）风险") and is_numbered("3、研发投入")
    assert not is_numbered("1.5亿元") and not is_numbered("12个百分点") and not is_numbered("3月底")


def test_chinese_characters_are_two_units_wide() -> None:
    assert width("中文ab，") == 8
