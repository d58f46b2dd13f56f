"""A chart as a file: SVG and PNG through vl-convert, a page that opens offline, or its spec."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nqp_text.errors import MissingExtraError, RunFolderError
from nqp_text.outputs.atomic import replacing
from nqp_text.outputs.charts.bundle import vega_bundle
from nqp_text.outputs.charts.plot import Plot

PNG_SCALE = 3
"""Pixels per point: 216 dots an inch at the size drawn."""

_PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:">
<title>nqp-text</title></head>
<body><div id="chart"></div><p id="caption"></p>
<script>{bundle}</script>
<script type="application/json" id="spec">{spec}</script>
<script>
const given = JSON.parse(document.getElementById("spec").textContent);
document.getElementById("caption").textContent = given.caption;
vegaEmbed("#chart", given.spec, {{mode: "vega-lite", ast: true, renderer: "svg",
  actions: {{export: true, source: false, compiled: false, editor: false}}}});
</script></body></html>
"""  # noqa: E501


def write_plot(plot: Plot, target: Path) -> Path:
    """Write the chart; the suffix decides the format. SVG and PNG need the extra ``plots``."""
    suffix = target.suffix.lower()
    if suffix not in PLOT_FORMATS:
        raise RunFolderError(
            f"There is no chart as {suffix or 'a file without suffix'!r}.",
            where=str(target),
            fix=f"End the name of the file in {', '.join(PLOT_FORMATS)}.",
        )
    content = PLOT_FORMATS[suffix](plot)
    with replacing(target) as temporary:
        temporary.write_bytes(content)
    return target


def as_svg(plot: Plot) -> bytes:
    """Vector graphics whose text is text, set in the fonts that the reader's system has."""
    text: str = _converter().vegalite_to_svg(plot.spec)
    return text.encode("utf-8")


def as_png(plot: Plot) -> bytes:
    """Pixels, drawn with the fonts of this system."""
    image: bytes = _converter().vegalite_to_png(plot.spec, scale=PNG_SCALE)
    return image


def as_page(plot: Plot) -> bytes:
    """A page that holds everything; it needs no extra and asks the network for nothing."""
    given = json.dumps({"spec": plot.spec, "caption": plot.caption}, ensure_ascii=True)
    # No text of a document can end the script block: "<" is spelled as an escape.
    given = given.replace("<", "\\u003c")
    return _PAGE.format(bundle=vega_bundle(), spec=given).encode("utf-8")


def as_spec(plot: Plot) -> bytes:
    """The Vega-Lite specification with its data, for changes of one's own."""
    return (json.dumps(plot.spec, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


PLOT_FORMATS: Mapping[str, Callable[[Plot], bytes]] = {
    ".svg": as_svg,
    ".png": as_png,
    ".html": as_page,
    ".json": as_spec,
}


def _converter() -> Any:
    if find_spec("vl_convert") is None:
        raise MissingExtraError("vl-convert-python", "plots")
    import vl_convert

    return vl_convert
