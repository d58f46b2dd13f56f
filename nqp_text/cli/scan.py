"""``nqp scan``: the main job, from files to a run folder."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nqp_text.cli.options import Lexicons, Method, Model, Ocr, SettingsFile, Taxonomy, as_texts

if TYPE_CHECKING:
    from nqp_text.cli.asked import Asked
    from nqp_text.pipeline import Progress

SOME_NOT_READ = 3


def scan(
    out: Annotated[Path, typer.Option("--out", "-o", help="Run folder to write.")],
    sources: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders, patterns such as 'reports/*.pdf', or a manifest CSV."),
    ] = None,
    method: Method = None,
    section: Annotated[
        str | None,
        typer.Option(
            "--section",
            help="mdna: count the management discussion only; all: the whole document.",
            show_default="all",
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", "-w", help="Processes.", show_default="one a core")
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            "--cluster",
            help="Dask cluster: tcp://HOST:PORT, local:N (N workers here) or slurm:CONFIG.toml.",
        ),
    ] = None,
    ocr: Ocr = None,
    tables: Annotated[
        bool | None, typer.Option("--tables", help="Count tables, headings and contents too.")
    ] = None,
    lexicon: Lexicons = None,
    model: Model = None,
    taxonomy: Taxonomy = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on with the run in the folder, add new files to it, or begin one. "
            "Needs no SOURCES if a run is there.",
        ),
    ] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Go on, and read again what was not read.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Replace the run folder if there is one.")
    ] = False,
    strict: Annotated[
        bool | None, typer.Option("--strict", help="Stop at the first file that cannot be read.")
    ] = None,
    limit_seconds: Annotated[
        float | None,
        typer.Option(
            "--limit-seconds",
            help="Time for one document; OCR adds a minute a page.",
            show_default="300",
        ),
    ] = None,
    limit_memory: Annotated[
        int | None,
        typer.Option("--limit-memory", help="MB for one worker.", show_default="2048"),
    ] = None,
    no_cache: Annotated[
        bool,
        typer.Option("--no-cache", help="Keep no texts, and use none that were kept (nqp cache)."),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Say what would be done and how long it would take."),
    ] = False,
    start_method: Annotated[
        str | None,
        typer.Option(
            "--start-method",
            help="How workers start: spawn, fork or forkserver.",
            show_default="spawn",
        ),
    ] = None,
    settings_file: SettingsFile = None,
    quiet: Annotated[
        bool | None, typer.Option("--quiet", "-q", help="Say nothing but errors.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Read, tag and count documents, and write a run folder with the index.

    Exits with 3 if some documents could not be read; they stand in quarantine.csv.
    """
    from nqp_text.cli.asked import Asked, mode_of
    from nqp_text.cli.memory import return_freed_memory

    return_freed_memory()
    options: dict[str, object] = {
        "method": method,
        "section": section,
        "tables": tables,
        "ocr": ocr,
        "workers": workers,
        "cluster": cluster,
        "start_method": start_method,
        "limit_seconds": limit_seconds,
        "limit_memory": limit_memory,
        "lexicons": as_texts(lexicon),
        "model": str(model) if model else None,
        "taxonomy": str(taxonomy) if taxonomy else None,
        "strict": strict,
        "quiet": quiet,
        "cache": "off" if no_cache else None,
    }
    mode = mode_of(resume=resume, fresh=fresh, retry_failed=retry_failed)
    asked = Asked.of(sources, out, mode, options, settings_file)
    if dry_run:
        from nqp_text.cli.dry_run import show_forecast

        show_forecast(asked, as_json=as_json)
    else:
        _scan(asked, as_json=as_json)


def _scan(asked: Asked, *, as_json: bool) -> None:
    from nqp_text.cli.progress import reporter
    from nqp_text.cli.streams import explain_interruption
    from nqp_text.cli.summary import Summary
    from nqp_text.pipeline import scan_sources

    out, settings = asked.out, asked.settings
    summary = Summary()
    explain_interruption(lambda: summary.interruption(out))
    with reporter(quiet=settings.quiet or as_json) as report:

        def hear(progress: Progress) -> None:
            summary.add(progress)
            report(progress)

        scan_sources(
            asked.sources,
            out,
            settings,
            mode=asked.mode,
            report=hear,
            command=["nqp", *sys.argv[1:]],
        )
    if as_json:
        typer.echo(json.dumps(summary.as_dict(out), ensure_ascii=False))
    elif not settings.quiet:
        summary.show(out)
    if summary.failed:
        raise typer.Exit(SOME_NOT_READ)
