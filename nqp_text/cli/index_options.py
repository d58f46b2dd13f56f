"""Options of panels that are written as text: years, columns, and files that are read first."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from nqp_text.outputs import Run
    from nqp_text.records import NodeErrors

_YEARS = re.compile(r"(\d{4})(?:[-:](\d{4}))?")


def panel_choices(
    run: Run,
    weight_years: str | None,
    standardise: str | None,
    groups: Path | None,
    base: str | None,
    evaluation: Path | None,
) -> dict[str, Any]:
    """The options of a panel that these texts and files stand for; says what did not match."""
    found: dict[str, Any] = {
        "weight_years": years(weight_years, "--weight-years"),
        "base": years(base, "--base"),
        "standardise": [part.strip() for part in (standardise or "").split(",") if part.strip()],
    }
    if groups:
        from nqp_text.index import read_groups
        from nqp_text.index.groups import unmatched

        found["groups"] = read_groups(groups)
        missing = unmatched(run.documents.collect(), found["groups"])
        if missing.height:
            names = ", ".join(" ".join(map(str, row)) for row in missing.head(5).iter_rows())
            typer.echo(
                f"{groups.name} lacks {missing.height} of the firm-years in the run: {names}"
                f"{', ...' if missing.height > 5 else ''}.",
                err=True,
            )
    if evaluation:
        found["evaluation"] = _errors_of(evaluation, run)
    return found


def _errors_of(file: Path, run: Run) -> tuple[NodeErrors, ...]:
    """The cells of an evaluation of the method, lexicon and taxonomy that the run was made with."""
    from nqp_text.errors import MeasureError
    from nqp_text.validation.evaluation_file import read_evaluation

    evaluation = read_evaluation(file)
    manifest = run.manifest
    made_with = {
        "method": manifest.get("settings", {}).get("method"),
        "lexicon": manifest.get("lexicon", {}).get("hash"),
        "taxonomy": manifest.get("taxonomy", {}).get("hash"),
    }
    for name, made in made_with.items():
        judged = getattr(evaluation, name)
        if made and judged and made != judged:
            raise MeasureError(
                f"The evaluation judges another {name} than that of the run: "
                f"{judged[:12]}, not {made[:12]}.",
                where=str(file),
                fix="Evaluate again with the settings of the run, or scan again.",
            )
    if not evaluation.weighted:
        typer.echo(
            "The evaluation is not weighted. Its rates hold for the run only if its sentences "
            "were drawn at random from texts like these; see nqp audit sample.",
            err=True,
        )
    return evaluation.cells


def years(text: str | None, option: str) -> tuple[int, int] | None:
    """``2012-2016`` as first and last year; one year is both."""
    if not text:
        return None
    match = _YEARS.fullmatch(text.strip())
    if not match:
        raise typer.BadParameter(
            f"{text!r} is no range of years such as 2012-2016", param_hint=option
        )
    return int(match[1]), int(match[2] or match[1])
