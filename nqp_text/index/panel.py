"""From documents and counts to a panel: one row per unit and path, and one for the composite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nqp_text.errors import MeasureError
from nqp_text.index.cells import cells_of, panel_frame
from nqp_text.index.measures import DEFAULT_MEASURE, find_measure
from nqp_text.index.primary import mark_primary
from nqp_text.index.scopes import check_scope
from nqp_text.index.units import MIN_CHARS, UNITS, Measured, find_units
from nqp_text.index.weights import find_weights
from nqp_text.records import Exposure

if TYPE_CHECKING:
    import polars as pl

RUN_MEASURES = (
    (DEFAULT_MEASURE, "attention"),
    (DEFAULT_MEASURE, "substantive"),
    ("per_10k", "attention"),
    ("count", "attention"),
    ("ln1p", "attention"),
)
"""What the index files of a run folder hold; every other combination is computed on demand."""


def build(
    documents: pl.DataFrame,
    counts: pl.DataFrame,
    *,
    by: str = "document",
    measure: str = DEFAULT_MEASURE,
    scope: str = "attention",
    weights: str | Path = "equal",
    section: str | None = None,
    paths: Sequence[str] = (),
    facets: bool = False,
    min_chars: int = MIN_CHARS,
) -> pl.DataFrame:
    """A panel: one row per unit and path, and the composite, in a fixed order.

    by: ``document``, ``firm-year`` (one primary report each) or ``issuer-year`` (governments).
    measure, scope: see ``MEASURES`` and ``SCOPES``.
    weights: of the paths in the composite: ``equal``, or a CSV file ``node,weight``.
    section: what was counted, if the counts hold several sections.
    paths: the nodes of the index; by default those that the counts mark.
    facets: adds the nodes that are no paths; they never enter the composite.
    min_chars: a shorter text has no value, because nothing found in it means nothing.

    The value is null, never 0, where the document could not be measured: ``status`` says why. A
    document that was read in part has a value over what was read if that is most of it.

    The composite is the weighted mean of the paths' values. Its standard error and interval are
    the weighted means of theirs: an upper bound, as if all paths moved together.
    """
    formula = find_measure(measure, check_scope(scope))
    chosen = _one_section(documents, counts, section)
    counted = counts.filter(counts["section"] == chosen) if counts.height else counts
    nodes = _nodes(counted, paths, facets)
    index_paths = [node for node, in_index in nodes.items() if in_index]
    weight = find_weights(weights, index_paths)
    measured = _measured(counted, formula.numerator.format(scope=scope), list(nodes))
    units = find_units(_marked(documents).to_dicts(), measured, by, chosen, min_chars)
    cells = [list(cells_of(unit, list(nodes), weight, formula)) for unit in units]
    names = {"unit": by, "section": chosen, "measure": measure, "scope": scope}
    return panel_frame(units, cells, names)


def run_index(
    documents: pl.DataFrame, counts: pl.DataFrame, paths: Sequence[str] = ()
) -> Iterator[pl.DataFrame]:
    """The panels that a run folder holds, one after the other: they need not fit in memory."""
    marked = _marked(documents)
    for by in UNITS:
        for measure, scope in RUN_MEASURES:
            panel = build(marked, counts, by=by, measure=measure, scope=scope, paths=paths)
            if panel.height:
                yield panel


def _marked(documents: pl.DataFrame) -> pl.DataFrame:
    return mark_primary(documents) if documents["is_primary"].has_nulls() else documents


def _one_section(documents: pl.DataFrame, counts: pl.DataFrame, section: str | None) -> str:
    known = sorted(set(counts["section"]) | set(documents["section"].drop_nulls())) or ["all"]
    if section is None and len(known) == 1:
        return str(known[0])
    if section is None or section not in known:
        raise MeasureError(
            f"The run has no counts of the section {section!r}."
            if section
            else "The run has counts of several sections.",
            where="section",
            fix=f"Choose one of {', '.join(known)}.",
        )
    return section


def _nodes(counts: pl.DataFrame, paths: Sequence[str], facets: bool) -> dict[str, bool]:
    """Nodes of the panel in the order of the counts, and whether they belong to the index."""
    pairs = counts.select("node", "in_index").unique(maintain_order=True).iter_rows()
    known = {str(node): bool(in_index) for node, in_index in pairs}
    in_index = list(paths) or [node for node, inside in known.items() if inside]
    if not in_index:
        from nqp_text.taxonomy import load_taxonomy

        in_index = list(load_taxonomy().paths)
    others = [node for node in known if node not in in_index] if facets else []
    return {**dict.fromkeys(in_index, True), **dict.fromkeys(others, False)}


def _measured(counts: pl.DataFrame, column: str, nodes: Sequence[str]) -> dict[str, Measured]:
    """Exposure and numerators by document. A node without a row was not found: zero."""
    found: dict[str, Measured] = {}
    hits: dict[str, dict[str, float]] = {}
    wanted = ("doc_id", "node", "sentences", "chars", "words", column)
    for doc_id, node, sentences, chars, words, number in counts.select(wanted).iter_rows():
        if doc_id not in found:
            hits[doc_id] = dict.fromkeys(nodes, 0.0)
            found[doc_id] = Measured(Exposure(sentences, chars, words), hits[doc_id])
        if node in hits[doc_id]:
            hits[doc_id][node] = number
    return found
