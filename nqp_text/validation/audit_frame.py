"""The sentences of a run that an audit can draw, sorted into strata that do not overlap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from nqp_text.errors import ValidationError
from nqp_text.outputs.run import Run

FACETS = "facets"
NOMINATED = "nominated"
REST = "rest"


@dataclass(frozen=True, slots=True)
class FrameDocument:
    """A document of the frame: how many of its sentences were counted, and which stand out.

    ``strata`` maps the sentences that the tagger found something in to the last part of their
    stratum; all other counted sentences are in ``rest``.
    """

    doc_id: str
    path: str
    kind: str
    lang: str
    year: int | None
    sentences: int
    strata: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """Documents sorted by id, and the number of sentences in each stratum."""

    documents: tuple[FrameDocument, ...]
    sizes: Mapping[str, int]


def stratum_name(document: FrameDocument, part: str) -> str:
    """Language of the document and what the tagger found, such as ``zh path.compute``."""
    return f"{document.lang} {part}"


def frame_of(run: Run, paths: Sequence[str]) -> Frame:
    """The counted sentences of all documents that were read.

    A sentence about several paths belongs to the one that the run finds least often, so that rare
    paths are not drawn empty by common ones; a sentence with facets only is ``facets``; with terms
    that did not count, ``nominated``; with nothing, ``rest``.
    """
    nodes = _nodes_of(run)
    common = Counter(node for found in nodes.values() for node in found if node in paths)
    rank = {path: (common[path], at) for at, path in enumerate(paths)}
    parts: dict[str, dict[int, str]] = {}
    for doc_id, sentence_id in _nominated(run):
        parts.setdefault(doc_id, {})[sentence_id] = NOMINATED
    for (doc_id, sentence_id), found in nodes.items():
        on_paths = [node for node in found if node in rank]
        part = min(on_paths, key=rank.__getitem__) if on_paths else FACETS
        parts.setdefault(doc_id, {})[sentence_id] = part
    counted = dict(run.counts.select("doc_id", "sentences").unique().collect().iter_rows())
    documents = []
    rows = run.documents.filter(_read()).select("doc_id", "path", "kind", "lang", "year")
    for doc_id, path, kind, lang, year in sorted(rows.collect().iter_rows()):
        if counted.get(doc_id):
            documents.append(
                FrameDocument(
                    doc_id, path, kind, lang, year, counted[doc_id], parts.get(doc_id, {})
                )
            )
    if not documents:
        raise ValidationError(
            "The run holds no sentences that an audit could draw.",
            where=str(run.folder),
            fix="Scan documents that can be read.",
        )
    sizes: Counter[str] = Counter()
    for document in documents:
        for part in document.strata.values():
            sizes[stratum_name(document, part)] += 1
        sizes[stratum_name(document, REST)] += document.sentences - len(document.strata)
    return Frame(tuple(documents), {name: sizes[name] for name in sorted(sizes) if sizes[name]})


def _read() -> pl.Expr:
    return pl.col("status").is_in(["ok", "partial"])


def _nodes_of(run: Run) -> dict[tuple[str, int], set[str]]:
    nodes: dict[tuple[str, int], set[str]] = {}
    rows = run.mentions.select("doc_id", "sentence_id", "node").collect()
    for doc_id, sentence_id, node in rows.iter_rows():
        nodes.setdefault((doc_id, sentence_id), set()).add(node)
    return nodes


def _nominated(run: Run) -> list[tuple[str, int]]:
    rows = run.nominations.select("doc_id", "sentence_id").unique().collect()
    return sorted(rows.iter_rows())
