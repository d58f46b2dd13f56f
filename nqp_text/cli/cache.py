"""``nqp cache``: the texts that were read and kept, how much they take, and how they go."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

app = typer.Typer(
    help="Look at the texts that were read and kept, and clean up.", invoke_without_command=True
)

_DAY = 86_400
AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON.")]


@app.callback()
def cache(context: typer.Context, as_json: AsJson = False) -> None:
    """Look at the texts that were read and kept, and clean up.

    A text is kept so that another lexicon does not read the file again. Set NQP_CACHE or `cache` in
    the settings file to another folder, or to off; `cache_limit` is its size in MB.
    """
    if context.invoked_subcommand is not None:
        return
    found = _looked_at()
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    typer.echo(f"folder: {found['folder']}")
    typer.echo(
        f"texts: {found['texts']:,}, {found['bytes'] / 1e6:,.1f} MB of at most "
        f"{found['limit'] / 1e6:,.0f} MB"
    )
    if found["texts"]:
        typer.echo(f"longest unused: since {found['oldest'][:10]}")


@app.command()
def clean(
    unused_days: Annotated[
        float | None,
        typer.Option("--unused-days", min=0, help="Delete texts not used for so many days."),
    ] = None,
    to_megabytes: Annotated[
        int | None,
        typer.Option("--to-megabytes", min=0, help="Delete the longest unused down to this size."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Delete kept texts: all of them, or those that an option names. Runs are not touched."""
    from nqp_text.storage.text_cache import MEGABYTE

    texts, _ = _cache()
    limit, since = 0, 0.0
    if unused_days is not None:
        limit, since = 1 << 62, time.time() - unused_days * _DAY
    if to_megabytes is not None:
        limit = to_megabytes * MEGABYTE
    deleted = texts.trim(limit, unused_since=since)
    size = sum(entry.size for entry in deleted)
    if as_json:
        typer.echo(json.dumps({"deleted": len(deleted), "bytes": size}))
    else:
        typer.echo(f"deleted: {len(deleted):,} texts, {size / 1e6:,.1f} MB")


def _looked_at() -> dict[str, Any]:
    from nqp_text.storage.text_cache import MEGABYTE

    texts, limit = _cache()
    entries = list(texts.entries())
    oldest = min((entry.used for entry in entries), default=None)
    return {
        "folder": str(texts.folder),
        "texts": len(entries),
        "bytes": sum(entry.size for entry in entries),
        "limit": limit * MEGABYTE,
        "oldest": oldest and datetime.fromtimestamp(oldest, UTC).isoformat(timespec="seconds"),
    }


def _cache() -> Any:
    """The cache of the settings and its limit in MB; the usual one if they turn it off."""
    from nqp_text.pipeline.texts_read import CACHE_OFF, cache_of
    from nqp_text.resources import cache_folder
    from nqp_text.settings import load_settings
    from nqp_text.storage.text_cache import TextCache

    settings = load_settings({})
    if settings.cache == CACHE_OFF:
        return TextCache(cache_folder()), settings.cache_limit
    return cache_of(settings), settings.cache_limit
