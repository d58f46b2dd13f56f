"""The charts of a run, one function each: a specification with its data, and a note."""

from __future__ import annotations

from math import cos, pi, sin
from typing import TYPE_CHECKING, Any

import polars as pl

from nqp_text.outputs.charts.fill import filled
from nqp_text.outputs.charts.plot_data import nothing, quartiles
from nqp_text.outputs.charts.report_charts import SCHEMA, WORDS, talk_walk, trend
from nqp_text.outputs.charts.theme import RAMP
from nqp_text.outputs.tallies import counted_sentences, talk_and_walk

if TYPE_CHECKING:
    from nqp_text.outputs.charts.plot import Chosen

Made = tuple[dict[str, Any], str]
_FACET_WIDTH = 190
_NAMED = 15


def trend_plot(chosen: Chosen) -> Made:
    """Median and quartiles by year, a small chart per path, with one issuer and its intervals."""
    dated = chosen.panel.filter(pl.col("year").is_not_null())
    order = {path: number for number, path in enumerate(chosen.names)}
    rows: list[dict[str, Any]] = []
    for row in quartiles(dated, "path", "year").sort("year").to_dicts():
        rows.append({**row, "order": order[row["path"]], "path": chosen.names[row["path"]]})
    years = sorted({row["year"] for row in rows})
    if not rows:
        raise nothing("no unit has both a year and a value")
    for issuer in chosen.issuers[:1]:
        own = dated.filter(pl.col("issuer") == issuer, pl.col("value").is_not_null())
        for row in own.select("path", "year", "value", "low", "high").sort("year").to_dicts():
            rows.append({**row, "order": order[row["path"]], "path": chosen.names[row["path"]]})
    spec = filled(trend(WORDS[chosen.lang]), {"WIDTH": _FACET_WIDTH, "COLUMNS": 3, "YEARS": years})
    note = {
        "zh": "细线：各单位的中位数；浅色带：中间一半单位。",
        "en": "Thin line: median of the units; band: their middle half.",
    }[chosen.lang]
    if chosen.issuers:
        heavy = {"zh": "粗线：{}及其 95% 区间。", "en": " Heavy line: {} with 95 % intervals."}
        note += heavy[chosen.lang].format(chosen.issuers[0])
    return {**spec, "datasets": {"rows": rows}}, note


def heatmap_plot(chosen: Chosen) -> Made:
    """Units by paths; a cell without a value is hollow with a cross, a zero says 0."""
    best = chosen.panel.filter(pl.col("path") == "composite").sort(
        ["value", "label"], descending=[True, False], nulls_last=True
    )
    labels = best["label"].head(chosen.top).to_list()
    rows = [
        {"label": label, "path": chosen.names[path], "value": value, "status": status}
        for label, path, value, status in chosen.panel.filter(pl.col("label").is_in(labels))
        .select("label", "path", "value", "status")
        .iter_rows()
    ]
    paths = [name for name in chosen.names.values() if any(row["path"] == name for row in rows)]
    x = {
        "field": "path", "type": "nominal", "sort": paths, "title": None,
        "axis": {"orient": "top", "labelAngle": -40, "labelAlign": "left", "labelLimit": 240,
                 "domain": False, "ticks": False},
    }  # fmt: skip
    y = {
        "field": "label", "type": "nominal", "sort": labels, "title": None,
        "axis": {"domain": False, "ticks": False, "labelLimit": 260},
    }  # fmt: skip
    colour = {
        "field": "value", "type": "quantitative", "title": "VALUE",
        "scale": {"type": "sqrt", "range": list(RAMP)},
        "legend": {"format": "FORMAT", "orient": "bottom", "gradientLength": 220, "tickCount": 4},
    }  # fmt: skip
    mark = {"type": "text", "fontSize": 10, "color": "SOFT"}
    spec = {
        "$schema": SCHEMA,
        "data": {"name": "rows"},
        "width": {"step": 40},
        "height": {"step": 20},
        "encoding": {"x": x, "y": y},
        "layer": [
            {
                "transform": [{"filter": "isValid(datum.value)"}],
                "mark": {"type": "rect", "stroke": "PAPER"},
                "encoding": {"color": colour},
            },
            {
                "transform": [{"filter": "!isValid(datum.value)"}],
                "mark": {"type": "rect", "fill": "PAPER", "stroke": "LINE"},
            },
            {
                "transform": [{"filter": "!isValid(datum.value)"}],
                "mark": mark,
                "encoding": {"text": {"value": "×"}},
            },
            {
                "transform": [{"filter": "datum.value === 0"}],
                "mark": mark,
                "encoding": {"text": {"value": "0"}},
            },
        ],
        "datasets": {"rows": rows},
    }
    note = {
        "zh": "按综合值排序；×：没有数值；0：读过而未提及。显示 {} / {} 个单位。",
        "en": "Sorted by the composite; ×: no value, 0: looked for and not mentioned. "
        "The first {} of {} units.",
    }[chosen.lang].format(len(labels), best.height)
    return spec, note


def radar_plot(chosen: Chosen) -> Made:
    """The paths around a centre: the median of the sample, and issuers in their latest year."""
    paths = [path for path in chosen.names if path != "composite"]
    panel = chosen.panel.filter(pl.col("path").is_in(paths), pl.col("value").is_not_null())
    medians = dict(quartiles(panel, "path").select("path", "median").iter_rows())
    paths = [path for path in paths if path in medians]
    if len(paths) < 3:
        raise nothing("fewer than three paths have a value")
    shapes = {{"zh": "样本中位数", "en": "sample median"}[chosen.lang]: medians}
    for issuer in chosen.issuers:
        own = panel.filter(pl.col("issuer") == issuer).sort("year", "label", nulls_last=False)
        if not own.height:
            raise nothing(f"{issuer} has no value")
        latest = own.filter(pl.col("label") == own["label"][-1])
        shapes[str(latest["label"][0])] = dict(latest.select("path", "value").iter_rows())
    top = max(max(values.get(path, 0) for path in paths) for values in shapes.values()) or 1.0
    note = {
        "zh": "各轴从 0 到同一最大值。",
        "en": "Every axis runs from 0 to the same largest value.",
    }
    return _radar(paths, shapes, top, chosen), note[chosen.lang]


def _radar(
    paths: list[str], shapes: dict[str, dict[str, float]], top: float, chosen: Chosen
) -> dict[str, Any]:
    angles = [2 * pi * number / len(paths) for number in range(len(paths))]

    def closed(radii: list[float], **more: Any) -> list[dict[str, Any]]:
        points = [*zip(angles, radii, strict=True), (angles[0], radii[0])]
        return [
            {"x": r * sin(a), "y": r * cos(a), "order": n, **more}
            for n, (a, r) in enumerate(points)
        ]

    rings = [
        row for share in (0.25, 0.5, 0.75, 1.0) for row in closed([share] * len(paths), ring=share)
    ]
    rows = [
        {**row, "path": chosen.names[paths[row["order"] % len(paths)]],
         "value": values.get(paths[row["order"] % len(paths)], 0)}
        for name, values in shapes.items()
        for row in closed([values.get(path, 0) / top for path in paths], name=name)
    ]  # fmt: skip
    names = [
        {"x": 1.1 * sin(a), "y": 1.1 * cos(a), "path": chosen.names[path],
         "side": "left" if sin(a) > 0.05 else "right" if sin(a) < -0.05 else "center"}
        for a, path in zip(angles, paths, strict=True)
    ]  # fmt: skip
    marks = [{"x": 0.015, "y": share, "value": share * top} for share in (0.5, 1.0)]
    domain = {"domain": [-1.25, 1.25]}
    x = {"field": "x", "type": "quantitative", "axis": None, "scale": domain}
    y = {"field": "y", "type": "quantitative", "axis": None, "scale": domain}
    order = {"field": "order", "type": "quantitative"}
    title: dict[str, Any] = {
        "field": "name",
        "type": "nominal",
        "title": None,
        "sort": list(shapes),
    }
    tones = {
        **title,
        "scale": {"domain": list(shapes), "range": ["MIDDLE", "INK", "ACCENT", "MARK"]},
    }
    dashes = {
        **title,
        "scale": {"domain": list(shapes), "range": [[1, 0], [1, 0], [6, 3], [2, 2]]},
    }
    forms = {
        **title,
        "scale": {"domain": list(shapes), "range": ["circle", "square", "triangle-up", "diamond"]},
    }
    number = {"field": "value", "type": "quantitative", "format": "FORMAT"}
    text: dict[str, Any] = {"type": "text", "fontSize": 12, "limit": 210, "color": "INK"}
    sides: list[dict[str, Any]] = [
        {
            "data": {"name": "names"},
            "transform": [{"filter": f"datum.side === '{side}'"}],
            "mark": dict(text, align=side),
            "encoding": {"x": x, "y": y, "text": {"field": "path"}},
        }
        for side in ("left", "center", "right")
    ]
    return {
        "$schema": SCHEMA,
        "width": 420,
        "height": 420,
        "layer": [
            {
                "data": {"name": "rings"},
                "mark": {"type": "line", "color": "LINE", "strokeWidth": 1},
                "encoding": {"x": x, "y": y, "order": order,
                             "detail": {"field": "ring", "type": "nominal"}},
            },
            {
                "data": {"name": "rows"},
                "mark": {"type": "line", "strokeWidth": 2.2},
                "encoding": {"x": x, "y": y, "order": order, "color": tones,
                             "strokeDash": dashes},
            },
            {
                "data": {"name": "rows"},
                "mark": {"type": "point", "filled": True, "size": 36, "opacity": 1},
                "encoding": {"x": x, "y": y, "color": tones, "shape": forms},
            },
            *sides,
            {
                "data": {"name": "marks"},
                "mark": dict(text, fontSize=10, align="left", color="SOFT"),
                "encoding": {"x": x, "y": y,
                             "text": number},
            },
        ],
        "datasets": {"rings": rings, "rows": rows, "names": names, "marks": marks},
    }  # fmt: skip


def talk_walk_plot(chosen: Chosen) -> Made:
    """What units say and what they do, with the line of equality."""
    run = chosen.run
    paths = [path for path in chosen.names if path != "composite"]
    exposure = counted_sentences(run.counts)
    said = talk_and_walk(run.mentions, run.documents.collect(), exposure, paths)
    units = chosen.panel.filter(pl.col("path") == "composite", pl.col("value").is_not_null())
    joined = units.join(said, on="doc_id", how="inner").sort("label")
    if not joined.height:
        raise nothing("no unit has counted sentences")
    rows = [
        {"label": label, "talk": talk / counted, "walk": walk / counted,
         "chosen": issuer in chosen.issuers,
         "named": issuer in chosen.issuers or joined.height <= _NAMED}
        for label, issuer, talk, walk, counted in joined.select(
            "label", "issuer", "talk", "walk", "counted"
        ).iter_rows()
    ]  # fmt: skip
    most = max(max(min(row["talk"], row["walk"]) for row in rows) * 1.15, 0.01)
    spec = {**talk_walk(WORDS[chosen.lang]), "width": 520, "height": 380}
    spec["layer"] = [
        {key: part for key, part in layer.items() if key != "params"} for layer in spec["layer"]
    ]
    data = {"rows": rows, "diagonal": [{"at": 0}, {"at": most}]}
    note = {
        "zh": "言：背景与计划句（不论主体）；行：自身行动与成果句；均为占全部句子的比例，"
        "只计肯定句。虚线：二者相等。",
        "en": "Talk: background and plans of whoever acts; walk: the issuer's own actions and "
        "achievements; shares of all sentences, affirmed only. Dashed: equality.",
    }[chosen.lang]
    return {**spec, "datasets": data}, note
