"""``nqp index``: a panel of indices from a run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from nqp_text.cli.choices import one_of


def index(
    run: Annotated[Path, typer.Argument(help="Run folder that nqp scan wrote.")],
    by: Annotated[
        str, typer.Option("--by", help="Unit: document, firm-year or issuer-year (governments).")
    ] = "document",
    measure: Annotated[
        str,
        typer.Option(
            "--measure",
            help="share_listed, share, per_10k, count, ln1p, terms, ln1p_terms, terms_per_10k.",
        ),
    ] = "share_listed",
    scope: Annotated[
        str, typer.Option("--scope", help="attention, own, substantive or implementation.")
    ] = "attention",
    weights: Annotated[
        str, typer.Option("--weights", help="equal, or a CSV file with the columns node,weight.")
    ] = "equal",
    min_chars: Annotated[
        int,
        typer.Option(
            "--min-chars",
            help="A shorter text (Chinese characters plus Latin words) gets no value.",
            min=1,
        ),
    ] = 200,
    facets: Annotated[
        bool, typer.Option("--facets", help="Add the nodes that are no paths of the index.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Write the long panel: .csv, .parquet or .jsonl."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print every cell as JSON.")] = False,
) -> None:
    """Compute an index per document, firm-year or issuer-year.

    A value that could not be observed is left empty and its status says why; it is never zero.
    Other measures and scopes than those of index.csv are computed from the same counts.
    """
    from nqp_text import index as panels
    from nqp_text.cli.panel_table import show_panel
    from nqp_text.index import MEASURES, SCOPES, UNITS
    from nqp_text.outputs import export_panel, load_run

    one_of(by, UNITS, "--by")
    one_of(measure, MEASURES, "--measure")
    one_of(scope, SCOPES, "--scope")
    loaded = load_run(run, panels=panels)
    options: dict[str, Any] = {
        "by": by,
        "weights": weights,
        "min_chars": min_chars,
        "facets": facets,
    }
    panel = loaded.panel(measure=measure, scope=scope, **options)
    written = None
    if out:
        written = export_panel(loaded, out, measures=[measure], scopes=[scope], **options)
    if as_json:
        typer.echo(json.dumps(panel.to_dicts(), ensure_ascii=False))
        return
    show_panel(panel, weights)
    if written:
        typer.echo(f"Written: {written.file} ({written.rows} rows), {written.codebook}", err=True)
