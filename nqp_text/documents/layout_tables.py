"""Which rows of a flow are table rows, and which are prose.

Subsidiary lists and rows of statements hold half of the characters of an annual report, and most
of what would be counted wrongly as prose.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from nqp_text.documents.layout_lines import Line, joined
from nqp_text.documents.layout_marks import (
    MARKER_ONLY_RE,
    begins_item,
    ends_sentence,
    has_leaders,
    is_number,
    is_unit_note,
    looks_numeric,
)

_REACH = 4  # rows of one cell that may stand between two rows of a table


def merged_rows(flow: Sequence[list[Line]]) -> list[Line]:
    """The rows of a flow as one line each; ``cells`` says how many cells a row has."""
    rows: list[Line] = []
    for row in flow:
        if len(row) == 1:
            rows.append(row[0])
            continue
        cells: list[Line] = []
        run = [row[0]]
        last = row[0]
        for line in row[1:]:
            em = line.em if line.em < last.em else last.em
            if line.x0 - last.x1 < 0.9 * em and _same_height(line, last):
                run.append(line)
            else:
                cells.append(joined(run) if len(run) > 1 else last)
                run = [line]
            last = line
        cells.append(joined(run))
        rows.append(_row(cells))
    return rows


def _same_height(line: Line, other: Line) -> bool:
    return abs(line.middle - other.middle) < 0.5 * max(line.height, other.height)


def _row(cells: list[Line]) -> Line:
    if len(cells) > 1 and MARKER_ONLY_RE.match(cells[0].text):
        first = joined([cells[0], cells[1]])
        if not first.text[len(cells[0].text) :].startswith(" "):
            first = joined(cells[:2], " ")
            first.cells = 1
        cells = [first, *cells[2:]]
    return joined(cells, "\t")


def table_rows(rows: Sequence[Line], left: float, right: float) -> list[bool]:
    """For each row of a flow that reaches from ``left`` to ``right``: is it part of a table?"""
    width = right - left or 1.0
    sure = [_is_sure(row) for row in rows]
    _free_lone_prose(rows, sure, left, right)
    marked = list(sure)
    places = [place for place, is_row in enumerate(sure) if is_row]
    for first, second in itertools.pairwise(places):
        between = range(first + 1, second)
        if len(between) <= _REACH and all(
            _may_be_cell(rows[place], left, width, sure=True) for place in between
        ):
            for place in between:
                marked[place] = True
    for place in places:
        for step in (-1, 1):
            _spread(rows, marked, place, step, left, width)
    return [is_row and not row.free for row, is_row in zip(rows, marked, strict=True)]


def _is_sure(row: Line) -> bool:
    return row.cells > 1 or is_number(row.text) or looks_numeric(row.text) or has_leaders(row.text)


def _free_lone_prose(rows: Sequence[Line], sure: list[bool], left: float, right: float) -> None:
    """A line of a paragraph that was set with one wide gap is no table row."""
    for place, row in enumerate(rows):
        if place and row.cells == 1 and sure[place] and not sure[place - 1]:
            above = rows[place - 1]
            sure[place] = (
                above.x1 < right - 4 * row.em
                or row.x0 > left + row.em
                or ends_sentence(above.text)
                or above.middle - row.middle > 2 * row.height
            )
        if not sure[place] or row.cells != 2:
            continue
        before = rows[place - 1] if place else None
        behind = rows[place + 1] if place + 1 < len(rows) else None
        beside = [
            line
            for at, line in ((place - 1, before), (place + 1, behind))
            if line is not None and not sure[at] and line.x1 - line.x0 > 0.85 * (right - left)
        ]
        gap = row.pieces[1][1].x0 - row.pieces[0][1].x1
        if len(beside) == 2 and row.x1 - row.x0 > 0.8 * (right - left) and gap < 4 * row.em:
            row.text = row.text.replace("\t", " ")
            row.cells = 1
            sure[place] = False


def _may_be_cell(row: Line, left: float, width: float, *, sure: bool) -> bool:
    """Whether a row of one cell can be a label or the rest of a cell of several lines."""
    share = (row.x1 - row.x0) / width
    if is_unit_note(row.text):
        return True
    if share > (0.75 if sure else 0.45) or (begins_item(row.text) and not sure):
        return False
    return not ends_sentence(row.text) or share < 0.4


def _spread(
    rows: Sequence[Line], marked: list[bool], place: int, step: int, left: float, width: float
) -> None:
    """Takes unit notes, head rows and last lines of cells beside a table row into the table."""
    row = rows[place]
    at = place + step
    for _ in range(2):
        if not 0 <= at < len(rows) or marked[at]:
            return
        line = rows[at]
        note = is_unit_note(line.text)
        reach = (3.2 if note else 1.6) * max(line.height, row.height)
        near = abs(line.middle - rows[at - step].middle) < reach
        inner = line.x0 > left + 0.25 * width
        if not near or not (note or (inner and _may_be_cell(line, left, width, sure=False))):
            return
        marked[at] = True
        at += step
