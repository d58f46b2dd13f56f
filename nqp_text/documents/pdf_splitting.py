"""What pdfium calls a line → the lines and cells that are printed.

pdfium ends a line where the height changes, with two exceptions that are undone here: a line that
ends with a hyphen runs on into the next one, and cells of a row (or lines of two columns) at the
same height follow each other with one space.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Protocol

from nqp_text.documents.layout_char_widths import widths
from nqp_text.documents.layout_lines import WIDE, Line
from nqp_text.records import Box

_BREAK = "\r\n"
_WIDE_FROM = "\u2018"  # curly quotes, dashes and everything East Asian behind them
_CLOSING = "，。、；：！？）」』》】”’"
_OPENING = "（「『《【“‘"
_STRETCHED_RE = re.compile(f"[{WIDE}] [{WIDE}]")
_BREAK_SIGN_RE = re.compile("[\ufffe\x02]")
_SPACE_RE = re.compile(" +")
_CELL_SPACE_RE = re.compile(r" +(?=[^a-z ,.])")
_CELL_GAP = 1.0  # ems of blank that divide cells
_SPACING = 0.9  # ems that letters of a stretched line may stand apart
_SURELY_STRETCHED = 3  # blanks at Han characters of one line
_WIDEST_SPACE = 5.0  # ems of a word space in a line that is stretched to its width
_SPREAD_GAP = 4.5  # ems of blank that may stand inside a word of two Han characters


class BoxOf(Protocol):
    """Box of the character at an offset of the page's text."""

    def __call__(self, offset: int) -> Box:
        """Left, bottom, right, top."""
        ...

    def em(self, offset: int) -> float:
        """Type size in points."""
        ...

    def is_generated(self, offset: int) -> bool:
        """Whether pdfium put the character in where the page only has a blank."""
        ...


class LineSplitter:
    """Splits the text of one page into printed lines and cells."""

    def __init__(self, text: str, units: bytes, box_of: BoxOf, page: int) -> None:
        self.text = text
        self.units = units
        self.box_of = box_of
        self.page = page
        self.scale = 1.0
        self.stretched = _STRETCHED_RE.search(text) is not None

    def lines(self) -> list[Line]:
        """The printed lines in pdfium's order."""
        text, box_of = self.text, self.box_of
        spans: list[tuple[int, int, Box, Box, float, float]] = []
        start = 0
        for raw, ems in zip(text.split(_BREAK), self._ems_of_lines(), strict=True):
            content = raw.strip()
            if content:
                first = start if raw[0] == content[0] else start + raw.index(content[0])
                last = first + len(content) - 1
                box = box_of(first)
                end = box_of(last) if last > first else box
                em = box_of.em(first) or box[3] - box[1] or 1.0
                spans.append((first, last + 1, _roomy(box, em), _roomy(end, em), em, ems))
            start += len(raw) + 2
        self.scale = _scale(spans)
        lines: list[Line] = []
        for span in spans:
            self._split(span, lines)
        return lines

    def _ems_of_lines(self) -> list[float]:
        """Estimated width of each of pdfium's lines in ems."""
        import numpy as np

        starts = [0]
        place = self.text.find(_BREAK)
        while place >= 0:
            starts.append(place + 2)
            place = self.text.find(_BREAK, place + 2)
        wide = np.append(widths()[self._codes()], 0.0)  # an end for a text that ends with a break
        ems: list[float] = np.add.reduceat(wide, starts).tolist()
        return ems

    def _codes(self) -> Any:
        import numpy as np

        if len(self.text) == len(self.units) // 2:
            return np.frombuffer(self.units, dtype=np.uint16)
        points = np.frombuffer(self.text.encode("utf-32-le", "replace"), dtype=np.uint32)
        return np.minimum(points, 65535)

    def _split(self, span: tuple[int, int, Box, Box, float, float], lines: list[Line]) -> None:
        start, end, (x0, y0, x1, y1), (v0, w0, v1, w1), em, ems = span
        quarter = (y1 - y0) * 0.25
        if w0 > y1 - quarter or w1 < y0 + quarter:
            if abs(v1 - x0) > 3 * em and self._at_height_changes(start, end, lines):
                return
            y0, y1 = min(y0, w0), max(y1, w1)
        else:
            slack = v1 - x0 - ems * em * self.scale
            if slack > 1.2 * em + 0.06 * ems * em and self._at_gaps(start, end, em, slack, lines):
                return
            if w1 - w0 > y1 - y0:
                y0, y1 = min(y0, w0), max(y1, w1)
        if v1 < x0:
            x0, v1 = v0, x1
        text = self.text[start:end]
        if self.stretched and _STRETCHED_RE.search(text):
            text = self._closed_up(start, text, em, stretched=v1 - x0 > 1.12 * ems * em)
        lines.append(Line(text, self.page, x0, y0, v1, y1, em))

    def _closed_up(self, start: int, text: str, em: float, *, stretched: bool) -> str:
        """The line without the spaces that pdfium sees between characters that were set apart."""
        box_of = self.box_of
        between, beside, signs = [], [], []
        for match in _SPACE_RE.finditer(text):
            place, behind = match.span()
            if behind - place > 1 or not box_of.is_generated(start + place):
                continue
            before, after = text[place - 1], text[behind]
            if before < _WIDE_FROM and after < _WIDE_FROM:
                continue
            if box_of(start + behind)[0] - box_of(start + place - 1)[2] >= _SPACING * em:
                continue
            if after in _CLOSING or before in _OPENING:
                signs.append(place)
            elif before >= _WIDE_FROM and after >= _WIDE_FROM:
                between.append(place)
            else:
                beside.append(place)
        dropped = set(signs)
        if between and (stretched or len(between) + len(beside) >= _SURELY_STRETCHED):
            dropped.update(between)
            if len(between) > 1:
                dropped.update(beside)
        return "".join(sign for place, sign in enumerate(text) if place not in dropped)

    def _at_height_changes(self, start: int, end: int, lines: list[Line]) -> bool:
        """Cuts where a line that pdfium ran on drops to the next printed line."""
        text = self.text
        cuts: list[int] = []
        _, bottom, _, top = _roomy(self.box_of(start), self.box_of.em(start))
        places = {match.end() for match in _SPACE_RE.finditer(text, start, end)}
        places |= {match.end() for match in _BREAK_SIGN_RE.finditer(text, start, end)}
        for place in sorted(places):
            if place >= end:
                break
            _, low, _, high = _roomy(self.box_of(place), top - bottom)
            if (high > low and not (low + high) / 2 < top) or not (low + high) / 2 > bottom:
                cuts.append(place)
                bottom, top = low, high
        for first, behind in zip([start, *cuts], [*cuts, end], strict=True):
            part = text[first:behind].rstrip()
            if not part:
                continue
            last = first + len(part) - 1
            em = self.box_of.em(first) or 1.0
            box, closing = _roomy(self.box_of(first), em), _roomy(self.box_of(last), em)
            ems = float(sum(widths()[min(ord(sign), 65535)] for sign in part))
            before = len(lines)
            if cuts:
                self._split((first, last + 1, box, closing, em, ems), lines)
            if len(lines) > before and part[-1] in "\ufffe\x02":
                lines[-1].hyphen = True
        return bool(cuts)

    def _at_gaps(self, start: int, end: int, em: float, slack: float, lines: list[Line]) -> bool:
        """Cuts a row into cells where more than a wide space is left blank."""
        text, box_of = self.text, self.box_of
        gaps: list[tuple[int, int, Box, Box]] = []
        wide = 0.0
        for match in _CELL_SPACE_RE.finditer(text, start, end):
            wide += self._gap(match, end, em, gaps)
        if wide < 0.7 * slack:
            gaps = []
            for match in _SPACE_RE.finditer(text, start, end):
                self._gap(match, end, em, gaps)
        if not gaps or self._is_justified(start, end, em, gaps):
            return False
        first, (left, bottom, _, top) = start, box_of(start)
        for behind, after, b, a in gaps:
            lines.append(
                Line(
                    text[first:behind],
                    self.page,
                    left,
                    min(bottom, b[1]),
                    b[2],
                    max(top, b[3]),
                    em,
                )
            )
            first, left, bottom, top = after, a[0], a[1], a[3]
        last = box_of(end - 1)
        lines.append(
            Line(
                text[first:end],
                self.page,
                left,
                min(bottom, last[1]),
                last[2],
                max(top, last[3]),
                em,
            )
        )
        return True

    def _is_justified(
        self, start: int, end: int, em: float, gaps: Sequence[tuple[int, int, Box, Box]]
    ) -> bool:
        """Whether the blanks are the even word spaces of a line that was stretched to its width."""
        widest = max(a[0] - b[2] for _, _, b, a in gaps)
        if widest > _WIDEST_SPACE * em:
            return False
        blanks = sorted(
            self.box_of(match.end())[0] - self.box_of(match.start() - 1)[2]
            for match in _SPACE_RE.finditer(self.text, start, end)
        )
        words = self.text[start:end].split()
        numbers = sum(word[0].isdigit() or word[0] in "(-–—$" for word in words)
        even = blanks[-1] < (1.2 * blanks[0] + 0.5 if widest < 2 * em else blanks[0] + 0.6)
        return len(blanks) > 1 and even and 2 * numbers < len(words)

    def _gap(
        self, match: re.Match[str], end: int, em: float, gaps: list[tuple[int, int, Box, Box]]
    ) -> float:
        """Notes the blank at a space if it divides cells; returns its width then."""
        behind, after = match.span()
        if after >= end or not behind:
            return 0.0
        b, a = self.box_of(behind - 1), self.box_of(after)
        gap = a[0] - b[2]
        if gap < _CELL_GAP * em:
            return 0.0
        if gap < _SPREAD_GAP * em and _is_spread(self.text, behind - 1, after):
            return gap
        gaps.append((behind, after, b, a))
        return gap


def _roomy(box: Box, em: float) -> Box:
    """A box that is at least as high as the type: some fonts only give the ink of a sign."""
    left, bottom, right, top = box
    if top - bottom >= 0.8 * em:
        return box
    middle = (bottom + top) / 2
    return (left, middle - em / 2, right, middle + em / 2)


def _scale(spans: Sequence[tuple[int, int, Box, Box, float, float]]) -> float:
    """How much wider the page's fonts are than the estimate: by its denser long lines."""
    ratios = sorted(
        (end[2] - box[0]) / (ems * em) for _, _, box, end, em, ems in spans if ems > 12.0
    )
    ratios = [ratio for ratio in ratios if ratio > 0.5]
    if len(ratios) < 4:
        return 1.0
    return min(max(ratios[len(ratios) // 4], 0.8), 1.5)


def _is_spread(text: str, before: int, after: int) -> bool:
    """Whether the gap lies inside a word of two Han characters set apart, such as 项　目."""
    lone_before = before == 0 or text[before - 1] in " \n"
    lone_after = after + 1 >= len(text) or text[after + 1] in " \r"
    return (
        lone_before
        and lone_after
        and "\u4e00" <= text[before] <= "\u9fff"
        and "\u4e00" <= text[after] <= "\u9fff"
    )
