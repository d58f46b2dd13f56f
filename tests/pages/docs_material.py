"""What the lines of the pages in docs/ work on: files, and what people do between two lines.

Every sentence here is our own.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

FIRMS = {"600001": "制造", "600002": "制造", "600003": "制造", "600004": "信息",
         "600005": "信息", "600006": "信息"}  # fmt: skip
YEARS = range(2012, 2019)
PLAIN = "公司召开了第{n}次董事会会议，审议通过了第{k}项议案。"
SAID = {
    "path.compute": "公司建成第{n}个智算中心并投入运营。",
    "path.green": "公司推进绿色工厂建设，第{n}条产线单位能耗下降。",
    "path.talent": "公司举办第{n}期技能人才培训，引进高层次人才。",
    "path.innovation": "公司加大研发投入，第{n}个技术创新中心完成验收。",
    "path.digital_industry": "公司推进数字化转型，第{n}座智能工厂上线。",
}
DIGITAL = {"dx.automation": "第{n}座智能工厂上线运行。", "": PLAIN}


def lines_of(draw: random.Random) -> list[str]:
    """Sentences of one report."""
    said = [PLAIN.format(n=draw.randint(1, 99), k=draw.randint(1, 99)) for _ in range(25)]
    for sentence in SAID.values():
        said += [sentence.format(n=draw.randint(1, 99)) for _ in range(draw.randint(0, 5))]
    return said


def write_firms(folder: Path) -> None:
    """Small reports of invented firms and provinces over several years."""
    folder.mkdir(parents=True)
    draw = random.Random(7)
    for code in FIRMS:
        for year in YEARS:
            text = "\n".join(lines_of(draw))
            (folder / f"{code}_{year}年年度报告.txt").write_text(text, encoding="utf-8")
    for place in ("云澜省", "青屿省"):
        for year in YEARS:
            text = "\n".join(line.replace("公司", "全省") for line in lines_of(draw))
            (folder / f"{year}年{place}政府工作报告.txt").write_text(text, encoding="utf-8")


def write_tables(folder: Path) -> None:
    """Industries by firm, and a table of variables as an Excel file."""
    import pandas

    rows = ["firm_code,industry", *(f"{code},{industry}" for code, industry in FIRMS.items())]
    (folder / "industry.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    draw = random.Random(8)
    table = [
        {"stkcd": code, "year": year, "industry": industry, "rd_ratio": draw.uniform(1, 9),
         "patents": draw.randint(0, 90)}
        for code, industry in FIRMS.items()
        for year in YEARS
    ]  # fmt: skip
    pandas.DataFrame(table).to_excel(folder / "table.xlsx", index=False)


def sentences(
    said: dict[str, str], number: int, prefix: str, seed: int, marked: bool = True
) -> list[dict[str, object]]:
    """Labelled sentences, a third of them without a label."""
    draw = random.Random(seed)
    made: list[dict[str, object]] = []
    for at in range(number):
        node = draw.choice([*said, ""])
        sentence = said.get(node) or PLAIN
        text = sentence.format(n=draw.randint(1, 99), k=draw.randint(1, 99))
        made.append({"id": f"{prefix}{at}", "doc": f"{prefix}-{at % 20}", "lang": "zh",
                     "kind": "firm", "text": text, "labels": [node] if node else []})  # fmt: skip
        if node and marked:
            made[-1] |= {"stance": "achievement", "actor": "own", "polarity": "affirmed"}
    return made


def write_lines(file: Path, rows: list[dict[str, object]]) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    file.write_text(text, encoding="utf-8")


def write_labelled(folder: Path) -> None:
    """Sentences to learn from, others to test with, and answers of another program."""
    write_lines(folder / "labelled.jsonl", sentences(SAID, 240, "a", 1))
    gold = sentences(SAID, 60, "b", 2)
    write_lines(folder / "gold.jsonl", gold)
    write_lines(folder / "tagged.jsonl", [{**row, "labels": row["labels"][:1]} for row in gold])
    write_lines(folder / "labelled-digital.jsonl", sentences(DIGITAL, 200, "c", 3))


def label_of(text: str) -> str:
    """What a coder says about one of our sentences."""
    for node, sentence in SAID.items():
        if sentence.split("{n}")[0] in text:
            return node
    return "none"


def code(sheet: Path, differing: bool = False) -> None:
    """Fill the empty rows of a coding sheet."""
    from openpyxl import load_workbook

    from nqp_text.validation.coding_sheet import COLUMNS

    book = load_workbook(sheet)
    page = book["coding"]
    place = {name: at for at, name in enumerate(COLUMNS, 1)}
    for row in range(2, page.max_row + 1):
        label = label_of(str(page.cell(row, place["text"]).value))
        page.cell(row, place["label_1"], "path.finance" if differing and row == 5 else label)
        if label != "none" or (differing and row == 5):
            for name, value in (("stance", "action"), ("actor", "own"), ("polarity", "affirmed")):
                page.cell(row, place[name], value)
    book.save(sheet)


def code_both(folder: Path) -> None:
    code(folder / "audit" / "coding-anna.xlsx")
    code(folder / "audit" / "coding-bo.xlsx", differing=True)
    for name in ("anna", "bo"):
        sheet = folder / "audit" / f"coding-{name}.xlsx"
        sheet.replace(folder / sheet.name)


def settle(folder: Path) -> None:
    code(folder / "settle.xlsx")


def review(folder: Path) -> None:
    """Accept the first term that was found."""
    from openpyxl import load_workbook

    from nqp_text.validation.expansion.review import COLUMNS

    book = load_workbook(folder / "review.xlsx")
    page = book["review"]
    place = {name: at for at, name in enumerate(COLUMNS, 1)}
    for row in range(2, page.max_row + 1):
        page.cell(row, place["decision"], "accept" if row == 2 else "reject")
    book.save(folder / "review.xlsx")


AFTER: dict[str, Callable[[Path], None]] = {
    "nqp audit sample run --out audit --size 400": code_both,
    "nqp audit agreement": settle,
    "nqp lexicon expand": review,
}
"""What people do after a line that begins so."""
