"""The table of corrected shares: one row per group and path, both corrections side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from nqp_text.errors import MeasureError
from nqp_text.index.audited import Audited
from nqp_text.index.classifier import Evaluation, Rates, chance_of
from nqp_text.index.groups import with_groups
from nqp_text.index.options import panel_options
from nqp_text.index.panel import Tables, prepare
from nqp_text.index.prevalence import (
    Prevalence,
    adjusted_count,
    missing_prevalence,
    prediction_powered,
)

if TYPE_CHECKING:
    import polars as pl

_PLACES = ("lang", "kind")


@dataclass(slots=True)
class _Group:
    """The documents of a group, and the audited sentences among theirs."""

    doc_ids: list[str] = field(default_factory=list)
    places: set[tuple[str, str]] = field(default_factory=set)
    audited: list[Audited] = field(default_factory=list)


def prevalence_table(
    tables: Tables, columns: Sequence[str], audited: Sequence[Audited] = (), **given: Any
) -> pl.DataFrame:
    """Shares of sentences about every path by group, as found and corrected.

    columns: of the documents, such as ``lang`` and ``year``, or of ``groups``. audited: sentences
    that people read. given: options of ``PanelOptions``; ``by`` chooses the documents and
    ``evaluation`` is needed for adjusted classify-and-count.

    A sentence counts whatever its polarity, as in the evaluation and the audit. ``acc_*`` is
    adjusted classify-and-count, ``ppi_*`` prediction-powered inference; ``*_status`` says why a
    number is missing.
    """
    import polars as pl

    if tables.mentions is None:
        raise MeasureError(
            "Prevalence needs the mentions of the run.",
            where="prevalence",
            fix="Give a run folder: nqp prevalence RUN.",
        )
    options = panel_options({**given, "measure": "share", "scope": "attention"})
    prepared = prepare(tables, options)
    documents = with_groups(tables.documents, options.groups)
    _check(columns, documents)
    used = {doc_id for unit in prepared.units for doc_id in unit.used}
    groups = _grouped(documents, columns, used, audited)
    lengths = dict(prepared.counts.select("doc_id", "sentences").unique().iter_rows())
    found = _found(tables.mentions, used)
    evaluation = Evaluation(options.evaluation)
    rows = []
    for key, group in sorted(groups.items(), key=lambda item: str(item[0])):
        hits = {path: [found.get((d, path), 0) for d in group.doc_ids] for path in prepared.paths}
        sizes = [lengths.get(doc_id, 0) for doc_id in group.doc_ids]
        for path in prepared.paths:
            share = sum(hits[path]) / sum(sizes) if sum(sizes) else None
            rows.append(
                {
                    **dict(zip(columns, key, strict=True)),
                    "path": path,
                    "documents": len(sizes),
                    "sentences": sum(sizes),
                    "found": sum(hits[path]),
                    "share": share,
                    **_shown("acc", _counted(group, path, hits[path], sizes, evaluation, key)),
                    **_shown("ppi", _powered(group, path, share, sum(sizes))),
                    "audited": len(group.audited),
                }
            )
    return pl.DataFrame(rows, schema=_schema(columns, documents))


def _check(columns: Sequence[str], documents: pl.DataFrame) -> None:
    missing = [name for name in columns if name not in documents.columns]
    if missing or not columns:
        raise MeasureError(
            f"The documents have no column {missing[0]!r} to group by."
            if missing
            else "There is no column to group by.",
            where="by",
            fix="Choose columns of documents.parquet such as lang,kind,year, or give a table of "
            "groups with more.",
        )


def _grouped(
    documents: pl.DataFrame, columns: Sequence[str], used: set[str], audited: Sequence[Audited]
) -> dict[tuple[Any, ...], _Group]:
    """Every document of the panel in its group, once; a group is of known values only."""
    groups: dict[tuple[Any, ...], _Group] = defaultdict(_Group)
    of_document: dict[str, tuple[Any, ...]] = {}
    wanted = dict.fromkeys(("doc_id", *columns, *_PLACES))
    for row in documents.select(*wanted).sort("doc_id").to_dicts():
        key = tuple(row[name] for name in columns)
        known = all(value not in (None, "") for value in key)
        if row["doc_id"] in used and row["doc_id"] not in of_document and known:
            of_document[row["doc_id"]] = key
            groups[key].doc_ids.append(row["doc_id"])
            groups[key].places.add((row["lang"] or "all", row["kind"] or "all"))
    for item in audited:
        if item.doc_id in of_document:
            groups[of_document[item.doc_id]].audited.append(item)
    return dict(groups)


def _found(mentions: pl.LazyFrame | pl.DataFrame, used: set[str]) -> Mapping[tuple[str, str], int]:
    """Sentences of every document and node that the tagger found, whatever their polarity."""
    import polars as pl

    counted = (
        mentions.lazy()
        .select("doc_id", "node", "sentence_id")
        .unique()
        .group_by("doc_id", "node")
        .agg(n=pl.len())
        .collect()
    )
    return {(d, node): n for d, node, n in counted.iter_rows() if d in used}


def _counted(
    group: _Group,
    path: str,
    hits: Sequence[int],
    sizes: Sequence[int],
    evaluation: Evaluation,
    key: tuple[Any, ...],
) -> Prevalence:
    import numpy as np

    rates = {id(rate): rate for place in sorted(group.places)
             for rate in [evaluation.rates(path, *place)]}  # fmt: skip
    if len(rates) > 1:
        return missing_prevalence("several_evaluations")
    rate: Rates | None = next(iter(rates.values()), None)
    if rate is None and any(sizes):
        return missing_prevalence(evaluation.silence(path, *min(group.places)))
    chance = chance_of("prevalence", path, *map(str, key))
    return adjusted_count(np.asarray(hits, float), np.asarray(sizes, float), rate, chance)


def _powered(group: _Group, path: str, share: float | None, sentences: int) -> Prevalence:
    if share is None:
        return missing_prevalence("no_sentences")
    if not group.audited:
        return missing_prevalence("no_audited_sentences")
    return prediction_powered(
        share,
        sentences,
        [float(path in item.labels) for item in group.audited],
        [float(path in item.predicted) for item in group.audited],
        [item.probability for item in group.audited],
    )


def _shown(prefix: str, found: Prevalence) -> dict[str, object]:
    return {f"{prefix}_{part.name}": getattr(found, part.name) for part in fields(Prevalence)}


def _schema(columns: Sequence[str], documents: pl.DataFrame) -> dict[str, Any]:
    import polars as pl

    numbers = ("value", "standard_error", "low", "high")
    return {
        **{name: documents.schema[name] for name in columns},
        "path": pl.String,
        **dict.fromkeys(("documents", "sentences", "found"), pl.Int64),
        "share": pl.Float64,
        **{f"{kind}_{n}": pl.Float64 for kind in ("acc",) for n in numbers},
        "acc_status": pl.String,
        **{f"ppi_{n}": pl.Float64 for n in numbers},
        "ppi_status": pl.String,
        "audited": pl.Int64,
    }
