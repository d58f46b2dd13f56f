"""From documents and counts to a panel: one row per unit and path, and one for the composite."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nqp_text.errors import MeasureError
from nqp_text.index import evidence
from nqp_text.index.assembly import Panel, assemble
from nqp_text.index.groups import with_groups
from nqp_text.index.inflation import Spread, find_spread, plain_spread
from nqp_text.index.measures import Measure, find_measure
from nqp_text.index.numbers import measured_by_document, with_derived
from nqp_text.index.options import PanelOptions, panel_options
from nqp_text.index.primary import mark_primary
from nqp_text.index.scopes import check_scope
from nqp_text.index.units import Unit, find_units

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a run that a panel is made of.

    Without ``mentions`` and ``exposure``, sentences count as independent of each other, and what
    needs single sentences is refused.
    """

    documents: pl.DataFrame
    counts: pl.DataFrame
    mentions: pl.LazyFrame | pl.DataFrame | None = None
    exposure: pl.DataFrame | None = None


def build(documents: pl.DataFrame, counts: pl.DataFrame, **options: Any) -> pl.DataFrame:
    """The frame of ``build_panel``: one row per unit and path, and the composite, in fixed order.

    ``mentions`` and ``exposure`` are tables of the run; the other options are those of
    ``PanelOptions``.

    The value is null, never 0, where it could not be measured: ``status`` says why. A document
    that was read in part has a value over what was read if that is most of it.
    """
    return build_panel(documents, counts, **options).frame


def build_panel(
    documents: pl.DataFrame,
    counts: pl.DataFrame,
    mentions: pl.LazyFrame | pl.DataFrame | None = None,
    exposure: pl.DataFrame | None = None,
    **given: Any,
) -> Panel:
    """The panel as ``build`` makes it, with the weights of its composite."""
    options = panel_options(given)
    found = prepare(Tables(documents, counts, mentions, exposure), options)
    spread = find_errors(found, options)
    return assemble(
        found.units, found.nodes, found.paths, found.measure, spread, options, found.section
    )


@dataclass(frozen=True, slots=True)
class Prepared:
    """The measured units of a panel, and the sentences and counts that they were measured on."""

    units: list[Unit]
    nodes: list[str]
    paths: list[str]
    measure: Measure
    sentences: pl.DataFrame | None
    counts: pl.DataFrame
    section: str


def prepare(given: Tables, options: PanelOptions) -> Prepared:
    """Find the units, and what each of them adds up to."""
    measure = find_measure(options.measure, check_scope(options.scope))
    tables = replace(given, documents=with_groups(_marked(given.documents), options.groups))
    section, filters = _choose_section(tables, options)
    counted = tables.counts
    counted = counted.filter(counted["section"] == section) if counted.height else counted
    nodes, paths = _nodes(counted, options)
    sentences = None
    if tables.mentions is not None:
        sentences = evidence.affirmed_sentences(tables.mentions, given.documents, paths, filters)
    elif options.evaluation:
        raise MeasureError(
            "The errors of the classifier need the mentions of the run.",
            where="evaluation",
            fix="Compute the panel from a run folder: nqp index RUN, or Run.panel.",
        )
    if filters != evidence.NO_FILTERS:
        counted = _filtered(tables, counted, sentences, filters)
    name = filters[0] or section
    table = with_derived(counted, measure, sentences, tables.documents, options.base)
    measured = measured_by_document(table, measure.columns(options.scope), nodes)
    rows = tables.documents.to_dicts()
    units = find_units(rows, measured, options.by, name, options.min_chars)
    shown = evidence.section_name((name, filters[1]), counted)
    return Prepared(units, nodes, paths, measure, sentences, counted, shown)


def _marked(documents: pl.DataFrame) -> pl.DataFrame:
    return mark_primary(documents) if documents["is_primary"].has_nulls() else documents


def _choose_section(tables: Tables, options: PanelOptions) -> tuple[str, evidence.Filters]:
    """The section of the counts, and what has to be filtered out of it."""
    sections = set(tables.counts["section"]) | set(tables.documents["section"].drop_nulls())
    known = sorted(sections) or ["all"]
    wanted = options.section
    if wanted in known:
        return str(wanted), (None, options.tables)
    if wanted is None and len(known) == 1:
        return str(known[0]), (None, options.tables)
    if wanted is not None and known == ["all"] and tables.mentions is not None:
        return "all", (wanted, options.tables)
    raise MeasureError(
        f"The run has no counts of the section {wanted!r}."
        if wanted
        else "The run has counts of several sections.",
        where="section",
        fix=f"Choose one of {', '.join(known)}.",
    )


def _nodes(counts: pl.DataFrame, options: PanelOptions) -> tuple[list[str], list[str]]:
    """Nodes of the panel and those that make the index, which come first, in their order."""
    pairs = counts.select("node", "in_index").unique(maintain_order=True).iter_rows()
    known = {str(node): bool(in_index) for node, in_index in pairs}
    paths = list(options.paths) or [node for node, inside in known.items() if inside]
    if not paths:
        from nqp_text.taxonomy import load_taxonomy

        paths = list(load_taxonomy().paths)
    others = [node for node in known if node not in paths] if options.facets else []
    return [*paths, *others], paths


def _filtered(
    tables: Tables,
    counted: pl.DataFrame,
    sentences: pl.DataFrame | None,
    filters: evidence.Filters,
) -> pl.DataFrame:
    if sentences is None or tables.exposure is None:
        raise MeasureError(
            "A filter by section or table needs the mentions and the exposure of the run.",
            where="section",
            fix="Compute it from a run folder: nqp index RUN, or Run.panel.",
        )
    evidence.check_filters(filters, counted, tables.exposure)
    return evidence.recount(sentences, tables.exposure, counted, filters)


def find_errors(found: Prepared, options: PanelOptions) -> Spread:
    """How far the units' sentences and terms carry the measure."""
    if found.sentences is None or found.measure.family == "none":
        return plain_spread(len(found.units), len(found.nodes), len(found.paths))
    return find_spread(
        found.units,
        found.nodes,
        found.measure,
        options.scope,
        found.sentences,
        dict(found.counts.select("doc_id", "sentences").unique().iter_rows()),
        len(found.paths),
        options.doubt,
    )
