"""Options of panels that are written as text: years, columns, and files that are read first."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from nqp_text.outputs import Run

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
        from nqp_text.validation.evaluation_file import read_evaluation

        found["evaluation"] = read_evaluation(evaluation).cells
    return found


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
