"""``nqp export``: a run, or a part of it, as one file that researchers open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nqp_text.cli.choices import one_of
from nqp_text.cli.panel_request import WIDE_MEASURES, WIDE_SCOPES, PanelRequest, usual_unit

if TYPE_CHECKING:
    from nqp_text.outputs import Exported, Run

FOR_STATISTICS = (".dta", ".xlsx")
"""Formats whose panel is wide and by firm-year unless asked otherwise."""


def export(
    run: Annotated[Path, typer.Argument(help="Run folder that nqp scan wrote.")],
    file: Annotated[
        Path,
        typer.Argument(help="File to write: .csv, .xlsx, .dta, .parquet, .jsonl; bundles: .zip."),
    ],
    what: Annotated[
        str,
        typer.Option("--what", help="panel, mentions, documents, counts or nominations."),
    ] = "panel",
    bundle: Annotated[
        bool, typer.Option("--bundle", help="Write all that a replication needs, as .zip.")
    ] = False,
    with_text: Annotated[
        bool, typer.Option("--with-text", help="Bundle: include the sentences of the documents.")
    ] = False,
    wide: Annotated[
        bool | None,
        typer.Option(
            "--wide/--long",
            help="Panel: one row per unit, or one per unit and path.",
            show_default="long; wide for .dta and .xlsx",
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            help="Unit: document, firm-year or issuer-year (governments).",
            show_default="document; firm-year or issuer-year for .dta, .xlsx and bundles",
        ),
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(
            "--measure",
            help="Repeatable; see nqp index --help.",
            show_default=", ".join(WIDE_MEASURES),
        ),
    ] = None,
    scope: Annotated[
        list[str] | None,
        typer.Option(
            "--scope",
            help="Repeatable; see nqp index --help.",
            show_default=", ".join(WIDE_SCOPES),
        ),
    ] = None,
    errors: Annotated[
        bool, typer.Option("--errors", help="Wide: add standard errors and intervals.")
    ] = False,
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
        typer.Option("--groups", help="CSV with the columns of --standardise by firm_code, year."),
    ] = None,
    base: Annotated[
        str | None, typer.Option("--base", help="Base years of tfidf: 2012-2016.")
    ] = None,
    evaluation: Annotated[
        Path | None,
        typer.Option("--evaluation", help="File of nqp evaluate: adds the tagger's errors."),
    ] = None,
    min_chars: Annotated[
        int,
        typer.Option(
            "--min-chars",
            help="A shorter text (Chinese characters plus Latin words) gets no value.",
            min=1,
        ),
    ] = 200,
    join: Annotated[
        list[Path] | None,
        typer.Option(
            "--join", help="CSV with firm codes, perhaps years, and columns to add; repeatable."
        ),
    ] = None,
    code_history: Annotated[
        Path | None,
        typer.Option("--code-history", help="CSV old_code,new_code: firms that changed theirs."),
    ] = None,
    labels: Annotated[
        str, typer.Option("--labels", help="Language of Stata's labels: zh or en.")
    ] = "zh",
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written.")] = False,
) -> None:
    """Write a panel or a table of the run to one file, with a codebook beside it.

    CSV is UTF-8 with BOM; text that a spreadsheet would take for a formula gets an apostrophe.
    A .dta comes with a do-file; an .xlsx holds the codebook, the lexicon, the sentences behind the
    numbers and the documents that were not read. --join reports what did not match.
    """
    from nqp_text import index as panels
    from nqp_text.index import MEASURES, SCOPES, UNITS
    from nqp_text.outputs import EXPORTABLE, LABEL_LANGUAGES, export_panel, export_table, load_run

    one_of(what, EXPORTABLE, "--what")
    one_of(labels, LABEL_LANGUAGES, "--labels")
    if by is not None:
        one_of(by, UNITS, "--by")
    loaded = load_run(run, panels=panels)
    suffix = file.suffix.lower()
    statistics = suffix in FOR_STATISTICS
    request = PanelRequest(
        by=by or (usual_unit(loaded) if statistics or bundle else "document"),
        measures=tuple(one_of(n, MEASURES, "--measure") for n in measure or WIDE_MEASURES),
        scopes=tuple(one_of(n, SCOPES, "--scope") for n in scope or WIDE_SCOPES),
        weights=weights,
        weight_years=weight_years,
        section=section,
        winsorise=winsorise,
        standardise=standardise,
        groups=str(groups) if groups else None,
        base=base,
        evaluation=str(evaluation) if evaluation else None,
        min_chars=min_chars,
        join=tuple(map(str, join or ())),
        code_history=str(code_history) if code_history else None,
    )
    if bundle or suffix == ".zip":
        from nqp_text.cli.bundle import bundle_run

        bundle_run(loaded, file, request, with_text=with_text, as_json=as_json)
        return
    if what == "panel":
        written = export_panel(
            loaded,
            file,
            shape="wide" if (statistics if wide is None else wide) else "long",
            measures=request.measures,
            scopes=request.scopes,
            extras=request.extras(loaded),
            labels=labels,
            errors=errors,
            sheets=_lexicon_sheet(loaded) if suffix == ".xlsx" else (),
            **request.options(loaded),
        )
    else:
        written = export_table(loaded, file, what, labels=labels)
    if as_json:
        typer.echo(json.dumps(_summary(written), ensure_ascii=False))
    else:
        _show(written)


def _lexicon_sheet(run: Run) -> list[Any]:
    from nqp_text.outputs.dressing import Sheet
    from nqp_text.pipeline.dictionary import lexicon_frame

    found = lexicon_frame(run.manifest)
    if found.warning:
        typer.echo(found.warning, err=True)
    return [Sheet("lexicon", found.frame)]


def _summary(written: Exported) -> dict[str, object]:
    return {
        "file": str(written.file),
        "codebook": str(written.codebook),
        "rows": written.rows,
        "columns": written.columns,
        "unmatched": str(written.unmatched) if written.unmatched else None,
        "notes": list(written.notes),
    }


def _show(written: Exported) -> None:
    typer.echo(f"Written: {written.file} ({written.rows} rows, {written.columns} columns)")
    typer.echo(f"Codebook: {written.codebook}")
    for note in written.notes:
        typer.echo(note, err=True)
    if written.unmatched:
        typer.echo(f"What did not match: {written.unmatched}", err=True)
