"""The sheet that a person codes: sentences with lists of codes, a codebook, the rules.

Excel (``.xlsx``) offers the codes in lists; CSV holds the same columns. Both are read back by
``coding.read_coding``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nqp_text.errors import ValidationError
from nqp_text.outputs.csv_files import write_csv
from nqp_text.taxonomy import Taxonomy
from nqp_text.validation.audit_items import AuditItem
from nqp_text.validation.codes import ATTRIBUTES, LABELS, NONE, code_book, shown_values
from nqp_text.validation.workbook import CELL, lay_out, new_workbook, offer, save, shade, write_rows

CODING = "coding"
CODED = (*LABELS, *ATTRIBUTES, "confidence", "note")
"""Columns that the coder fills."""
COLUMNS = (
    "id",
    "prev",
    "text",
    "next",
    *CODED,
    "lang",
    "document",
    "year",
    "page",
    "section",
)
_WIDTHS = {"id": 8, "prev": 32, "text": 64, "next": 32, "note": 24, "document": 24}

INSTRUCTIONS = (
    "How to code / 编码说明",
    "Read the sentence in column text; prev and next are its neighbours and are not coded. "
    "只对 text 列的句子编码，prev 和 next 仅供理解上下文。",
    "Put each node that the sentence is about into a column of its own (label_1 to label_5), or "
    f"choose {NONE}. 每个标签占一列；没有任何标签时在 label_1 选 {NONE}。",
    "An empty row is not coded yet; it is never taken as none. 空行视为未编码，不等于 none。",
    "Where there is a label, give stance, actor and polarity of what is said. 有标签时填写 stance、"
    "actor、polarity。",
    "confidence: 1 unsure, 2, 3 sure. note: what made you doubt. 把握程度 1 至 3；note 写疑问。",
    "Code on your own: do not talk about sentences before agreement is computed. "
    "独立编码，计算一致性之前不要互相讨论。",
    "Codes may also be written as the number in the sheet codebook, or as the name; several in one "
    "cell are separated by semicolons. 也可填写 codebook 表中的编号或名称，多个用分号隔开。",
    "Do not change column id, and do not sort only some of the columns. 不要修改 id 列。",
)


def write_sheet(
    file: Path,
    items: Sequence[AuditItem],
    taxonomy: Taxonomy,
    coded: Mapping[str, Mapping[str, str]] | None = None,
    extra: Sequence[str] = (),
) -> None:
    """Write a sheet for one coder, ``.xlsx`` or ``.csv``.

    ``coded`` fills cells by id and column; ``extra`` are columns behind the others, to show what
    coders wrote when differences are settled.
    """
    rows = [_row(item, coded or {}, extra) for item in items]
    if file.suffix.lower() == ".csv":
        _write_csv(file, rows, (*COLUMNS, *extra))
    elif file.suffix.lower() == ".xlsx":
        _write_workbook(file, rows, (*COLUMNS, *extra), taxonomy)
    else:
        raise ValidationError(
            f"A coding sheet cannot be written as {file.suffix or 'a file without suffix'!r}.",
            where=str(file),
            fix="Use .xlsx or .csv.",
        )


def _row(
    item: AuditItem, coded: Mapping[str, Mapping[str, str]], extra: Sequence[str]
) -> dict[str, str]:
    known: dict[str, Any] = {name: getattr(item, name, "") for name in COLUMNS}
    known |= dict.fromkeys((*CODED, *extra), "") | dict(coded.get(item.id, {}))
    return {name: "" if value is None else str(value)[:CELL] for name, value in known.items()}


def _write_csv(file: Path, rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> None:
    import polars as pl

    schema = pl.Schema(dict.fromkeys(columns, pl.String))
    write_csv(file, [pl.DataFrame(rows, schema=schema)], schema)


def _write_workbook(
    file: Path, rows: Sequence[Mapping[str, str]], columns: Sequence[str], taxonomy: Taxonomy
) -> None:
    book = new_workbook()
    sheet = book.active
    sheet.title = CODING
    last = write_rows(sheet, [columns, *([row[name] for name in columns] for row in rows)]) - 1
    widths = [_WIDTHS.get(name, 18 if name in CODED else 12) for name in columns]
    lay_out(sheet, widths, frozen=3)
    place = {name: at for at, name in enumerate(columns, 1)}
    shade(sheet, [place[name] for name in CODED], last)
    lists = _write_codebook(book.create_sheet("codebook"), taxonomy)
    for name, cells in {**lists, "confidence": '"1,2,3"'}.items():
        offer(sheet, place[name], cells, last)
    rules = book.create_sheet("rules")
    write_rows(rules, [("rule", "when", "then"), *((r.id, r.when, r.then) for r in taxonomy.rules)])
    lay_out(rules, (10, 70, 70))
    notes = book.create_sheet("instructions")
    write_rows(notes, [(text,) for text in INSTRUCTIONS])
    lay_out(notes, (120,))
    save(book, file)


def _write_codebook(sheet: Any, taxonomy: Taxonomy) -> dict[str, str]:
    """Write nodes and values of attributes; returns the cells that hold each list of choices."""
    rows: list[Sequence[object]] = [
        ("no", "code", "zh", "en", "定义", "definition", "include", "exclude", "choose")
    ]
    shown = code_book(taxonomy).shown
    for number, (node, choice) in enumerate(zip(taxonomy.nodes, shown, strict=True), 1):
        texts = (node.zh, node.en, node.definition_zh, node.definition_en)
        kept = ("; ".join(node.include), "; ".join(node.exclude))
        rows.append((number, node.id, *texts, *kept, choice))
    rows.append((0, NONE, "无", "none of the nodes", "", "", "", "", NONE))
    lists = dict.fromkeys(LABELS, f"codebook!$I$2:$I${len(rows)}")
    for attribute, meanings in ATTRIBUTES.items():
        first = len(rows) + 1
        choices = zip(meanings.items(), shown_values(attribute), strict=True)
        for number, ((value, meaning), choice) in enumerate(choices, 1):
            rows.append((number, value, meaning, attribute, "", "", "", "", choice))
        lists[attribute] = f"codebook!$I${first}:$I${len(rows)}"
    write_rows(sheet, rows)
    lay_out(sheet, (6, 24, 28, 32, 60, 60, 40, 40, 36))
    return lists
