"""Page → flows: runs of lines that are read one after the other.

Full-width lines divide the page into bands; in a band with columns the left one is read first. The
two sides of a table are no columns: a column has lines of prose that fill its width.
"""

from __future__ import annotations

from collections.abc import Sequence

from nqp_text.documents.layout_lines import Line, median, rows_of
from nqp_text.documents.layout_marks import is_number

_MIN_LINES = 4


Row = list[Line]
"""What stands on one height, from left to right."""


def flows_of(lines: Sequence[Line], depth: int = 2) -> list[list[Row]]:
    """The flows of a page (or of a column of it) in reading order, each as its rows."""
    rows = rows_of(lines)
    if depth == 0 or not _has_neighbours(rows):
        return [rows] if rows else []
    gutter = _gutter(lines)
    return [rows] if gutter is None else _bands(rows, gutter, depth)


def _has_neighbours(rows: Sequence[Sequence[Line]]) -> bool:
    """Whether lines stand side by side anywhere, on one height or nearly so."""
    previous: Line | None = None
    beside = 0
    for row in rows:
        line = row[0]
        if len(row) > 1:
            beside += 1
        elif previous is not None and previous.middle - line.middle < 0.8 * line.height:
            beside += line.x0 >= previous.x1 or line.x1 <= previous.x0
        previous = line
    return beside >= 3


def _gutter(lines: Sequence[Line]) -> float | None:
    """The x that separates two columns of prose, if there is one."""
    left = min([line.x0 for line in lines])
    right = max([line.x1 for line in lines])
    starts = sorted([line.x0 for line in lines if line.x1 - line.x0 > 7 * line.em])
    best: tuple[float, float] | None = None
    tried = -100.0
    for place, start in enumerate(starts):
        if start - tried < 3 or start < left + 0.15 * (right - left):
            continue
        if place + 2 >= len(starts) or starts[place + 2] > start + 3:
            continue
        tried = start
        before = [line for line in lines if line.x1 <= start + 1]
        behind = [line for line in lines if line.x0 >= start - 1]
        if not (_is_column(before) and _is_column(behind) and _overlap(before, behind)):
            continue
        crossing = len(lines) - len(before) - len(behind)
        score = min(_ink(before), _ink(behind)) / (1 + crossing)
        if best is None or score > best[0]:
            best = (score, (max(line.x1 for line in before) + start) / 2)
    return best[1] if best else None


def _ink(lines: Sequence[Line]) -> float:
    return sum(line.x1 - line.x0 for line in lines)


def _is_column(lines: Sequence[Line]) -> bool:
    """Whether lines fill a common width, as prose does and cells of a table do not."""
    if len(lines) < _MIN_LINES:
        return False
    widths = sorted(line.x1 - line.x0 for line in lines)
    width = widths[-1 - len(widths) // 10]
    if width < 8 * median(line.em for line in lines):
        return False
    full = [line for line in lines if line.x1 - line.x0 >= 0.75 * width]
    if len(full) < 3 or _ink(full) < 0.5 * _ink(lines):
        return False
    return sum(is_number(line.text) for line in lines) <= 0.25 * len(lines)


def _overlap(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether two groups of lines stand beside each other for three lines or more."""
    top = min(max(line.y1 for line in left), max(line.y1 for line in right))
    bottom = max(min(line.y0 for line in left), min(line.y0 for line in right))
    return top - bottom > 3 * median(line.height for line in left)


def _bands(rows: Sequence[Row], gutter: float, depth: int) -> list[list[Row]]:
    flows: list[list[Row]] = []
    wide: list[Row] = []
    left: list[Line] = []
    right: list[Line] = []

    def close_columns() -> None:
        if left and right:
            if wide:
                flows.append(list(wide))
                wide.clear()
            flows.extend(flows_of(left, depth - 1))
            flows.extend(flows_of(right, depth - 1))
        else:
            wide.extend(rows_of(left or right))
        left.clear()
        right.clear()

    for row in rows:
        crossing = [line for line in row if line.x0 < gutter - 1 and line.x1 > gutter + 1]
        if crossing or _is_table_row(row, gutter):
            close_columns()
            wide.append(row)
        elif wide and not left and not right and _ends_wide(row, wide[-1][-1], gutter):
            wide.append(row)
        else:
            left.extend(line for line in row if line.x0 < gutter - 1)
            right.extend(line for line in row if line.x0 >= gutter - 1)
    close_columns()
    if wide:
        flows.append(wide)
    return flows


def _is_table_row(row: Sequence[Line], gutter: float) -> bool:
    """Whether a row has amounts on both sides of the gutter, or several on one."""
    if len(row) < 3:
        return False
    amounts = sum(is_number(line.text) for line in row)
    return amounts >= 2 and row[0].x0 < gutter <= row[-1].x0 + 1


def _ends_wide(row: Sequence[Line], above: Line, gutter: float) -> bool:
    """Whether a row is the short last line of the full-width paragraph above it."""
    if len(row) != 1 or row[0].x0 >= gutter or above.x1 < gutter:
        return False
    line = row[0]
    near = above.middle - line.middle < 1.7 * max(line.height, above.height)
    return near and abs(line.x0 - above.x0) < 3 * line.em and abs(line.em - above.em) < 1
