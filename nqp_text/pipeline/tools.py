"""What a worker loads once and keeps: taxonomy, lexicon and tagger of the settings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from nqp_text import tagging
from nqp_text.errors import ModelError
from nqp_text.resources import data_path, has_data
from nqp_text.settings import Settings
from nqp_text.tagging import Tagger
from nqp_text.tagging.lexicon import Lexicon, load_lexicon
from nqp_text.tagging.model_folder import DESCRIPTION, ModelFolder, open_model
from nqp_text.taxonomy import Taxonomy, load_taxonomy
from nqp_text.text import words_zh

SHIPPED_MODEL = "nqp-mini"


@dataclass(frozen=True, slots=True)
class Tools:
    """The loaded parts. ``since`` maps (node, matching key) to the term's first year of use.

    ``method`` is the classifier, with ``auto`` resolved. ``models`` are the names and hashes of the
    models that the tagger uses.
    """

    taxonomy: Taxonomy
    lexicon: Lexicon
    tagger: Tagger
    since: Mapping[tuple[str, str], int]
    method: str
    models: Mapping[str, str] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """Hash of taxonomy, lexicon and models: it changes when any of their contents does."""
        parts = [self.taxonomy.hash, self.lexicon.hash, sorted(self.models.items())]
        return hashlib.sha256(json.dumps(parts).encode("utf-8")).hexdigest()


def load_tools(settings: Settings) -> Tools:
    """The tools for these settings, loaded on the first call in a process.

    They are loaded again when a file that the settings name has changed.
    """
    model = str(Path(settings.model) / DESCRIPTION) if settings.model else ""
    stamps = tuple(map(_stamp, (*settings.lexicons, settings.taxonomy, model)))
    return _load(settings.method, settings.lexicons, settings.taxonomy, settings.model, stamps)


def _stamp(file: str) -> tuple[int, int]:
    try:
        found = Path(file).stat()
    except OSError:
        return 0, 0  # whoever loads it says so
    return found.st_mtime_ns, found.st_size


def prepare_worker(settings: Settings) -> None:
    """What a worker does before its first task, so that loading counts against no document."""
    load_tools(settings)
    words_zh("预算力度")  # loads the dictionary


@lru_cache(maxsize=4)
def _load(
    method: str,
    lexicons: tuple[str, ...],
    taxonomy_file: str,
    model: str,
    stamps: tuple[tuple[int, int], ...],
) -> Tools:
    taxonomy = load_taxonomy(Path(taxonomy_file) if taxonomy_file else None)
    lexicon = load_lexicon(tuple(map(Path, lexicons)), taxonomy)
    folder = _model(method, model, taxonomy)
    chosen = method if method != "auto" else "hybrid" if folder else "lexicon"
    tagger = tagging.load_tagger(chosen, lexicon=lexicon, words=words_zh, model=folder)
    since = {(term.node, term.key): term.since_year for term in lexicon.terms if term.since_year}
    models = {folder.path.name: folder.hash} if folder and chosen != "lexicon" else {}
    return Tools(taxonomy, lexicon, tagger, since, chosen, models)


def _model(method: str, model: str, taxonomy: Taxonomy) -> ModelFolder | None:
    """The model folder that the method needs; ``auto`` does without where none fits."""
    if method == "lexicon":
        return None
    if method == "auto" and not model and not has_data("models", SHIPPED_MODEL):
        return None
    folder = open_model(Path(model) if model else data_path("models", SHIPPED_MODEL))
    if set(folder.nodes) <= set(taxonomy.ids):
        return folder
    if method == "auto" and not model:
        return None
    raise ModelError(
        "The model was trained for another taxonomy: "
        f"{', '.join(sorted(set(folder.nodes) - set(taxonomy.ids))[:3])} are not in this one.",
        where=str(folder.path),
        fix="Use --method lexicon, or train a model for your taxonomy with `nqp train`.",
    )
