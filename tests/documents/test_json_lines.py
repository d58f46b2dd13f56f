from __future__ import annotations

import json

from nqp_text.documents.assemble import Origin
from nqp_text.documents.plain import read_plain

ORIGIN = Origin("id", "a.txt", "text")


def rows(*items: dict[str, object]) -> bytes:
    return "\n".join(json.dumps(item, ensure_ascii=False) for item in items).encode()


def test_rows_keep_their_kind_and_page() -> None:
    document = read_plain(
        rows(
            {"page": 1, "allrow": 0, "type": "页眉", "inside": "某某公司年度报告"},
            {"page": 1, "allrow": 1, "type": "text", "inside": "公司主营数控机床。"},
            {"page": 2, "allrow": 2, "type": "excel", "inside": "['项目', '金额', None]"},
            {"page": 2, "allrow": 3, "type": "excel", "inside": "['收入', '1,200', '']"},
            {"page": 2, "allrow": 4, "type": "页脚", "inside": "2"},
        ),
        ORIGIN,
    )
    found = [(b.kind, b.page, document.text[b.start : b.end]) for b in document.blocks]
    assert found == [
        ("header", 1, "某某公司年度报告"),
        ("prose", 1, "公司主营数控机床。"),
        ("table", 2, "项目\t金额\n收入\t1,200"),
        ("footer", 2, "2"),
    ]
    assert document.page_at(document.text.index("收入")) == 2


def test_a_sentence_that_crosses_a_page_is_whole_and_the_footer_follows() -> None:
    first = (
        "公司持续加大研发投入，建设了覆盖全流程的数字化工厂，"
        "并组织技术人员开展智能制造培训，提升了生产"
    )
    document = read_plain(
        rows(
            {"page": 5, "type": "text", "inside": first},
            {"page": 5, "type": "页脚", "inside": "5"},
            {"page": 6, "type": "text", "inside": "效率和产品质量。"},
        ),
        ORIGIN,
    )
    assert document.text == f"{first}效率和产品质量。\n5"
    assert document.page_at(document.text.index("效率")) == 6


def test_pages_a_line_are_read_with_their_numbers() -> None:
    document = read_plain(
        rows({"page": 1, "text": "第一页。\n还有一行。"}, {"page": 2, "text": "第二页。"}), ORIGIN
    )
    assert document.text.split("\n") == ["第一页。", "还有一行。", "第二页。"]
    assert [page.number for page in document.pages] == [1, 2]


def test_a_list_that_is_no_list_stays_text_and_nothing_is_run() -> None:
    document = read_plain(
        rows({"page": 1, "type": "excel", "inside": "__import__('os').getcwd()"}), ORIGIN
    )
    assert document.text == "__import__('os').getcwd()"


def test_other_json_is_plain_text() -> None:
    data = b'{"a": 1}\n{"b": 2}'
    assert read_plain(data, ORIGIN).text == data.decode()
