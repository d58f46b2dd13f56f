"""The numbers of a run that a methods section needs: every one is computed, none is typed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from nqp_text.outputs.run import Run, WeighedPanel
from nqp_text.outputs.schema import FAILED_STATUSES

TOP_TERMS = 10


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read, what the panel holds, and how it was made.

    ``numbers`` fill the sentences of the methods section. ``panel`` is the panel of the first
    measure and scope, ``panels`` are all of them one below the other.
    """

    numbers: Mapping[str, Any]
    measures: Sequence[str]
    scopes: Sequence[str]
    formulas: Mapping[str, tuple[str, str]]
    panel: pl.DataFrame
    panels: pl.DataFrame
    weights: Mapping[str, float]
    scheme: str
    notes: Sequence[str]
    terms: pl.DataFrame
    evaluation: Mapping[str, Any] | None = None


def gather_facts(
    run: Run,
    *,
    measures: Sequence[str],
    scopes: Sequence[str],
    judged: Mapping[str, Any] | None = None,
    **options: Any,
) -> Facts:
    """Compute what is said of a run; ``options`` are those of ``Run.panel``.

    ``judged`` is the content of an evaluation file, of which ``evaluation`` has the cells.
    """
    assert run.panels is not None
    pairs = [(measure, scope) for measure in measures for scope in scopes]
    weighed: list[WeighedPanel] = [
        run.weighed_panel(measure=measure, scope=scope, **options) for measure, scope in pairs
    ]
    first = weighed[0]
    described = {m: run.panels.describe("path", m, scopes[0]) for m in measures}
    return Facts(
        numbers={**_reading(run), **_units(first.frame, options), **_made_with(run.manifest)},
        measures=measures,
        scopes=scopes,
        formulas={m: (d.formula, d.denominator) for m, d in described.items()},
        panel=first.frame,
        panels=pl.concat([each.frame for each in weighed]),
        weights=dict(zip(first.weighting.paths, first.weighting.weights, strict=True)),
        scheme=str(first.weighting.scheme),
        notes=tuple(first.weighting.notes),
        terms=_terms(run),
        evaluation=judged,
    )


def _reading(run: Run) -> dict[str, Any]:
    documents = run.documents.collect()
    statuses = dict(sorted(documents["status"].value_counts().iter_rows()))
    polarity = dict(
        run.mentions.select("doc_id", "sentence_id", "polarity")
        .unique()
        .group_by("polarity")
        .len()
        .collect()
        .iter_rows()
    )
    failed = {status: statuses[status] for status in FAILED_STATUSES if status in statuses}
    return {
        "documents": documents.height,
        "ok": statuses.get("ok", 0),
        "partial": statuses.get("partial", 0),
        "duplicates": statuses.get("duplicate", 0),
        "failed": sum(failed.values()),
        "failures": ", ".join(f"{status} {number}" for status, number in failed.items()),
        "pages": int(documents["pages"].sum()),
        "pages_ocr": int(documents["pages_ocr"].sum()),
        "sentences": int(run.exposure.select(pl.col("sentences").sum()).collect().item() or 0),
        "mdna_found": int(documents["mdna_found"].sum()),
        "affirmed": polarity.get("affirmed", 0),
        "negated": polarity.get("negated", 0),
        "risk": polarity.get("risk", 0),
        "languages": ", ".join(sorted(set(documents["lang"]) - {""})),
    }


def _units(panel: pl.DataFrame, options: Mapping[str, Any]) -> dict[str, Any]:
    units = panel.filter(pl.col("path") == "composite")
    years = units["year"].drop_nulls()
    firms = units.select(pl.coalesce(pl.col("firm_code").replace("", None), "firm_name"))
    valued = units["value"].is_not_null().sum()
    return {
        "unit": options.get("by", "document"),
        "units": units.height,
        "valued": int(valued),
        "without_value": units.height - int(valued),
        "firms": firms.to_series().n_unique() if units.height else 0,
        "first_year": years.min() if years.len() else "?",
        "last_year": years.max() if years.len() else "?",
        "min_chars": options.get("min_chars", 200),
        "section": units["section"][0] if units.height else "all",
        "errors": ", ".join(sorted(set(units["errors"].drop_nulls()) - {""})) or "none",
        "transform": ", ".join(sorted(set(units["transform"].drop_nulls()) - {""})),
    }


def _made_with(manifest: Mapping[str, Any]) -> dict[str, Any]:
    lexicon, taxonomy = (_mapping(manifest.get(name)) for name in ("lexicon", "taxonomy"))
    models = _mapping(manifest.get("models"))
    return {
        "version": manifest.get("version", "unknown"),
        "method": _mapping(manifest.get("settings")).get("method", "lexicon"),
        "lexicon_hash": str(lexicon.get("hash", "unknown"))[:12],
        "lexicon_terms": lexicon.get("terms", "unknown"),
        "taxonomy_version": taxonomy.get("version", "unknown"),
        "taxonomy_hash": str(taxonomy.get("hash", "unknown"))[:12],
        "models": ", ".join(f"{name} {str(digest)[:12]}" for name, digest in models.items()),
        "paths": len(manifest.get("paths", ())),
    }


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _terms(run: Run) -> pl.DataFrame:
    """The most frequent terms of every path in affirmed sentences, with their share of all hits."""
    counted = (
        run.mentions.filter((pl.col("polarity") == "affirmed") & (pl.col("matched") != ""))
        .select("node", pl.col("matched").str.split("|").alias("term"))
        .explode("term")
        .group_by("node", "term")
        .agg(pl.len().alias("hits"))
        .with_columns((pl.col("hits") / pl.col("hits").sum().over("node")).alias("share"))
        .sort(["node", "hits", "term"], descending=[False, True, False])
        .group_by("node", maintain_order=True)
        .head(TOP_TERMS)
        .collect()
    )
    paths = list(run.manifest.get("paths", ()))
    return counted.filter(pl.col("node").is_in(paths))
