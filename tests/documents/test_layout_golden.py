"""A page with every kind of block against the file that says how it has to be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nqp_text.documents.pdf import read_pdf

GOLDEN = Path(__file__).parent / "golden" / "mixed_pages.txt"
RUNNING = "示例科技股份有限公司 2023 年年度报告"
TEXT = (
    "报告期内公司围绕主营业务持续加大研发投入，并完成两条产线的智能化改造，全年新增专利四十二项，其中发明专利"
    "十九项，产品良率提升至百分之九十八。公司同时推进绿色工厂建设，单位产值能耗下降，并按期完成年度减排目标任务"
)


def pages() -> list[list[tuple[float, float, float, str]]]:
    first = [
        (90, 800, 9, RUNNING),
        (72, 760, 15, "第三节 管理层讨论与分析"),
        (72, 730, 12, "一、经营情况"),
        (96, 705, 12, TEXT[:34]),
        (72, 685, 12, TEXT[34:70]),
        (72, 665, 12, TEXT[70:] + "。"),
        (72, 640, 9, "（单位：万元）"),
    ]
    for row, cells in enumerate((("项目", "本年", "上年"), ("营业收入", "8,120.4", "7,002.9"))):
        y = 625 - 18 * row
        first += [(x, y, 10, cell) for x, cell in zip((72, 280, 420), cells, strict=True)]
    first += [
        (72, 555, 12, "关联关系"),
        (180, 575, 12, TEXT[:27]),
        (180, 555, 12, TEXT[27:54]),
        (180, 535, 12, TEXT[54:81]),
        (180, 515, 12, TEXT[81:] + "。"),
        (96, 485, 12, "•完成平台一期建设。"),
        (96, 465, 12, "•启动平台二期建设。"),
        (96, 435, 12, TEXT[20:54]),
        (72, 415, 12, TEXT[54:90]),
        (290, 40, 9, "1"),
    ]
    second = [
        (90, 800, 9, RUNNING),
        (72, 760, 12, TEXT[90:] + "。"),
        (96, 740, 12, "（二）下一步打算"),
        (96, 720, 12, TEXT[67:101]),
        (72, 700, 12, TEXT[101:] + "。"),
        (290, 40, 9, "2"),
    ]
    third = [(90, 800, 9, RUNNING), (96, 760, 12, "全文完。"), (290, 40, 9, "3")]
    return [first, second, third]


def test_mixed_pages_are_read_as_the_golden_file_says(make_pdf: Callable[..., bytes]) -> None:
    document = read_pdf(make_pdf(pages()), "made.pdf", doc_id="0")
    found = "\n".join(
        f"{block.page} {block.kind}: {document.text[block.start : block.end]}".replace("\n", " ⏎ ")
        for block in document.blocks
    )
    assert found.replace("\t", " ¦ ") + "\n" == GOLDEN.read_text(encoding="utf-8")
