"""How charts look: one hue, told apart by lightness and shape, so that grey prints say the same."""

from __future__ import annotations

from typing import Any

LANGUAGES = ("zh", "en")

FONT = (
    "'Source Han Sans SC','Noto Sans CJK SC','Noto Sans SC','PingFang SC','Hiragino Sans GB',"
    "'Microsoft YaHei','WenQuanYi Micro Hei','Helvetica Neue',Arial,sans-serif"
)
"""Chinese fonts of Linux, macOS and Windows; a system without any shows boxes (docs/plots.md)."""

LIGHT = {
    "ink": "#1d2730", "soft": "#5d6b76", "line": "#d5dade", "paper": "#ffffff",
    "accent": "#14507a", "middle": "#7fa6c4", "pale": "#cfdde8", "mark": "#b3541e",
}  # fmt: skip
DARK = {
    "ink": "#e6eaed", "soft": "#9eabb5", "line": "#3a464f", "paper": "#171d22",
    "accent": "#7db9e8", "middle": "#4f7c9f", "pale": "#2c4456", "mark": "#f0a36b",
}  # fmt: skip
RAMP = ("#f2f6f9", "#cfdfeb", "#9dbfd8", "#5f95bd", "#2f6c9b", "#123f66")
"""Light to dark, even steps of lightness."""


def colours(*, dark: bool = False) -> dict[str, str]:
    """The colours by role, in capital letters as specifications name them."""
    return {role.upper(): colour for role, colour in (DARK if dark else LIGHT).items()}


def config(*, dark: bool = False) -> dict[str, Any]:
    """A Vega-Lite ``config``: quiet axes, thin grid, the colours by role."""
    tones = DARK if dark else LIGHT
    title = {"color": tones["ink"], "font": FONT, "fontWeight": 500}
    return {
        "background": None,
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            "labelColor": tones["soft"], "titleColor": tones["soft"], "titleFontWeight": 400,
            "gridColor": tones["line"], "gridOpacity": 0.6, "domainColor": tones["line"],
            "tickColor": tones["line"], "labelFontSize": 12, "titleFontSize": 12,
            "labelLimit": 260, "titlePadding": 10,
        },
        "legend": {
            "labelColor": tones["ink"], "titleColor": tones["soft"], "titleFontWeight": 400,
            "labelFontSize": 12, "titleFontSize": 12, "orient": "top", "labelLimit": 300,
            "titleLimit": 400,
        },
        "header": {
            "labelColor": tones["ink"], "labelFontSize": 13, "labelFontWeight": 500,
            "labelAnchor": "start", "titleColor": tones["soft"],
        },
        "title": {**title, "fontSize": 15, "anchor": "start", "offset": 14,
                  "subtitleColor": tones["soft"], "subtitleFontSize": 12},
        "text": {"color": tones["ink"], "font": FONT, "fontSize": 12},
        "rule": {"color": tones["soft"]},
        "tick": {"color": tones["ink"]},
    }  # fmt: skip
