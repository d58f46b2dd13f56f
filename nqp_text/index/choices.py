"""What the order of the units owes to choices: scope, measure, section, terms, weights, tagger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nqp_text.errors import MeasureError
from nqp_text.index.assembly import Panel
from nqp_text.index.cells import COMPOSITE
from nqp_text.index.measures import MEASURES
from nqp_text.index.options import PanelOptions, panel_options
from nqp_text.index.panel import Tables, build_panel
from nqp_text.index.ranks import rank_correlation
from nqp_text.index.scopes import SCOPES

if TYPE_CHECKING:
    import polars as pl

COMPARED = ("share_listed", "share", "per_10k", "count", "ln1p", "terms", "terms_per_10k")
"""Measures that others in the literature use: the order must not hang on one of them."""

SCHEMA = ("choice", "base", "other", "path", "units", "base_mean", "other_mean", "rank_correlation")
"""Columns of the table of choices."""


def compare_choices(
    tables: Tables,
    given: Mapping[str, Any],
    extra: Mapping[str, Tables] | None = None,
) -> pl.DataFrame:
    """One row per choice and path: the rank correlation with the panel as it was asked for.

    extra: the same panel from other tables by name: with ambiguous terms, of another run.
    """
    import polars as pl

    options = panel_options(given)
    # Values do not need the mentions, and without them every comparison is quick.
    plain = tables if options.section or not options.tables else replace(tables, mentions=None)
    base = _values(plain, given)
    rows: list[dict[str, object]] = []
    for choice, one, other, panel in _alternatives(tables, options, given, extra or {}):
        rows += _compared(base, panel, {"choice": choice, "base": one, "other": other})
    schema = dict.fromkeys(SCHEMA, pl.String) | {
        "units": pl.Int64,
        **dict.fromkeys(("base_mean", "other_mean", "rank_correlation"), pl.Float64),
    }
    return pl.DataFrame(rows, schema=schema)


def _alternatives(
    tables: Tables,
    options: PanelOptions,
    given: Mapping[str, Any],
    extra: Mapping[str, Tables],
) -> Iterator[tuple[str, str, str, pl.DataFrame]]:
    plain = replace(tables, mentions=None)
    filtered = options.section is not None or not options.tables
    same = tables if filtered else plain
    for measure in COMPARED:
        if measure != options.measure and _exists(measure, options.scope):
            yield (
                "measure",
                options.measure,
                measure,
                _values(same, {**given, "measure": measure}),
            )
    for scope in SCOPES:
        if scope != options.scope and MEASURES[options.measure].scoped:
            yield "scope", options.scope, scope, _values(same, {**given, "scope": scope})
    if not filtered and tables.mentions is not None and tables.exposure is not None:
        yield from _parts(tables, given)
    for scheme in ("equal", "entropy", "pca"):
        if scheme != str(options.weights):
            try:
                panel = _values(same, {**given, "weights": scheme})
            except MeasureError:
                continue
            yield "weights", str(options.weights), scheme, panel.filter(panel["path"] == COMPOSITE)
    for name, others in extra.items():
        wanted = {**given, "paths": given.get("paths") or ()}
        yield "terms or tagger", "this run", name, _values(others, wanted)


def _exists(measure: str, scope: str) -> bool:
    return scope == "attention" or MEASURES[measure].scoped


def _parts(
    tables: Tables, given: Mapping[str, Any]
) -> Iterator[tuple[str, str, str, pl.DataFrame]]:
    """The management discussion instead of the whole report, and prose without tables."""
    assert tables.exposure is not None
    sections, blocks = set(tables.exposure["section"]), set(tables.exposure["block"])
    found = set(tables.counts["section"])
    if "all" in found and any(s == "mdna" or s.startswith("mdna.") for s in sections):
        yield "section", "all", "mdna", _values(tables, {**given, "section": "mdna"})
    if blocks & {"table", "toc"}:
        yield "tables", "counted", "left out", _values(tables, {**given, "tables": False})


def _values(tables: Tables, given: Mapping[str, Any]) -> pl.DataFrame:
    panel: Panel = build_panel(
        tables.documents, tables.counts, tables.mentions, tables.exposure, **given
    )
    return panel.frame


def _compared(
    base: pl.DataFrame, other: pl.DataFrame, names: dict[str, object]
) -> list[dict[str, object]]:
    """The rank correlation of every path over the units that both panels have a value for."""
    by = ["doc_id"] if base.height and base["unit"][0] == "document" else _ISSUER
    keys = [*by, "path"]
    both = (
        base.select(*keys, "value")
        .unique(keys, maintain_order=True)
        .join(other.select(*keys, other="value").unique(keys, maintain_order=True), on=keys,
              nulls_equal=True, maintain_order="left")
        .drop_nulls(["value", "other"])
    )  # fmt: skip
    rows = []
    for (path,), cells in both.group_by("path", maintain_order=True):
        one, two = cells["value"].to_numpy(), cells["other"].to_numpy()
        rows.append(
            {
                **names,
                "path": path,
                "units": cells.height,
                "base_mean": float(one.mean()),
                "other_mean": float(two.mean()),
                "rank_correlation": rank_correlation(one, two),
            }
        )
    return rows


_ISSUER: Sequence[str] = ("firm_code", "firm_name", "year")
