"""``nqp index``: a panel of indices from a run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from nqp_text.cli.choices import one_of
from nqp_text.cli.index_options import panel_choices


def index(
    run: Annotated[Path, typer.Argument(help="Run folder that nqp scan wrote.")],
    by: Annotated[
        str, typer.Option("--by", help="Unit: document, firm-year or issuer-year (governments).")
    ] = "document",
    measure: Annotated[
        str,
        typer.Option(
            "--measure",
            help="share_listed, share, per_10k, per_10k_words, count, ln1p, terms, ln1p_terms, "
            "terms_per_10k, terms_per_10k_words, tfidf, expected_share, expected_count, breadth, "
            "new_share, talk_walk.",
        ),
    ] = "share_listed",
    scope: Annotated[
        str, typer.Option("--scope", help="attention, own, substantive or implementation.")
    ] = "attention",
    weights: Annotated[
        str,
        typer.Option(
            "--weights", help="equal, entropy, pca, or a CSV file with the columns node,weight."
        ),
    ] = "equal",
    weight_years: Annotated[
        str | None,
        typer.Option("--weight-years", help="Years that entropy and PCA learn from: 2012-2016."),
    ] = None,
    section: Annotated[
        str | None,
        typer.Option("--section", help="Only this part of what was counted, such as mdna."),
    ] = None,
    tables: Annotated[
        bool, typer.Option("--tables/--no-tables", help="Count tables, if the run did.")
    ] = True,
    winsorise: Annotated[
        float | None,
        typer.Option("--winsorise", help="Cut off this share at each end, by year: 0.01."),
    ] = None,
    standardise: Annotated[
        str | None,
        typer.Option("--standardise", help="z-scores within these columns: industry,year."),
    ] = None,
    groups: Annotated[
        Path | None,
        typer.Option(
            "--groups", help="CSV with firm_code, perhaps year, and columns such as industry."
        ),
    ] = None,
    base: Annotated[
        str | None, typer.Option("--base", help="Base years of tfidf: 2012-2016.")
    ] = None,
    evaluation: Annotated[
        Path | None,
        typer.Option("--evaluation", help="File of nqp evaluate: adds the tagger's errors."),
    ] = None,
    doubt: Annotated[
        float,
        typer.Option("--doubt", help="Probability that another author leaves out a term."),
    ] = 0.1,
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
    as_json: Annotated[
        bool, typer.Option("--json", help="Print cells and weights as JSON.")
    ] = False,
) -> None:
    """Compute an index per document, firm-year or issuer-year.

    A value that could not be observed is left empty and its status says why; it is never zero.
    Other measures and scopes than those of index.csv are computed from the same counts.
    """
    from nqp_text import index as panels
    from nqp_text.cli.panel_table import show_panel, show_weights
    from nqp_text.index import MEASURES, SCOPES, UNITS
    from nqp_text.outputs import export_panel, load_run

    one_of(by, UNITS, "--by")
    one_of(measure, MEASURES, "--measure")
    one_of(scope, SCOPES, "--scope")
    loaded = load_run(run, panels=panels)
    options: dict[str, Any] = {
        "by": by,
        "weights": weights,
        "section": section,
        "tables": tables,
        "winsorise": winsorise,
        "doubt": doubt,
        "min_chars": min_chars,
        "facets": facets,
        **panel_choices(loaded, weight_years, standardise, groups, base, evaluation),
    }
    panel = loaded.weighed_panel(measure=measure, scope=scope, **options)
    written = None
    if out:
        written = export_panel(loaded, out, measures=[measure], scopes=[scope], **options)
    if as_json:
        typer.echo(json.dumps(panel.frame.to_dicts(), ensure_ascii=False))
        return
    show_panel(panel.frame, panel.weighting.scheme)
    show_weights(panel.weighting)
    for note in panel.notes:
        typer.echo(note, err=True)
    if written:
        typer.echo(f"Written: {written.file} ({written.rows} rows), {written.codebook}", err=True)
