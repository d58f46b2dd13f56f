"""Rows of a flow → paragraphs: does a line go on with the one above it?

The surest sign is room: where the next line's first word would still have fitted, the break was
meant. Indents, gaps, type sizes and markers say the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nqp_text.documents.layout_lines import HAN, Line
from nqp_text.documents.layout_marks import BULLET_RE, begins_item, ends_sentence, is_contents_line
from nqp_text.documents.layout_tables import table_rows
from nqp_text.records import BlockKind

_TOKEN_RE = re.compile(
    rf"[（“‘《〈「『【(\[]*(?:[A-Za-z0-9][^\s{HAN}\u3000-\u303f\uff01-\uff60]*|\S)[，。；：、！？）”’》〉」』】)\],.;:!?％%]*"
)

_LEFT_HANGING_RE = re.compile(
    r"[\s(](?:of|and|the|for|to|in|with|or|on|by|OF|AND|THE|FOR|TO|IN|&)$"
)


class Flow:
    """Margins and line distance of a flow: what its lines are measured against."""

    __slots__ = ("left", "pitch", "right")

    def __init__(self, left: float, right: float, pitch: float) -> None:
        self.left = left
        self.right = right
        self.pitch = pitch


class Paragraph:
    """Lines that belong together; ``flow`` is the one its last line stands in."""

    __slots__ = ("flow", "kind", "lines", "note")

    def __init__(self, lines: list[Line], kind: BlockKind, flow: Flow) -> None:
        self.lines = lines
        self.kind = kind
        self.flow = flow
        self.note = False

    def __repr__(self) -> str:
        return f"Paragraph({self.kind}, {self.lines})"


def flow_of(rows: Sequence[Line]) -> Flow:
    """Margins and pitch of a flow from its rows."""
    edges = sorted([row.x0 for row in rows])
    # The left margin is the outermost edge that several lines share.
    reach = 1 + len(edges) // 20
    left = next(
        (e for e, other in zip(edges, edges[reach:], strict=False) if other < e + 2), edges[0]
    )
    right = _right_margin([row for row in rows if row.cells == 1] or rows)
    steps = _steps(rows, 0.5 * (right - left)) or _steps(rows, 0.0)
    pitch = sorted(steps)[len(steps) // 3] if steps else 1.5 * rows[0].height
    return Flow(left, right, pitch)


def _steps(rows: Sequence[Line], least: float) -> list[float]:
    """Distances between lines wider than ``least`` that follow each other closely."""
    steps: list[float] = []
    above: Line | None = None
    for row in rows:
        if least and (row.cells > 1 or row.x1 - row.x0 < least):
            above = None
            continue
        if above is not None:
            step = above.middle - row.middle
            if 0.6 * row.height < step < 2.4 * row.height:
                steps.append(step)
        above = row
    return steps


def _right_margin(rows: Sequence[Line]) -> float:
    """Where full lines end: the end that many long lines share, or nearly the farthest one."""
    longest = max([row.x1 - row.x0 for row in rows])
    counts: dict[int, int] = {}
    long = 0
    for row in rows:
        if row.x1 - row.x0 > 0.6 * longest:
            long += 1
            place = round(row.x1 / 2)
            counts[place] = counts.get(place, 0) + 1
    shared = max(counts, key=lambda place: (counts[place], place))
    near = sum(counts.get(shared + step, 0) for step in (-1, 0, 1))
    if near >= 3 and near > 0.3 * long:
        return 2.0 * shared
    ends = sorted(row.x1 for row in rows)
    return ends[-1 - len(ends) // 25]


def paragraphs_of(rows: Sequence[Line], flow: Flow) -> list[Paragraph]:
    """The paragraphs, tables, headings and list items of a flow, kinds still rough."""
    tables = table_rows(rows, flow.left, flow.right)
    found: list[Paragraph] = []
    for place, (row, is_table) in enumerate(zip(rows, tables, strict=True)):
        last = found[-1] if found else None
        behind = rows[place + 1] if place + 1 < len(rows) and not tables[place + 1] else None
        kind: BlockKind = "table" if is_table else "prose"
        if is_table and is_contents_line(row.text):
            kind = "toc"
        if (
            last is not None
            and last.kind == kind
            and (kind != "prose" or goes_on(last, row, flow, behind))
        ):
            last.lines.append(row)
        else:
            found.append(Paragraph([row], kind, flow))
    return found


def goes_on(paragraph: Paragraph, line: Line, flow: Flow, behind: Line | None) -> bool:
    """Whether ``line`` goes on with the paragraph above it; ``behind`` is the line below it."""
    lines = paragraph.lines
    last = lines[-1]
    step = last.middle - line.middle
    pitch = lines[-2].middle - last.middle if len(lines) > 1 else flow.pitch
    if step > 1.25 * max(pitch, flow.pitch * 0.9) + 1.5 or step < 0.4 * line.height:
        return False
    if not same_size(last, line):
        return False
    if not is_full(last, line.text, flow.right) and not is_ragged(last, line, flow):
        return False
    if begins_item(line.text) and (BULLET_RE.match(line.text) or _closes(last.text)):
        return False
    if len(lines) == 1 and behind is not None and _opens(line, behind, last, flow):
        return False
    return _aligned(lines, line)


def same_size(line: Line, other: Line) -> bool:
    """Whether two lines are set in about the same size."""
    return max(line.em, other.em) < 1.25 * min(line.em, other.em)


def is_full(line: Line, behind: str, right: float) -> bool:
    """Whether the first word of ``behind`` would not have fitted on the line."""
    token = _TOKEN_RE.match(behind)
    first = token[0] if token else behind[:1]
    wide = sum("\u2e80" <= sign <= "\uff60" for sign in first)
    need = (wide + 0.5 * (len(first) - wide)) * line.em
    if not wide and line.text[-1:] < "\u2e80":
        need += 0.25 * line.em
    return line.x1 + need > right - 0.5 * line.em


def is_ragged(last: Line, line: Line, flow: Flow) -> bool:
    """Whether Latin text goes on although the next word would have fitted: uneven line ends."""
    before, first = last.text, line.text[0]
    if before[-1] > "\u2e80" or first > "\u2e80" or before[-1] in ".:;!?" or begins_item(line.text):
        return False
    if _LEFT_HANGING_RE.search(before):
        return True
    width = flow.right - flow.left
    room = flow.right - last.x1
    return room < (0.45 if first.islower() else 0.15) * width and width > 8 * line.em


def _closes(text: str) -> bool:
    return ends_sentence(text) or text[-1:] in "；;：:"


def _opens(line: Line, behind: Line, last: Line, flow: Flow) -> bool:
    """Whether a line is indented as the first of a paragraph, like the single line above it."""
    indent = line.x0 - behind.x0
    return (
        0.8 * line.em < indent < 5 * line.em
        and abs(line.x0 - last.x0) < 0.8 * line.em
        and behind.x0 < flow.left + 0.8 * line.em
        and line.middle - behind.middle < 1.3 * flow.pitch
    )


def _aligned(lines: Sequence[Line], line: Line) -> bool:
    """Whether the line starts where a next line of the paragraph has to start."""
    last = lines[-1]
    shift = line.x0 - last.x0
    slack = 0.8 * line.em
    if len(lines) > 1:
        return abs(shift) <= slack or (not _closes(last.text) and _centred(last, line))
    if shift <= slack:
        return shift > -6 * line.em
    if last.pieces and abs(last.pieces[-1][1].x0 - line.x0) <= slack:
        return True
    # Behind a full line that ends no sentence, an indent is a hanging one, not a paragraph's.
    return not _closes(last.text) and (shift < 8 * line.em or _centred(last, line))


def _centred(line: Line, other: Line) -> bool:
    """Whether both lines are centred on the same axis, as the lines of a long heading are."""
    return abs(line.x0 + line.x1 - other.x0 - other.x1) < 1.5 * line.em
