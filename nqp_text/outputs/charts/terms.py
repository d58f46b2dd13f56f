"""The chart of sensitivity: the terms that carry each path, and the order without them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from nqp_text.outputs.charts.plot_data import nothing
from nqp_text.outputs.charts.report_charts import SCHEMA

_WORDS = {
    "zh": {
        "lost": "去掉该词后失去的份额",
        "rank": "去掉后排序相关",
        "note": "条形：去掉一个词后，该路径失去的份额；数字：去掉前后各单位排序的斯皮尔曼相关。",
    },
    "en": {
        "lost": "share lost without the term",
        "rank": "rank correlation without it",
        "note": "Bars: what a path loses without a term. Numbers: Spearman's rank correlation of "
        "the units with and without it.",
    },
}


def terms_chart(
    terms: pl.DataFrame, names: Mapping[str, str], top: int, lang: str
) -> tuple[dict[str, Any], str]:
    """One small bar chart per path of its ``top`` terms; ``terms`` as ``contributions`` gives."""
    words = _WORDS[lang]
    shown = terms.filter(pl.col("lost") > 0).group_by("path", maintain_order=True).head(top)
    rows = [
        {
            "path": names.get(row["path"], row["path"]),
            "term": row["term"],
            "lost": row["lost_share"],
            "rank": "–" if row["rank_correlation"] is None else f"{row['rank_correlation']:.3f}",
        }
        for row in shown.to_dicts()
    ]
    if not rows:
        raise nothing("no term carries any path, as of a run without a lexicon")
    y = {"field": "term", "type": "nominal", "title": None, "sort": {"field": "lost",
         "order": "descending"}}  # fmt: skip
    x = {"field": "lost", "type": "quantitative", "title": words["lost"],
         "axis": {"format": "~%", "tickCount": 4}}  # fmt: skip
    layers = [
        {"mark": {"type": "bar", "color": "MIDDLE"}, "encoding": {"x": x, "y": y}},
        {
            "mark": {"type": "text", "align": "left", "dx": 4, "color": "INK"},
            "encoding": {"x": x, "y": y, "text": {"field": "rank", "type": "nominal"}},
        },
    ]
    spec = {
        "$schema": SCHEMA,
        "data": {"values": rows},
        "facet": {"field": "path", "type": "nominal", "title": None,
                  "sort": list(dict.fromkeys(row["path"] for row in rows))},
        "columns": 3,
        "spec": {"width": 190, "height": {"step": 18}, "layer": layers},
        "resolve": {"scale": {"y": "independent"}},
    }  # fmt: skip
    return spec, words["note"]
