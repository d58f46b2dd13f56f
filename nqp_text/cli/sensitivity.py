"""``nqp sensitivity``: how much an index hangs on single terms and on choices."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nqp_text.cli.choices import one_of
from nqp_text.cli.panel_table import print_rows

if TYPE_CHECKING:
    import polars as pl

    from nqp_text.index import Sensitivity
    from nqp_text.outputs import Run

TABLES = ("terms", "groups", "choices", "nested")


def sensitivity(
    run: Annotated[Path, typer.Argument(help="Run folder that nqp scan wrote.")],
    by: Annotated[
        str, typer.Option("--by", help="Unit: document, firm-year or issuer-year (governments).")
    ] = "document",
    measure: Annotated[
        str, typer.Option("--measure", help="A count of terms or sentences; see nqp index.")
    ] = "share_listed",
    scope: Annotated[
        str, typer.Option("--scope", help="attention, own, substantive or implementation.")
    ] = "attention",
    against: Annotated[
        list[Path] | None,
        typer.Option("--against", help="Another run over the same files, such as by a classifier."),
    ] = None,
    top: Annotated[
        int, typer.Option("--top", help="Terms of each path to show and to draw.", min=1)
    ] = 5,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Folder for the tables as CSV: terms, groups, ..."),
    ] = None,
    chart: Annotated[
        Path | None, typer.Option("--plot", help="File of the chart: .svg, .png, .html or .json.")
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help="Language of the chart: zh or en.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print all tables as JSON.")] = False,
) -> None:
    """Which terms carry each path, and what the order of the units owes to them and to choices.

    Terms: what is lost without each, and the rank correlation of the units with and without it.
    Groups: the same for all terms of one source of the lexicon. Choices: the rank correlation
    with other measures, scopes, weights, the management discussion alone, ambiguous terms counted,
    and other runs. Nested: how much a plain search would count twice.
    """
    from nqp_text import index as panels
    from nqp_text.index import MEASURES, SCOPES, UNITS
    from nqp_text.outputs import load_run

    one_of(by, UNITS, "--by")
    one_of(measure, MEASURES, "--measure")
    one_of(scope, SCOPES, "--scope")
    loaded = load_run(run, panels=panels)
    others = {str(other): load_run(other, panels=panels).tables() for other in against or ()}
    found: Sensitivity = loaded.sensitivity(
        by=by, measure=measure, scope=scope, others=others, **_lexicon_of(loaded)
    )
    tables = {name: getattr(found, name) for name in TABLES}
    if out:
        _write(out, tables)
    if chart:
        _draw(found.terms, chart, top, lang)
    if as_json:
        typer.echo(json.dumps({n: t.to_dicts() for n, t in tables.items()}, ensure_ascii=False))
        return
    _show(found, top)


def _lexicon_of(run: Run) -> dict[str, Any]:
    """Groups of terms by their source, and all terms by node, of the lexicon of the run."""
    from nqp_text.tagging.lexicon import load_lexicon

    files = [Path(name) for name in run.manifest.get("settings", {}).get("lexicons", ())]
    here = all(file.is_file() for file in files)
    lexicon = load_lexicon(files) if here else None
    if lexicon is None or lexicon.hash != run.manifest.get("lexicon", {}).get("hash"):
        typer.echo(
            "The lexicon of the run is not here or has changed: no groups by source.", err=True
        )
        return {}
    terms: dict[str, list[str]] = {}
    for term in lexicon.terms:
        terms.setdefault(term.node, []).append(term.term)
    groups = {
        (term.node, term.term): term.source.split(";")[0].split("/")[0] or "unknown"
        for term in lexicon.terms
    }
    return {"lexicon": terms, "groups": groups}


def _write(folder: Path, tables: dict[str, pl.DataFrame]) -> None:
    from nqp_text.outputs.csv_files import write_csv

    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        write_csv(folder / f"{name}.csv", [table], table.schema)
    typer.echo(f"Written: {folder} ({', '.join(f'{name}.csv' for name in tables)})", err=True)


def _draw(terms: pl.DataFrame, file: Path, top: int, lang: str) -> None:
    from nqp_text.outputs.charts import plot_terms, write_plot

    made = plot_terms(terms, top=top, lang=lang)
    typer.echo(f"Written: {write_plot(made, file)}", err=True)
    typer.echo(f"Caption: {made.caption}", err=True)


def _show(found: Sensitivity, top: int) -> None:
    """The head of every table."""
    terms = found.terms.group_by("path", maintain_order=True).head(top)
    large = found.groups.filter(found.groups["lost_share"] >= 0.05)
    parts = {
        "Terms that carry each path": terms,
        "Groups of terms by source, from 5 % of a path on": large,
        "Other choices": found.choices,
        "Terms inside terms": found.nested,
    }
    for title, table in parts.items():
        if table.height:
            typer.echo(f"{title}:")
            print_rows(table)
            typer.echo("")
