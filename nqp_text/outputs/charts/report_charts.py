"""The charts of the report, without their data: the page fills that in for what is chosen.

Places in capital letters (``VALUE``, ``FORMAT``, colours) stand for what the page knows.
Data sets are ``rows`` and, where a line of equality is drawn, ``diagonal``.
"""

from __future__ import annotations

from typing import Any

from nqp_text.outputs.charts.theme import LANGUAGES

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
Spec = dict[str, Any]

NAME = {"type": "text", "align": "left", "dx": 9, "fontSize": 11, "limit": 240, "color": "INK"}
"""A mark that writes a unit's name beside its point."""

WORDS = {
    "zh": {
        "median": "中位数", "q1": "下四分位", "q3": "上四分位", "year": "年份", "units": "单位数",
        "talk": "只说（背景与计划句，占全部句子）", "walk": "已做（自身行动与成果句，占全部句子）",
        "label": "单位", "low": "区间下端", "high": "区间上端", "path": "路径",
    },
    "en": {
        "median": "median", "q1": "lower quartile", "q3": "upper quartile", "year": "year",
        "units": "units", "talk": "talk: background and plans, share of sentences",
        "walk": "walk: own actions and achievements, share of sentences",
        "label": "unit", "low": "interval, lower end", "high": "interval, upper end",
        "path": "path",
    },
}  # fmt: skip


def report_specs() -> dict[str, dict[str, Spec]]:
    """All charts of the report by name and language."""
    makers = {"profile": profile, "trend": trend, "talk_walk": talk_walk}
    return {name: {lang: make(WORDS[lang]) for lang in LANGUAGES} for name, make in makers.items()}


def quantity(field: str, title: str | None = "VALUE", **more: Any) -> Spec:
    """A quantitative channel with the number format of the measure."""
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "axis": {"format": "FORMAT", "tickCount": 6},
    } | more


def dot(colour: str, size: int) -> Spec:
    """A filled point."""
    return {"type": "point", "filled": True, "size": size, "opacity": 1, "color": colour}


def tip(field: str, title: str, form: str | None = "FORMAT") -> Spec:
    """A line of a tooltip; ``form`` None shows a text."""
    if form is None:
        return {"field": field, "type": "nominal", "title": title}
    return {"field": field, "type": "quantitative", "title": title, "format": form}


def profile(words: dict[str, str]) -> Spec:
    """Paths below each other: the middle half and the median of the sample, and one unit on it.

    Rows: path, q1, median, q3, units, and value, low, high of the chosen unit (or null).
    """
    y = {
        "field": "path", "type": "nominal", "sort": None, "title": None,
        "axis": {"domain": False, "ticks": False, "labelPadding": 8, "labelLimit": "LABEL"},
    }  # fmt: skip
    sample = [
        tip("path", words["path"], None), tip("median", words["median"]),
        tip("q1", words["q1"]), tip("q3", words["q3"]), tip("units", words["units"], "d"),
    ]  # fmt: skip
    own = [
        tip("path", words["path"], None), tip("value", "CHOSEN"),
        tip("low", words["low"]), tip("high", words["high"]),
    ]  # fmt: skip
    chosen = [{"filter": "isValid(datum.value)"}]
    return {
        "$schema": SCHEMA,
        "data": {"name": "rows"},
        "width": "container",
        "height": {"step": 34},
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "bar", "height": 14, "color": "PALE", "cornerRadius": 2},
                "encoding": {"x": quantity("q1"), "x2": {"field": "q3"}, "tooltip": sample},
            },
            {
                "mark": {"type": "tick", "thickness": 2, "size": 22, "color": "INK"},
                "encoding": {"x": quantity("median"), "tooltip": sample},
            },
            {
                "transform": chosen,
                "mark": {"type": "rule", "color": "ACCENT", "strokeWidth": 2},
                "encoding": {"x": quantity("low"), "x2": {"field": "high"}},
            },
            {
                "transform": chosen,
                "mark": dot("ACCENT", 90),
                "encoding": {"x": quantity("value"), "tooltip": own},
            },
        ],
    }


def trend(words: dict[str, str]) -> Spec:
    """A small chart per path: median and middle half of the units by year, and one issuer on it.

    Rows of the sample: path, year, q1, median, q3, units. Rows of the issuer: path, year, value,
    low, high.
    """
    x = {
        "field": "year", "type": "quantitative", "title": None,
        "scale": {"zero": False, "nice": False, "padding": 12},
        "axis": {"format": "d", "values": "YEARS", "grid": False, "labelOverlap": "greedy"},
    }  # fmt: skip
    sample = [
        tip("year", words["year"], "d"), tip("median", words["median"]), tip("q1", words["q1"]),
        tip("q3", words["q3"]), tip("units", words["units"], "d"),
    ]  # fmt: skip
    own = [
        tip("year", words["year"], "d"), tip("value", "CHOSEN"), tip("low", words["low"]),
        tip("high", words["high"]),
    ]  # fmt: skip
    of_sample, of_issuer = (
        [{"filter": f"isValid(datum.{field})"}] for field in ("median", "value")
    )
    axis = {"format": "FORMAT", "tickCount": 3}
    y = quantity("median", None, axis=axis)
    return {
        "$schema": SCHEMA,
        "data": {"name": "rows"},
        "facet": {
            "field": "path", "type": "nominal", "sort": {"field": "order", "op": "min"},
            "title": None, "header": {"labelLimit": "WIDTH"},
        },
        "columns": "COLUMNS",
        "resolve": {"scale": {"y": "independent"}},
        "spacing": {"row": 28, "column": 30},
        "spec": {
            "width": "WIDTH",
            "height": 110,
            "encoding": {"x": x},
            "layer": [
                {
                    "transform": of_sample,
                    "mark": {"type": "area", "color": "PALE", "opacity": 1},
                    "encoding": {"y": quantity("q1", None, axis=axis), "y2": {"field": "q3"}},
                },
                {
                    "transform": of_sample,
                    "mark": {"type": "line", "color": "INK", "strokeWidth": 1.5},
                    "encoding": {"y": y},
                },
                {
                    "transform": of_sample,
                    "mark": dot("INK", 26),
                    "encoding": {"y": y, "tooltip": sample},
                },
                {
                    "transform": of_issuer,
                    "mark": {"type": "rule", "color": "ACCENT", "strokeWidth": 1.5},
                    "encoding": {"y": quantity("low", None, axis=axis), "y2": {"field": "high"}},
                },
                {
                    "transform": of_issuer,
                    "mark": {"type": "line", "color": "ACCENT", "strokeWidth": 2},
                    "encoding": {"y": quantity("value", None, axis=axis)},
                },
                {
                    "transform": of_issuer,
                    "mark": dot("ACCENT", 46),
                    "encoding": {"y": quantity("value", None, axis=axis), "tooltip": own},
                },
            ],
        },
    }  # fmt: skip


def talk_walk(words: dict[str, str]) -> Spec:
    """Units by what they say and what they do; the line is where both are equal.

    Rows: label, talk, walk (shares of the sentences), chosen (whether it is the chosen unit).
    """
    x = quantity("talk", words["talk"], scale={"nice": True}, axis={"format": "~%", "tickCount": 8})
    y = quantity("walk", words["walk"], scale={"nice": True}, axis={"format": "~%", "tickCount": 8})
    tooltip = [
        tip("label", words["label"], None), tip("talk", words["talk"], ".1%"),
        tip("walk", words["walk"], ".1%"),
    ]  # fmt: skip
    return {
        "$schema": SCHEMA,
        "data": {"name": "rows"},
        "width": "container",
        "height": 360,
        "layer": [
            {
                "data": {"name": "diagonal"},
                "mark": {"type": "line", "color": "SOFT", "strokeDash": [4, 4]},
                "encoding": {"x": x | {"field": "at"}, "y": y | {"field": "at"}},
            },
            {
                "params": [{"name": "pick", "select": {"type": "point", "fields": ["unit"]}}],
                "mark": {"type": "point", "filled": True, "fill": "MIDDLE", "stroke": "PAPER",
                         "size": 64, "strokeWidth": 1, "opacity": 0.9, "cursor": "pointer"},
                "encoding": {"x": x, "y": y, "tooltip": tooltip},
            },
            {
                "transform": [{"filter": "datum.chosen"}],
                "mark": dot("ACCENT", 130),
                "encoding": {"x": x, "y": y, "tooltip": tooltip},
            },
            {
                "transform": [{"filter": "datum.named"}],
                "mark": NAME,
                "encoding": {"x": x, "y": y, "text": {"field": "label"}},
            },
        ],
    }  # fmt: skip
