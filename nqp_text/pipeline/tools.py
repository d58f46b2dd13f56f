"""What a worker loads once and keeps: taxonomy, lexicon and tagger of the settings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from nqp_text import tagging
from nqp_text.settings import Settings
from nqp_text.tagging import Tagger
from nqp_text.tagging.lexicon import Lexicon, load_lexicon
from nqp_text.taxonomy import Taxonomy, load_taxonomy
from nqp_text.text import words_zh


@dataclass(frozen=True, slots=True)
class Tools:
    """The loaded parts. ``since`` maps (node, matching key) to the term's first year of use.

    ``models`` are the names and hashes of the models that the tagger uses.
    """

    taxonomy: Taxonomy
    lexicon: Lexicon
    tagger: Tagger
    since: Mapping[tuple[str, str], int]
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
    stamps = tuple(map(_stamp, (*settings.lexicons, settings.taxonomy)))
    return _load(settings.method, settings.lexicons, settings.taxonomy, stamps)


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
    stamps: tuple[tuple[int, int], ...],
) -> Tools:
    taxonomy = load_taxonomy(Path(taxonomy_file) if taxonomy_file else None)
    lexicon = load_lexicon(tuple(map(Path, lexicons)), taxonomy)
    tagger = tagging.load_tagger(method, lexicon=lexicon, words=words_zh)
    since = {(term.node, term.key): term.since_year for term in lexicon.terms if term.since_year}
    return Tools(taxonomy, lexicon, tagger, since)
