"""How wide the printed lines of a text were, seen from the lines that stop inside a sentence.

A text counts as hard-wrapped when these lines gather at one or two widths. Files with a paragraph a
line never do: their lines end sentences, or have any length.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from nqp_text.documents.line_kinds import ends_sentence, is_table_row, width
from nqp_text.documents.text_lines import TextLine

_LONG = 40
_LEAST_LONG = 8
_NARROWEST = 46
_WIDEST = 150
_MOST_BANDS = 3
_BELOW, _ABOVE = 0.92, 1.04
_WINDOW = 25
_USUAL = 80.0


def edge(text: str) -> int:
    """Right edge of the line in half-width units, counted from the left margin."""
    return width(text.rstrip())


def wrap_width(lines: Sequence[TextLine]) -> float:
    """Width of the full lines in half-width units, or 0 if the text is not hard-wrapped."""
    unfinished = [wide for _, wide in _unfinished(lines)]
    if len(unfinished) < _LEAST_LONG:
        return 0.0
    bands = _bands(unfinished)
    full = bands[0][0]
    gathered = sum(count for _, count in bands)
    flowing = [line.text for line in lines if line.role is None and not is_table_row(line.text)]
    widest = max(wide for wide, _ in bands) * 1.12
    beyond = sum(edge(text) > widest for text in flowing)
    ending = [edge(text) for text in flowing if ends_sentence(text)]
    long_endings = sum(wide >= _LONG for wide in ending)
    wrapped = (
        _NARROWEST <= full <= _WIDEST
        and gathered * 2 >= len(unfinished)
        and beyond * 5 <= gathered
        and long_endings < len(unfinished)
        and len(ending) * 20 >= len(unfinished)
    )
    return full if wrapped and not _indented_throughout(lines) else 0.0


def _indented_throughout(lines: Sequence[TextLine]) -> bool:
    """Whether most lines open with the two blank characters that open a Chinese paragraph."""
    filled = [line.text for line in lines if line.role is None and not line.blank]
    indented = sum(text.startswith("\u3000") for text in filled)
    return indented * 2 > len(filled)


def _bands(widths: Sequence[int]) -> list[tuple[float, int]]:
    """The densest widths, at most three: print has a few measures, prose lines any length."""
    bands: list[tuple[float, int]] = []
    rest = list(widths)
    while rest and len(bands) < _MOST_BANDS:
        full, count = _densest(rest)
        if bands and count * 4 < bands[0][1]:
            break
        bands.append((full, count))
        rest = [wide for wide in rest if not full * _BELOW <= wide <= full * _ABOVE]
    return bands


def usual_width(lines: Sequence[TextLine]) -> float:
    """The most frequent width of unfinished lines, for text that is known to come from print."""
    unfinished = [wide for _, wide in _unfinished(lines) if _LONG * 1.4 <= wide <= _LONG * 3]
    full, gathered = _densest(unfinished) if unfinished else (0.0, 0)
    return full if gathered >= _LEAST_LONG else _USUAL


def local_widths(lines: Sequence[TextLine], full: float) -> list[float]:
    """Full width around every line: pages and appendices are set in different widths."""
    unfinished = _unfinished(lines)
    positions = [position for position, _ in unfinished]
    widths: list[float] = []
    known: dict[int, float] = {}
    for position in range(len(lines)):
        place = bisect_left(positions, position)
        if place not in known:
            near = [wide for _, wide in unfinished[max(0, place - _WINDOW) : place + _WINDOW]]
            local, gathered = _densest(near) if near else (full, 0)
            known[place] = local if gathered * 3 >= len(near) else full
        widths.append(known[place])
    return widths


def _unfinished(lines: Sequence[TextLine]) -> list[tuple[int, int]]:
    return [
        (position, wide)
        for position, line in enumerate(lines)
        if line.role is None
        and (wide := edge(line.text)) >= _LONG
        and not ends_sentence(line.text)
        and not is_table_row(line.text)
    ]


def _densest(widths: Sequence[int]) -> tuple[float, int]:
    """The width around which most values lie, and how many do."""
    ordered = sorted(widths)
    best, most = 0.0, 0
    for wide in dict.fromkeys(ordered):
        count = bisect_right(ordered, wide * _ABOVE) - bisect_left(ordered, wide * _BELOW)
        if count >= most:
            best, most = float(wide), count
    return best, most
