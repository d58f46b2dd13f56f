"""``nqp methods``: the methods paragraph and the appendix of a paper, from a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nqp_text.cli.choices import one_of
from nqp_text.cli.panel_request import PanelRequest, usual_unit

if TYPE_CHECKING:
    from nqp_text.outputs import Run

MEASURES_SHOWN = ("share_listed",)
SCOPES_SHOWN = ("attention", "substantive")


def methods(
    run: Annotated[Path, typer.Argument(help="Run folder that nqp scan wrote.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Folder to write to.", show_default="methods in RUN"),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            help="Unit: document, firm-year or issuer-year (governments).",
            show_default="firm-year, or issuer-year where there are no firms",
        ),
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option("--measure", help="Repeatable.", show_default=", ".join(MEASURES_SHOWN)),
    ] = None,
    scope: Annotated[
        list[str] | None,
        typer.Option("--scope", help="Repeatable.", show_default=", ".join(SCOPES_SHOWN)),
    ] = None,
    weights: Annotated[
        str,
        typer.Option(
            "--weights", help="equal, entropy, pca, or a CSV file with the columns node,weight."
        ),
    ] = "equal",
    evaluation: Annotated[
        Path | None,
        typer.Option("--evaluation", help="File of nqp evaluate or nqp audit score."),
    ] = None,
    section: Annotated[
        str | None,
        typer.Option("--section", help="Only this part of what was counted, such as mdna."),
    ] = None,
) -> None:
    """Write the methods section and appendix tables with the numbers of this run.

    Four files: Chinese and English, Markdown and LaTeX. Check the references before you cite them.
    """
    from nqp_text import index as panels
    from nqp_text.index import MEASURES, SCOPES, UNITS
    from nqp_text.outputs import load_run
    from nqp_text.outputs.atomic import write_text

    if by is not None:
        one_of(by, UNITS, "--by")
    loaded = load_run(run, panels=panels)
    request = PanelRequest(
        by=by or usual_unit(loaded),
        measures=tuple(one_of(n, MEASURES, "--measure") for n in measure or MEASURES_SHOWN),
        scopes=tuple(one_of(n, SCOPES, "--scope") for n in scope or SCOPES_SHOWN),
        weights=weights,
        section=section,
        evaluation=str(evaluation) if evaluation else None,
    )
    folder = out or run / "methods"
    for name, text in methods_pages(loaded, request).items():
        write_text(folder / name, text)
        typer.echo(f"Written: {folder / name}")


def methods_pages(run: Run, request: PanelRequest) -> dict[str, str]:
    """The pages by their file names, for a run and the panel that a paper uses."""
    from nqp_text.outputs.methods import FORMATS, gather_facts, methods_page
    from nqp_text.outputs.methods.pages import LANGUAGES

    facts = gather_facts(
        run,
        measures=request.measures,
        scopes=request.scopes,
        judged=_record(request.evaluation),
        **request.options(run),
    )
    return {
        f"methods.{language}.{form}": methods_page(facts, language, form)
        for language in LANGUAGES
        for form in FORMATS
    }


def _record(file: str | None) -> dict[str, Any] | None:
    from nqp_text.validation.evaluation_file import as_record, read_evaluation

    return as_record(read_evaluation(Path(file))) if file else None
