"""Paragraphs that go on in the next column or on the next page."""

from __future__ import annotations

from collections.abc import Sequence

from nqp_text.documents.layout_lines import Line, is_chinese
from nqp_text.documents.layout_marks import BULLET_RE, begins_item, ends_sentence, is_heading_number
from nqp_text.documents.layout_paragraphs import Flow, Paragraph, is_full, is_ragged, same_size


def mark_notes(paragraphs: Sequence[Paragraph], body: float, page_height: float) -> None:
    """Marks the footnotes of a flow: small print at its end, low on the page."""
    for paragraph in reversed(paragraphs):
        line = paragraph.lines[0]
        small = line.em < 0.9 * body and line.y1 < 0.45 * page_height
        if paragraph.kind != "prose" or not small:
            return
        paragraph.note = True


def stitch(flows: Sequence[list[Paragraph]], tails: Sequence[Paragraph]) -> list[Paragraph]:
    """Joins the first paragraph of each flow of a page to the one that it goes on with.

    ``tails`` are the last paragraphs of the flows of the page before. Returns those of this page.
    Side-by-side languages keep apart because only paragraphs of the same script are joined.
    """
    earlier = list(tails)
    here: list[Paragraph] = []
    for paragraphs in flows:
        if not paragraphs:
            continue
        first = paragraphs[0]
        open_one = _matching(earlier, first)
        if open_one is not None and continues(open_one, first):
            open_one.lines.extend(first.lines)
            open_one.flow = first.flow
            del paragraphs[0]
            if not paragraphs:
                here.append(open_one)
                continue
        running = [paragraph for paragraph in paragraphs if not paragraph.note]
        if running:
            earlier.append(running[-1])
            here.append(running[-1])
        elif open_one is not None and open_one.lines[-1] is first.lines[-1]:
            here.append(open_one)
    return here


def _matching(tails: Sequence[Paragraph], first: Paragraph) -> Paragraph | None:
    """The last open paragraph in the same script."""
    chinese = is_chinese(first.lines[0].text)
    for tail in reversed(tails):
        if is_chinese(tail.lines[-1].text) == chinese:
            return tail
    return None


def continues(tail: Paragraph, first: Paragraph) -> bool:
    """Whether ``first`` goes on with ``tail`` over the break of a column or page."""
    if tail.kind != "prose" or first.kind != "prose" or first.note:
        return False
    last, line = tail.lines[-1], first.lines[0]
    if not same_size(last, line) or _is_closed(last.text, line.text):
        return False
    if not is_full(last, line.text, tail.flow.right) and not is_ragged(last, line, tail.flow):
        return False
    if BULLET_RE.match(line.text) or is_heading_number(line.text):
        return False
    return _not_indented(tail, line, first.flow)


def _is_closed(before: str, behind: str) -> bool:
    if not ends_sentence(before):
        return False
    return not (before[-1] == "." and behind[:1].islower())


def _not_indented(tail: Paragraph, line: Line, flow: Flow) -> bool:
    indent = line.x0 - flow.left
    if indent <= 0.8 * line.em:
        return True
    second = tail.lines[1 if len(tail.lines) > 1 else 0]
    hanging = second.x0 - tail.flow.left
    item = begins_item(tail.lines[0].text) and len(tail.lines) == 1
    return abs(hanging - indent) <= 0.8 * line.em or (item and indent < 6 * line.em)
