"""What pdfium calls a line → the lines and cells that are printed.

pdfium ends a line where the height changes, with two exceptions that are undone here: a line that
ends with a hyphen runs on into the next one, and cells of a row (or lines of two columns) at the
same height follow each other with one space.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from nqp_text.documents.layout_char_widths import widths
from nqp_text.documents.layout_lines import Line
from nqp_text.documents.pdf_boxes import BoxOf, Span, roomy
from nqp_text.documents.pdf_gaps import STRETCHED_RE, cells_of, closed_up, gutter_of

_BREAK = "\r\n"
_BREAK_RE = re.compile("[ \ufffe\x02]+")


class LineSplitter:
    """Splits the text of one page into printed lines and cells."""

    def __init__(self, text: str, units: bytes, box_of: BoxOf, page: int, *, chinese: bool) -> None:
        self.text = text
        self.units = units
        self.box_of = box_of
        self.page = page
        self.scale = 1.0
        self.gutter: float | None = None
        self.stretched = chinese and STRETCHED_RE.search(text) is not None

    def lines(self) -> list[Line]:
        """The printed lines in pdfium's order."""
        text, ends_of = self.text, self.box_of.ends
        spans: list[Span] = []
        start = 0
        parts = text.split(_BREAK)
        for raw, ems in zip(parts, self._ems_of_lines(parts), strict=True):
            content = raw.strip()
            if content:
                first = start if raw[0] == content[0] else start + raw.index(content[0])
                last = first + len(content) - 1
                box, end, em = ends_of(first, last)
                height = box[3] - box[1]
                em = em or height or 1.0
                if height < 0.8 * em or end[3] - end[1] < 0.8 * em:
                    box, end = roomy(box, em), roomy(end, em)
                spans.append((first, last + 1, box, end, em, ems))
            start += len(raw) + 2
        self.scale = _scale(spans)
        self.gutter = gutter_of(text, spans, self.box_of)
        lines: list[Line] = []
        for span in spans:
            self._split(span, lines)
        return lines

    def _ems_of_lines(self, parts: Sequence[str]) -> list[float]:
        """Estimated width of each of pdfium's lines in ems."""
        import numpy as np

        sizes = np.fromiter(map(len, parts[:-1]), dtype=np.intp, count=len(parts) - 1)
        starts = np.zeros(len(parts), dtype=np.intp)
        np.cumsum(sizes + len(_BREAK), out=starts[1:])
        wide = widths()[self._codes()]
        if starts[-1] == len(wide):  # nothing stands behind the last break
            starts = starts[:-1]
        ems: list[float] = np.add.reduceat(wide, starts).tolist() if len(wide) else []
        return ems if len(ems) == len(parts) else [*ems, 0.0]

    def _codes(self) -> Any:
        import numpy as np

        if len(self.text) == len(self.units) // 2:
            return np.frombuffer(self.units, dtype=np.uint16)
        points = np.frombuffer(self.text.encode("utf-32-le", "replace"), dtype=np.uint32)
        return np.minimum(points, 65535)

    def _split(self, span: Span, lines: list[Line]) -> None:
        start, end, (x0, y0, x1, y1), (v0, w0, v1, w1), em, ems = span
        quarter = (y1 - y0) * 0.25
        if w0 > y1 - quarter or w1 < y0 + quarter:
            if abs(v1 - x0) > 3 * em and self._at_height_changes(start, end, lines):
                return
            y0, y1 = min(y0, w0), max(y1, w1)
        else:
            slack = v1 - x0 - ems * em * self.scale
            gutter = self.gutter
            across = gutter is not None and x0 < gutter < v1
            if across or slack > 1.2 * em + 0.06 * ems * em:
                slack = float("inf") if across else slack
                cells = cells_of(self.text, span, slack, self.box_of, self.page)
                if cells:
                    lines += cells
                    return
            if w1 - w0 > y1 - y0:
                y0, y1 = min(y0, w0), max(y1, w1)
        if v1 < x0:
            x0, v1 = v0, x1
        text = self.text[start:end]
        if self.stretched and STRETCHED_RE.search(text):
            wide = v1 - x0 > 1.12 * ems * em
            text = closed_up(text, start, em, self.box_of, stretched=wide)
        lines.append(Line(text, self.page, x0, y0, v1, y1, em))

    def _at_height_changes(self, start: int, end: int, lines: list[Line]) -> bool:
        """Cuts where a line that pdfium ran on drops to the next printed line."""
        text, box_of = self.text, self.box_of
        _, bottom, _, top = roomy(box_of(start), box_of.em(start))
        places = [match.end() for match in _BREAK_RE.finditer(text, start, end - 1)]
        low, high = 0, len(places)
        while low < high:
            probe = (low + high) // 2
            _, foot, _, head = box_of(places[probe])
            if bottom < (foot + head) / 2 < top:
                low = probe + 1
            else:
                high = probe
        if low == len(places):
            return False
        for first, behind in ((start, places[low]), (places[low], end)):
            part = text[first:behind].rstrip()
            if part:
                last = first + len(part) - 1
                box, closing, em = box_of.ends(first, last)
                em = em or 1.0
                span = (first, last + 1, roomy(box, em), roomy(closing, em), em, _ems(part))
                self._split(span, lines)
                if part[-1] in "\ufffe\x02":
                    lines[-1].hyphen = True
        return True


def _ems(text: str) -> float:
    """Estimated width of a text in ems."""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-16-le", "replace"), dtype=np.uint16)
    return float(widths()[codes].astype(np.float32).sum())  # rounded like single precision


def _scale(spans: Sequence[Span]) -> float:
    """How much wider the page's fonts are than the estimate: by its denser long lines."""
    ratios = [
        (closing[2] - box[0]) / (ems * em) for _, _, box, closing, em, ems in spans if ems > 12.0
    ]
    ratios = sorted([ratio for ratio in ratios if ratio > 0.5])
    if len(ratios) < 4:
        return 1.0
    return min(max(ratios[len(ratios) // 4], 0.8), 1.5)
