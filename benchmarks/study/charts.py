"""The study's charts: Vega-Lite specifications of the tables, drawn as SVG in one hue.

Lightness, shape and dashes tell things apart, so that a grey print says the same. A missing year
or province has no mark; lines break there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
from corpus import ALL_PROVINCES, PROVINCES
from series import COMPOSITE

PATHS = {
    "path.innovation": "innovation",
    "path.infrastructure": "infrastructure",
    "path.national_system": "national system",
    "path.data_market": "data market",
    "path.digital_industry": "digital industry",
    "path.talent": "talent",
    "path.finance": "finance",
    "path.compute": "computing power",
    "path.green": "green",
}
INK, GREY, PALE = "#14303f", "#6b7780", "#c3ccd3"
RAMP = ["#f5f8fa", "#bfd0dc", "#7d9db3", "#3f6b88", "#14303f"]
SHARE = "% of sentences"
NOTE = "method (bars: 95 % intervals of the hybrid)"
CUT = "method (bars: 95 % intervals of the hybrid, cut off at twice the largest value)"


def _by_method(title: str = NOTE, **scale: Any) -> dict[str, Any]:
    domain = {"domain": ["hybrid", "lexicon"], **scale}
    return {"field": "method", "type": "nominal", "title": title, "scale": domain}


_CONFIG = {
    "background": "white",
    "font": "Helvetica, Arial, sans-serif",
    "view": {"stroke": None},
    "axis": {"labelColor": INK, "titleColor": GREY, "titleFontWeight": 400, "gridColor": "#e3e7ea",
             "domainColor": PALE, "tickColor": PALE, "labelFontSize": 11, "titleFontSize": 11},
    "legend": {"orient": "top", "labelColor": INK, "titleColor": GREY, "titleFontWeight": 400,
               "labelFontSize": 12, "titleFontSize": 12, "titleLimit": 500},
    "header": {"labelColor": INK, "labelFontSize": 13, "labelAnchor": "start", "title": None},
    "title": {"color": INK, "fontSize": 14, "fontWeight": 500, "anchor": "start"},
}  # fmt: skip


def draw(index: pl.DataFrame, folder: Path) -> list[Path]:
    """The charts of the series that are in the index."""
    import vl_convert

    done = []
    for series in index["series"].unique(maintain_order=True):
        cells = index.filter(pl.col("series") == series)
        spec = province_chart(cells) if series == PROVINCES else year_chart(cells)
        target = folder / f"{series}.svg"
        target.write_text(vl_convert.vegalite_to_svg(spec), encoding="utf-8", newline="\n")
        done.append(target)
    return done


def _percent(cells: pl.DataFrame, section: str) -> pl.DataFrame:
    numbers = pl.col("value", "low", "high") * 100
    return cells.filter(pl.col("section") == section).with_columns(numbers)


def year_chart(cells: pl.DataFrame) -> dict[str, Any]:
    """Nine small panels over the years: the hybrid with intervals, the lexicon dashed."""
    section = "mdna" if "mdna" in cells["section"] else "all"
    rows = _percent(cells, section).filter(pl.col("path").is_in(list(PATHS)))
    rows = rows.with_columns(panel=pl.col("path").replace_strict(PATHS)).with_columns(
        # A short text has an upper end that would flatten all other years.
        high=pl.min_horizontal("high", 2 * pl.col("value").max().over("path").clip(0.05))
    )
    first, last = rows["year"].min(), rows["year"].max()
    year = {"field": "year", "type": "quantitative", "title": None,
            "axis": {"format": "d", "tickCount": 6},
            "scale": {"domain": [first, last], "nice": False, "padding": 8}}  # fmt: skip
    value = {"field": "value", "type": "quantitative", "title": SHARE, "axis": {"tickCount": 4}}
    hybrid = [{"filter": "datum.method == 'hybrid'"}]
    layers = [
        {"transform": hybrid, "mark": {"type": "rule", "color": PALE, "strokeWidth": 2.2},
         "encoding": {"x": year, "y": {**value, "field": "low"}, "y2": {"field": "high"}}},
        {"mark": {"type": "line", "color": INK, "strokeWidth": 1.3},
         "encoding": {"x": year, "y": value, "strokeDash": _by_method(CUT)}},
        {"transform": [{"filter": "datum.value !== null"}],
         "mark": {"type": "point", "color": INK, "size": 16, "strokeWidth": 1, "opacity": 1},
         "encoding": {"x": year, "y": value, "shape": _by_method(CUT),
                      "fill": _by_method(CUT, range=[INK, "white"])}},
    ]  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "config": _CONFIG,
        "data": {
            "values": rows.select("year", "panel", "method", "value", "low", "high").to_dicts()
        },
        "facet": {"field": "panel", "type": "nominal", "sort": list(PATHS.values())},
        "columns": 3,
        "spacing": {"row": 18, "column": 26},
        "resolve": {"scale": {"y": "independent"}, "axis": {"x": "independent"}},
        "spec": {"width": 245, "height": 120, "layer": layers},
    }


def province_chart(cells: pl.DataFrame) -> dict[str, Any]:
    """Provinces sorted by the share of sentences on any path, and where these sentences are."""
    rows = _percent(cells, "all").with_columns(
        place=pl.col("issuer").replace_strict(ALL_PROVINCES, default=pl.col("issuer"))
    )
    total = pl.col("value", "low", "high") * len(PATHS)
    whole = rows.filter(pl.col("path") == COMPOSITE).with_columns(total)
    read = whole.filter(pl.col("method") == whole["method"][0])
    order = read.sort("value", "place", descending=[True, False], nulls_last=True)[
        "place"
    ].to_list()
    place = {"field": "place", "type": "nominal", "sort": order, "title": None}
    value = {"field": "value", "type": "quantitative", "title": f"{SHARE} on any path"}
    observed = [{"filter": "datum.value !== null"}]
    dots = {
        "width": 300, "height": {"step": 18},
        "data": {"values": whole.select("place", "method", "value", "low", "high").to_dicts()},
        "encoding": {"y": place},
        "layer": [
            {"transform": [{"filter": "datum.method == 'hybrid'"}],
             "mark": {"type": "rule", "color": PALE, "strokeWidth": 3},
             "encoding": {"x": {**value, "field": "low"}, "x2": {"field": "high"}}},
            {"transform": observed,
             "mark": {"type": "point", "color": INK, "size": 45, "opacity": 1},
             "encoding": {"x": value, "shape": _by_method(),
                          "fill": _by_method(range=[INK, "white"])}},
            {"transform": [{"filter": "datum.value === null && datum.method == 'hybrid'"}],
             "mark": {"type": "text", "align": "left", "color": GREY, "fontSize": 11},
             "encoding": {"x": {"value": 4}, "text": {"value": "× no report here"}}},
        ],
    }  # fmt: skip
    parts = rows.filter(pl.col("path").is_in(list(PATHS)), pl.col("method") == "hybrid")
    parts = parts.with_columns(panel=pl.col("path").replace_strict(PATHS))
    column = {"field": "panel", "type": "nominal", "sort": list(PATHS.values()), "title": None,
              "axis": {"orient": "top", "labelAngle": -40, "domain": False,
                       "ticks": False}}  # fmt: skip
    top = parts["value"].max() or 1
    heat = {
        "width": {"step": 36}, "height": {"step": 18},
        "title": {"text": f"hybrid, {SHARE}", "fontSize": 11, "color": GREY, "offset": 8},
        "data": {"values": parts.select("place", "panel", "value").to_dicts()},
        "transform": observed,
        "encoding": {"y": {**place, "axis": None}, "x": column},
        "layer": [
            {"mark": {"type": "rect", "stroke": "white"},
             "encoding": {"color": {"field": "value", "type": "quantitative", "legend": None,
                                    "scale": {"range": RAMP, "domain": [0, top]}}}},
            {"mark": {"type": "text", "fontSize": 10},
             "encoding": {"text": {"field": "value", "format": ".1f"},
                          "color": {"condition": {"test": f"datum.value > {top / 2}",
                                                  "value": "white"}, "value": INK}}},
        ],
    }  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "config": _CONFIG,
        "hconcat": [dots, heat],
        "spacing": 14,
        "resolve": {"scale": {"color": "independent"}},
    }
