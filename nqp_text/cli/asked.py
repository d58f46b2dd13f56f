"""What a scan is asked to do: the options, and what the run folder remembers of an earlier call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import typer

from nqp_text.pipeline.folder import Mode
from nqp_text.pipeline.plan import is_begun, planned_sources, read_plan
from nqp_text.settings import Settings, load_settings


def mode_of(*, resume: bool, fresh: bool, retry_failed: bool) -> Mode:
    """What becomes of a run that is in the folder; exits with 2 for a contradiction."""
    if fresh and (resume or retry_failed):
        other = "--resume" if resume else "--retry-failed"
        raise typer.BadParameter(f"{other} and --fresh exclude each other", param_hint=other)
    return "retry" if retry_failed else "resume" if resume else "fresh" if fresh else "new"


@dataclass(frozen=True, slots=True)
class Asked:
    """Sources, run folder, mode and settings of one call."""

    sources: tuple[str, ...]
    out: Path
    mode: Mode
    settings: Settings

    @classmethod
    def of(
        cls,
        sources: Sequence[str] | None,
        out: Path,
        mode: Mode,
        options: Mapping[str, object],
        settings_file: Path | None,
    ) -> Asked:
        """The call with what is not given taken from the run that it goes on with.

        A settings file replaces the remembered settings; options go before both.
        """
        going_on = mode in ("resume", "retry")
        if not sources and not going_on:
            raise typer.BadParameter("name files or folders to scan", param_hint="SOURCES")
        plan = read_plan(out) if going_on and (not sources or is_begun(out)) else None
        given = {name: value for name, value in options.items() if value is not None}
        if plan and settings_file is None:
            known = {field.name for field in fields(Settings)}
            given = {k: v for k, v in plan.settings.items() if k in known} | given
        settings = load_settings(given, settings_file)
        names = tuple(sources or (planned_sources(plan) if plan else ()))
        return cls(names, out, mode, settings)
