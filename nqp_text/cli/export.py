"""``nqp export``: a run, or a part of it, as one file that researchers open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nqp_text.cli.choices import one_of

if TYPE_CHECKING:
    from nqp_text.outputs import Exported, Run
    from nqp_text.outputs.panel_facts import Extras

WIDE_MEASURES = ("share_listed", "per_10k", "ln1p")
WIDE_SCOPES = ("attention", "substantive", "implementation")
FOR_STATISTICS = (".dta", ".xlsx")
"""Formats whose panel is wide and by firm-year unless asked otherwise."""


def export(
    run: Annotated[Path, typer.Argument(help="Run folder that nqp scan wrote.")],
    file: Annotated[
        Path, typer.Argument(help="File to write: .csv, .xlsx, .dta, .parquet or .jsonl.")
    ],
    what: Annotated[
        str,
        typer.Option("--what", help="panel, mentions, documents, counts or nominations."),
    ] = "panel",
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
            show_default="document; firm-year or issuer-year for .dta and .xlsx",
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
    weights: Annotated[
        str,
        typer.Option(
            "--weights", help="equal, entropy, pca, or a CSV file with the columns node,weight."
        ),
    ] = "equal",
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
    measures = [one_of(name, MEASURES, "--measure") for name in measure or WIDE_MEASURES]
    scopes = [one_of(name, SCOPES, "--scope") for name in scope or WIDE_SCOPES]
    loaded = load_run(run, panels=panels)
    if what == "panel":
        statistics = file.suffix.lower() in FOR_STATISTICS
        options: dict[str, Any] = {
            "by": by or (usual_unit(loaded) if statistics else "document"),
            "weights": weights,
            "min_chars": min_chars,
        }
        written = export_panel(
            loaded,
            file,
            shape="wide" if (statistics if wide is None else wide) else "long",
            measures=measures,
            scopes=scopes,
            extras=read_extras(loaded, join or [], code_history),
            labels=labels,
            sheets=_lexicon_sheet(loaded) if file.suffix.lower() == ".xlsx" else (),
            **options,
        )
    else:
        written = export_table(loaded, file, what, labels=labels)
    if as_json:
        typer.echo(json.dumps(_summary(written), ensure_ascii=False))
    else:
        _show(written)


def usual_unit(run: Run) -> str:
    """firm-year where there are primary reports of firms, else issuer-year, else document."""
    import polars as pl

    primary = run.documents.filter(pl.col("is_primary")).select("kind").collect()["kind"]
    kinds = set(primary)
    return "firm-year" if "firm" in kinds else "issuer-year" if "gov" in kinds else "document"


def read_extras(run: Run, join: list[Path], code_history: Path | None) -> Extras:
    """The tables to join, read with the codes of the run in mind."""
    from nqp_text.firms import CodeHistory, read_history, read_user_table
    from nqp_text.outputs.panel_facts import Extras

    history = read_history(code_history) if code_history else CodeHistory()
    known = set(run.documents.select("firm_code").collect()["firm_code"])
    known |= set(history.changes) | set(history.changes.values())
    return Extras(tuple(read_user_table(file, known) for file in join), history)


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
