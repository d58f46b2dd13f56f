"""The reliability diagram: of the sentences with this score, how many were right?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from nqp_text.outputs.charts.plot_data import nothing
from nqp_text.outputs.charts.report_charts import SCHEMA

_Z = 1.96
_WORDS = {
    "zh": {
        "score": "平均得分（分类器的把握）",
        "share": "判定正确的比例",
        "n": "句子与节点的对数",
        "note": "点在虚线上：得分名副其实。竖线：95% 区间。ECE：期望校准误差，"
        "所有句子与节点的组合 / 仅判为“有”的组合。",
        "firm": "企业",
        "gov": "政府",
        "news": "新闻",
        "other": "其他",
        "all": "全部",
        "zh": "中文",
        "join": "",
        "en": "英文",
    },
    "en": {
        "score": "mean score of the classifier",
        "share": "share that is right",
        "n": "pairs of sentence and node",
        "note": "Points on the dashed line: scores that mean what they say. Bars: 95 % intervals. "
        "ECE: expected calibration error over all pairs of sentence and node / over those decided "
        "positive.",
        "firm": "firms",
        "gov": "governments",
        "news": "news",
        "other": "other documents",
        "all": "all documents",
        "zh": "Chinese",
        "join": " ",
        "en": "English",
    },
}


def reliability(cells: Sequence[Mapping[str, Any]], lang: str) -> tuple[dict[str, Any], str]:
    """One small diagram per language and kind of ``calibration`` cells, with Wilson intervals.

    All documents first, then the languages, then the kinds within a language: kinds over both
    languages say nothing that these do not.
    """
    words = _WORDS[lang]
    rows = [
        {
            "group": _title(cell, words),
            "score": bin_["mean_score"],
            "share": bin_["positive_share"],
            "n": bin_["n"],
            **_interval(bin_["positive_share"], bin_["n"]),
        }
        for cell in sorted(filter(_shown, cells), key=_place)
        for bin_ in cell["bins"]
        if bin_["n"] and bin_["mean_score"] is not None and bin_["positive_share"] is not None
    ]
    if not rows:
        raise nothing("the evaluation has no calibration, as of a method without probabilities")
    axis = {"format": "~%", "tickCount": 5}
    scale = {"domain": [0, 1]}
    x = {"field": "score", "type": "quantitative", "title": words["score"], "axis": axis,
         "scale": scale}  # fmt: skip
    y = {"field": "share", "type": "quantitative", "title": words["share"], "axis": axis,
         "scale": scale}  # fmt: skip
    titles = list(dict.fromkeys(row["group"] for row in rows))
    equal = [{"at": 0, "group": title} for title in titles]
    equal += [{**row, "at": 1} for row in equal]
    layers = [
        {
            "transform": [{"filter": "isValid(datum.at)"}],
            "mark": {"type": "line", "color": "SOFT", "strokeDash": [4, 4], "strokeWidth": 1},
            "encoding": {"x": {**x, "field": "at"}, "y": {**y, "field": "at"}},
        },
        {
            "transform": [{"filter": "isValid(datum.share)"}],
            "mark": {"type": "rule", "color": "MIDDLE", "strokeWidth": 1.5},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {
            "transform": [{"filter": "isValid(datum.share)"}],
            "mark": {"type": "line", "color": "ACCENT", "strokeWidth": 1.5},
            "encoding": {"x": x, "y": y},
        },
        {
            "transform": [{"filter": "isValid(datum.share)"}],
            "mark": {"type": "point", "filled": True, "color": "ACCENT", "opacity": 1},
            "encoding": {
                "x": x,
                "y": y,
                "size": {"field": "n", "type": "quantitative", "title": words["n"],
                         "scale": {"type": "log", "range": [10, 150]},
                         "legend": {"values": [10, 100, 1000, 10000], "symbolFillColor": "ACCENT"}},
            },
        },
    ]  # fmt: skip
    spec = {
        "$schema": SCHEMA,
        "data": {"name": "rows"},
        "facet": {"field": "group", "type": "nominal", "title": None, "sort": titles},
        "columns": 3,
        "spec": {"width": 210, "height": 210, "layer": layers},
        "datasets": {"rows": [*rows, *equal]},
    }
    return spec, words["note"]


def _shown(cell: Mapping[str, Any]) -> bool:
    return bool(cell["lang"] != "all" or cell["kind"] == "all")


def _place(cell: Mapping[str, Any]) -> tuple[bool, bool, bool, str]:
    lang, kind = cell["lang"], cell["kind"]
    return kind != "all", lang != "all", lang != "zh", kind


def _title(cell: Mapping[str, Any], words: Mapping[str, str]) -> str:
    names = [words.get(part, part) for part in (cell["lang"], cell["kind"]) if part != "all"]
    errors = [cell["ece"], cell.get("ece_positive")]
    shown = " / ".join(f"{error:.3f}" for error in errors if error is not None)
    return f"{words['join'].join(names) or words['all']} (ECE {shown})"


def _interval(share: float, n: float) -> dict[str, float]:
    """Wilson's interval; the figures of the bins may be weighted."""
    scale = 1 + _Z * _Z / n
    centre = (share + _Z * _Z / (2 * n)) / scale
    half = _Z / scale * sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n))
    return {"low": max(0.0, centre - half), "high": min(1.0, centre + half)}
