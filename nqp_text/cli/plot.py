"""``nqp plot``: a chart of a run, fit for a paper."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nqp_text.cli.choices import one_of

if TYPE_CHECKING:
    from nqp_text.outputs.charts import Plot

RELIABILITY = "reliability"


def plot(
    run: Annotated[
        Path,
        typer.Argument(help="Run folder; for reliability, evaluation-METHOD.json of nqp evaluate."),
    ],
    kind: Annotated[
        str,
        typer.Option("--kind", "-k", help="trend, heatmap, radar, talk-walk or reliability."),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="File: .svg, .png, .html or .json.")],
    by: Annotated[
        str, typer.Option("--by", help="Unit: document, firm-year or issuer-year (governments).")
    ] = "document",
    measure: Annotated[str, typer.Option("--measure", help="See nqp index.")] = "share_listed",
    scope: Annotated[str, typer.Option("--scope", help="See nqp index.")] = "attention",
    sample: Annotated[
        str,
        typer.Option(
            "--sample",
            help="Kind and language, such as firm:zh; their levels cannot be pooled.",
            show_default="the largest",
        ),
    ] = "",
    firm: Annotated[
        list[str] | None,
        typer.Option("--firm", help="Code or name of a firm or government; up to three times."),
    ] = None,
    top: Annotated[int, typer.Option("--top", help="heatmap: number of units.", min=1)] = 40,
    lang: Annotated[str, typer.Option("--lang", help="Language of the labels: zh or en.")] = "en",
) -> None:
    """Draw one chart and print what its caption has to say.

    SVG and PNG need the extra plots; HTML and JSON (the Vega-Lite specification) need nothing.
    """
    from nqp_text.outputs.charts import KINDS, LANGUAGES, PLOT_FORMATS, make_plot, write_plot

    one_of(kind, KINDS, "--kind")
    one_of(lang, LANGUAGES, "--lang")
    one_of(out.suffix.lower(), PLOT_FORMATS, "--out")
    if kind == RELIABILITY:
        made = _reliability(run, lang)
    else:
        from nqp_text import index as panels
        from nqp_text.index import MEASURES, SCOPES, UNITS
        from nqp_text.outputs import load_run

        options: dict[str, Any] = {
            "by": one_of(by, UNITS, "--by"),
            "measure": one_of(measure, MEASURES, "--measure"),
            "scope": one_of(scope, SCOPES, "--scope"),
        }
        loaded = load_run(run, panels=panels)
        made = make_plot(
            loaded, kind, sample=sample, issuers=tuple(firm or ()), top=top, lang=lang, **options
        )
    file = write_plot(made, out)
    typer.echo(f"Written: {file}")
    typer.echo(f"Caption: {made.caption}")


def _reliability(file: Path, lang: str) -> Plot:
    from nqp_text.errors import RunFolderError
    from nqp_text.outputs.charts import plot_reliability

    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        cells = content["calibration"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunFolderError(
            "The file is no evaluation.",
            where=str(file),
            fix="Give evaluation-METHOD.json out of the folder that  nqp evaluate --out  wrote.",
        ) from error
    return plot_reliability(cells, lang=lang)
