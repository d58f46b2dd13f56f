"""Finds page numbers, running headers and footers in text that lost its pages.

A page number alone proves nothing; a chain of numbers that grow by one through the whole text does.
Lines that repeat beside the chain are running headers. Lines that repeat elsewhere (units, empty
form fields) stay where they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nqp_text.documents.line_kinds import width
from nqp_text.documents.text_lines import TextLine
from nqp_text.records import BlockKind

_PAGE_NUMBER = re.compile(
    r"^\s*[-–—]{0,3}\s*(?:第\s*)?(?:\d{1,2}-\d{1,2}-)?(?P<number>\d{1,4})\s*"
    r"(?:页|頁)?\s*(?:[/／]\s*\d{1,4}|共\s*\d{1,4}\s*[页頁])?\s*[-–—]{0,3}\s*$"
)
_LEAST_CHAIN = 5
_LEAST_GAP = 4
_REACH = 3
_MAX_STEP = 12
_MARGIN = 2
_MAX_WIDTH = 66


def mark_pages(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines with page numbers filled in and running lines marked, where that is certain."""
    chain = page_chain(lines)
    if not chain:
        return list(lines)
    repeated = _repeated_beside(lines, [position for position, _ in chain])
    marked = list(lines)
    for position, _ in chain:
        marked[position] = replace(marked[position], role="footer")
        for other in _cluster(marked, position, repeated):
            marked[other] = replace(marked[other], role="header")
    return _numbered(marked, chain)


def mark_edges(lines: Sequence[TextLine]) -> list[TextLine]:
    """Running lines of text whose pages are known: they stand first or last and repeat."""
    pages: dict[int, list[int]] = {}
    for position, line in enumerate(lines):
        if not line.blank and line.role is None:
            pages.setdefault(line.page, []).append(position)
    edges = [p for positions in pages.values() for p in (*positions[:_REACH], *positions[-2:])]
    counts = Counter(_shape(lines[position].text) for position in set(edges))
    least = max(3, len(pages) // 5)
    marked = list(lines)
    for positions in pages.values():
        for place, position in enumerate(positions):
            first, last = place < _REACH, place >= len(positions) - 2
            running = counts[_shape(lines[position].text)] >= least
            number = _PAGE_NUMBER.match(lines[position].text) and (place == 0 or last)
            if (first or last) and (running or number):
                role: BlockKind = "header" if first and not last else "footer"
                marked[position] = replace(marked[position], role=role)
    return marked


def page_chain(lines: Sequence[TextLine]) -> list[tuple[int, int]]:
    """Positions and values of the lines that count pages: the longest chain of growing numbers."""
    best: dict[int, _Link] = {}
    for position, line in enumerate(lines):
        match = _PAGE_NUMBER.match(line.text) if line.role is None else None
        if not match:
            continue
        number = int(match["number"])
        link = _Link(position, number, 1, None)
        for step in range(1, _MAX_STEP + 1):
            before = best.get(number - step)
            if (
                before
                and before.length >= link.length
                and position - before.position >= _LEAST_GAP * step
            ):
                link = _Link(position, number, before.length + 1, before)
        if number not in best or link.length > best[number].length + _MARGIN:
            best[number] = link
    return _unrolled(max(best.values(), key=lambda link: link.length, default=None))


@dataclass(frozen=True, slots=True)
class _Link:
    position: int
    number: int
    length: int
    before: _Link | None


def _unrolled(link: _Link | None) -> list[tuple[int, int]]:
    if link is None or link.length < _LEAST_CHAIN:
        return []
    chain: list[tuple[int, int]] = []
    while link is not None:
        chain.append((link.position, link.number))
        link = link.before
    return chain[::-1]


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", text))


def _repeated_beside(lines: Sequence[TextLine], positions: Sequence[int]) -> set[str]:
    counts: Counter[str] = Counter()
    for position in positions:
        around = range(max(0, position - _REACH), min(len(lines), position + _REACH + 1))
        counts.update({_shape(lines[p].text) for p in around if _may_run(lines[p])})
    least = max(3, len(positions) // 8)
    return {shape for shape, count in counts.items() if count >= least}


def _may_run(line: TextLine) -> bool:
    text = line.text.strip()
    short = len(text) >= 2 and width(text) <= _MAX_WIDTH
    return short and text[-1] not in "。；;，,、"


def _cluster(lines: Sequence[TextLine], position: int, repeated: set[str]) -> list[int]:
    """Running lines that touch the page number, blank lines between them allowed."""
    found: list[int] = []
    for direction in (-1, 1):
        place = position + direction
        while 0 <= place < len(lines) and abs(place - position) <= _REACH + 2:
            if not lines[place].blank:
                if not _may_run(lines[place]) or _shape(lines[place].text) not in repeated:
                    break
                found.append(place)
            place += direction
    return found


def _numbered(lines: list[TextLine], chain: Sequence[tuple[int, int]]) -> list[TextLine]:
    """Fill in pages: a number behind a header opens its page, a number alone closes it."""
    opening = sum(_header_before(lines, position) for position, _ in chain) * 2 > len(chain)
    first = chain[0][1]
    page = max(1, first - 1) if opening else first
    starts: dict[int, int] = {}
    for position, number in chain:
        if opening:
            starts[_cluster_start(lines, position)] = number
        else:
            starts[position + 1] = number + 1
    numbered: list[TextLine] = []
    for position, line in enumerate(lines):
        page = starts.get(position, page)
        numbered.append(replace(line, page=page))
    return numbered


def _header_before(lines: Sequence[TextLine], position: int) -> bool:
    return _cluster_start(lines, position) < position


def _cluster_start(lines: Sequence[TextLine], position: int) -> int:
    start = place = position
    while place > 0 and (lines[place - 1].blank or lines[place - 1].role == "header"):
        place -= 1
        if lines[place].role == "header":
            start = place
    return start
