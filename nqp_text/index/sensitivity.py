"""How much an index hangs on single terms, groups of terms and choices."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nqp_text.errors import MeasureError
from nqp_text.index.alternatives import nested_counts, with_ambiguous
from nqp_text.index.choices import compare_choices
from nqp_text.index.dropping import Base, base_of, contributions, without_terms
from nqp_text.index.inflation import unit_of_documents
from nqp_text.index.options import panel_options
from nqp_text.index.panel import Tables, prepare
from nqp_text.index.ranks import rank_correlation

if TYPE_CHECKING:
    import polars as pl

Groups = Mapping[tuple[str, str], str]
"""The group of a term, by node and term: for instance the source that it was taken from."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Four tables: terms, groups of terms, choices, nested terms.

    ``terms`` is ``contributions``; ``groups`` is the same for terms that are dropped together;
    ``choices`` compares the panel with others; ``nested`` counts terms inside terms.
    """

    terms: pl.DataFrame
    groups: pl.DataFrame
    choices: pl.DataFrame
    nested: pl.DataFrame


def find_sensitivity(
    tables: Tables,
    nominations: pl.DataFrame,
    *,
    groups: Groups | None = None,
    lexicon: Mapping[str, Collection[str]] | None = None,
    others: Mapping[str, Tables] | None = None,
    **given: Any,
) -> Sensitivity:
    """The sensitivity of the panel that the options ask for; see ``PanelOptions``.

    groups: of terms that belong together. lexicon: all terms by node, for nested ones; without it
    those of the run. others: tables of other runs over the same documents, by name.
    """
    if tables.mentions is None:
        raise MeasureError(
            "Sensitivity needs the mentions of the run.",
            where="sensitivity",
            fix="Give a run folder: nqp sensitivity RUN.",
        )
    options = panel_options(given)
    found = prepare(tables, options)
    assert found.sentences is not None
    base = base_of(found.units, found.paths, found.measure, options.scope)
    terms = contributions(base, found.sentences)
    vocabulary = lexicon or _vocabulary(terms)
    extra = dict(others or {})
    if options.scope == "attention" and options.section is None and options.tables:
        extra = {
            "ambiguous terms counted": with_ambiguous(tables, nominations, found.paths),
            **extra,
        }
    return Sensitivity(
        terms=terms,
        groups=_dropped_groups(base, found.sentences, terms, groups or {}),
        choices=compare_choices(tables, given, extra),
        nested=nested_counts(_of_units(found.sentences, base), vocabulary).filter(
            _among("node", found.paths)
        ),
    )


def _of_units(sentences: pl.DataFrame, base: Base) -> pl.DataFrame:
    return sentences.join(unit_of_documents(base.units), on="doc_id", how="semi")


def _among(column: str, names: Collection[str]) -> pl.Expr:
    import polars as pl

    return pl.col(column).is_in(list(names))


def _vocabulary(terms: pl.DataFrame) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, term in terms.select("path", "term").iter_rows():
        found.setdefault(path, []).append(term)
    return found


def _dropped_groups(
    base: Base, sentences: pl.DataFrame, terms: pl.DataFrame, groups: Groups
) -> pl.DataFrame:
    """One row per path and group of terms: what is lost without all of them."""
    import polars as pl

    used = set(terms.select("path", "term").iter_rows())
    members: dict[str, list[tuple[str, str]]] = {}
    for pair, group in groups.items():
        if pair in used:
            members.setdefault(group, []).append(pair)
    values, total = base.values(base.numerators), base.numerators.sum(axis=0)
    whole = without_terms(base, sentences, ())
    rows = []
    for group, pairs in sorted(members.items()):
        lost = whole - without_terms(base, sentences, pairs)
        changed = base.values(base.numerators - lost)
        composite = rank_correlation(values.mean(axis=1), changed.mean(axis=1))
        for path in sorted({node for node, _ in pairs}, key=base.paths.index):
            column = base.paths.index(path)
            u = lost[:, column]
            rows.append(
                (path, group, sum(node == path for node, _ in pairs), float(u.sum()),
                 float(u.sum() / total[column]) if total[column] else 0.0,
                 int((u > 0).sum()), len(base.units),
                 rank_correlation(values[:, column], changed[:, column]), composite)
            )  # fmt: skip
    schema = {
        "path": pl.String, "group": pl.String, "terms": pl.Int64, "lost": pl.Float64,
        "lost_share": pl.Float64, "changed": pl.Int64, "units": pl.Int64,
        "rank_correlation": pl.Float64, "composite_rank_correlation": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row").sort("path", -pl.col("lost"), "group")
