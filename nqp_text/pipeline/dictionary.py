"""The lexicon and taxonomy of a run, found again and checked by their hashes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nqp_text.errors import NqpError, RunFolderError
from nqp_text.resources import data_path
from nqp_text.tagging.lexicon import Lexicon, load_lexicon
from nqp_text.taxonomy import Taxonomy, load_taxonomy

if TYPE_CHECKING:
    import polars as pl

_COLUMNS = ("node", "term", "lang", "weight", "status", "since_year", "source", "file")


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What decided the counts of a run: files with the very content that the run used."""

    lexicon: Lexicon
    taxonomy: Taxonomy
    lexicon_files: tuple[Path, ...]
    taxonomy_file: Path


@dataclass(frozen=True, slots=True)
class LexiconFrame:
    """The terms as a table; with a warning, and no terms, where they are not those of the run."""

    frame: pl.DataFrame
    warning: str = ""


def find_dictionary(manifest: Mapping[str, Any]) -> Dictionary:
    """The lexicon and taxonomy that the manifest names. Raises if they have changed since."""
    settings = manifest.get("settings", {})
    named = tuple(map(Path, settings.get("lexicons", ())))
    files = named or tuple(data_path("lexicons", f"{lang}.csv") for lang in ("zh", "en"))
    taxonomy_file = Path(settings.get("taxonomy") or data_path("lexicons", "taxonomy.toml"))
    try:
        taxonomy = load_taxonomy(taxonomy_file)
        lexicon = load_lexicon(files, taxonomy)
    except (NqpError, OSError) as error:
        raise RunFolderError(
            f"The lexicon or taxonomy of the run cannot be read: {error}",
            where=", ".join(map(str, (*files, taxonomy_file))),
            fix="Put these files back, or scan again.",
        ) from error
    for name, now in (("lexicon", lexicon.hash), ("taxonomy", taxonomy.hash)):
        then = _hash_of(manifest, name)
        if then != now:
            raise RunFolderError(
                f"The {name} has changed since the run: its hash was {then[:12] or 'not kept'} "
                f"and is {now[:12]}.",
                where=", ".join(map(str, files if name == "lexicon" else [taxonomy_file])),
                fix="Put the old files back, install the version that made the run "
                f"({manifest.get('version', 'unknown')}), or scan again.",
            )
    return Dictionary(lexicon, taxonomy, files, taxonomy_file)


def lexicon_frame(manifest: Mapping[str, Any]) -> LexiconFrame:
    """One row a term of the run's lexicon."""
    import polars as pl

    schema: dict[str, type[pl.DataType]] = dict.fromkeys(_COLUMNS, pl.String)
    schema |= {"weight": pl.Float64, "since_year": pl.Int32}
    try:
        found = find_dictionary(manifest)
    except RunFolderError as error:
        return LexiconFrame(
            pl.DataFrame(schema=schema), f"The sheet lexicon is empty. {error.what} {error.fix}"
        )
    rows = [
        {
            "node": term.node,
            "term": term.term,
            "lang": term.lang,
            "weight": term.weight,
            "status": term.status,
            "since_year": term.since_year,
            "source": term.source,
            "file": term.where,
        }
        for term in found.lexicon.terms
    ]
    return LexiconFrame(pl.DataFrame(rows, schema=schema))


def _hash_of(manifest: Mapping[str, Any], name: str) -> str:
    part = manifest.get(name, {})
    return str(part.get("hash", "")) if isinstance(part, Mapping) else str(part)
