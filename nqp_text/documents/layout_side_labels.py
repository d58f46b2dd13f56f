"""Labels beside running text: the text is read as prose, the labels before it.

Reports like to set a label in a narrow left column and sentences beside it. Read row by row, the
label would cut a sentence in two wherever it stands, often in the middle of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from nqp_text.documents.layout_lines import Line
from nqp_text.documents.layout_marks import ends_sentence, is_number, looks_numeric

_FEWEST = 3  # lines of running text beside labels
_SIGNS = frozenset("。；，,.;")


def set_labels_apart(rows: Sequence[Line], left: float, right: float) -> list[Line]:
    """The rows of a flow, with labels in front of the text that they stand beside."""
    width = right - left
    done: list[Line] = []
    place = 0
    while place < len(rows):
        run = _run_at(rows, place, left, width)
        if run is None:
            done.append(rows[place])
            place += 1
            continue
        first, last, edge = run
        del done[len(done) - (place - first) :]
        labels, texts = _parted(rows[first:last], edge)
        done += labels
        for text in texts:
            text.free = True
        done += texts
        place = last
    return done


def _run_at(
    rows: Sequence[Line], place: int, left: float, width: float
) -> tuple[int, int, float] | None:
    """First and last row and left edge of running text with a label in the row at ``place``."""
    row = rows[place]
    if row.cells != 2:
        return None
    label, text = row.pieces[0][1], row.pieces[1][1]
    edge = text.x0
    if (
        label.x1 - label.x0 > 0.35 * width
        or text.x1 - text.x0 < 0.45 * width
        or is_number(label.text)
        or looks_numeric(text.text)
    ):
        return None
    first, last = place, place + 1
    while first > 0 and _fits(rows[first - 1], rows[first], edge):
        first -= 1
    while last < len(rows) and _fits(rows[last], rows[last - 1], edge):
        last += 1
    _, texts = _parted(rows[first:last], edge)
    return (first, last, edge) if _is_running(texts) else None


def _fits(row: Line, beside: Line, edge: float) -> bool:
    """Whether a row has text at the edge, a label left of it, or both."""
    if row.free or abs(row.middle - beside.middle) > 2.2 * beside.height:
        return False
    em = row.em
    if row.cells == 1:
        return -0.5 * em < row.x0 - edge < 2.5 * em or (row.x1 < edge and not is_number(row.text))
    text = row.pieces[1][1]
    return row.cells == 2 and abs(text.x0 - edge) < 2.5 * em and not is_number(text.text)


def _parted(rows: Sequence[Line], edge: float) -> tuple[list[Line], list[Line]]:
    labels: list[Line] = []
    texts: list[Line] = []
    for row in rows:
        if row.cells == 2:
            labels.append(row.pieces[0][1])
            texts.append(row.pieces[1][1])
        else:
            (labels if row.x1 < edge else texts).append(row)
    return labels, texts


def _is_running(texts: Sequence[Line]) -> bool:
    """Whether lines are wrapped sentences: nearly all but the last of a sentence are full."""
    if len(texts) < _FEWEST:
        return False
    right = max(text.x1 for text in texts)
    open_ends = [text for text in texts[:-1] if not ends_sentence(text.text)]
    full = sum(text.x1 > right - 2.5 * text.em for text in open_ends)
    signs = sum(any(sign in _SIGNS for sign in text.text) for text in texts)
    return len(open_ends) >= 2 and full >= 0.8 * len(open_ends) and 2 * signs >= len(texts)
