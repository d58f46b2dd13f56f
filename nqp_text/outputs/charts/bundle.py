"""The JavaScript of Vega, Vega-Lite and Vega-Embed that pages carry in them.

``assets/vega.min.js`` is what ``vl_convert.javascript_bundle()`` gives, kept here because
vl-convert takes 84 MB and a report must not need it; ``assets/README.md`` names versions and
licences.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def vega_bundle() -> str:
    """The script; it sets ``vega``, ``vegaLite`` and ``vegaEmbed`` on the window."""
    asset = files("nqp_text.outputs.charts").joinpath("assets", "vega.min.js")
    return asset.read_text(encoding="utf-8")
