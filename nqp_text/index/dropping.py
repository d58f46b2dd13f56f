"""What a panel would be without a term, or without a group of terms."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nqp_text.errors import MeasureError
from nqp_text.index.formulas import PER
from nqp_text.index.inflation import unit_of_documents
from nqp_text.index.measures import Measure
from nqp_text.index.ranks import rank_correlation
from nqp_text.index.terms import losses, term_hits
from nqp_text.index.units import Unit

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Base:
    """The panel that others are compared with: numerators, units × paths, and their lengths."""

    units: Sequence[Unit]
    paths: tuple[str, ...]
    measure: Measure
    scope: str
    numerators: NDArray[np.float64]
    scale: NDArray[np.float64]

    def values(self, numerators: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values of numerators: the formula of the measure, for all units at once."""
        import numpy as np

        found = numerators * self.scale[:, None]
        return np.log1p(found) if self.measure.logged else found


def base_of(units: Sequence[Unit], paths: Sequence[str], measure: Measure, scope: str) -> Base:
    """The numerators of the units that have a value."""
    import numpy as np

    if measure.family == "none" or measure.needs or measure.numerator == "expected":
        raise MeasureError(
            f"The measure {measure.name!r} is not a count of terms or of sentences.",
            where="measure",
            fix="Choose share_listed, share, per_10k, count, ln1p, terms or one of their kind.",
        )
    known = [unit for unit in units if unit.measured]
    numerators = np.array(
        [[(unit.measured.numbers[path] or (np.nan,))[0] for path in paths] for unit in known
         if unit.measured]
    ).reshape(len(known), len(paths))  # fmt: skip
    scale = np.ones(len(known))
    if measure.denominator:
        lengths = [getattr(u.measured.exposure, measure.denominator) for u in known if u.measured]
        per = PER if measure.denominator in ("chars", "words") else 1
        with np.errstate(divide="ignore"):
            scale = np.where(np.array(lengths) > 0, per / np.array(lengths, dtype=float), np.nan)
    return Base(known, tuple(paths), measure, scope, numerators, scale)


def contributions(base: Base, sentences: pl.DataFrame) -> pl.DataFrame:
    """One row per path and term, the largest first: what it adds, and the order without it.

    ``terms`` counts the term; ``sentences`` those with it; ``lost`` is what the numerator loses
    without it and ``lost_share`` the share of the path; ``units`` those whose value changes. The
    rank correlations compare all units with and without the term: of the path, and of the
    composite with equal weights. A sentence that other terms still hold is not lost; the 1/k of
    other paths of the sentence stays as it is.
    """
    import numpy as np
    import polars as pl

    numerator = base.measure.numerator.format(scope=base.scope)
    hits = term_hits(sentences).join(unit_of_documents(base.units), on="doc_id")
    hits = hits.filter(pl.col("node").is_in(list(base.paths)), pl.col(_scope(base)) > 0)
    summary = hits.group_by("node", "term").agg(
        terms=pl.col("tf").sum(), sentences=pl.len(), documents=pl.col("doc_id").n_unique()
    )
    lost = (
        losses(hits.drop("unit"), numerator)
        .join(unit_of_documents(base.units), on="doc_id")
        .sort("node", "term", "unit")
        .partition_by("node", "term", as_dict=True)
    )
    values, total = base.values(base.numerators), base.numerators.sum(axis=0)
    rows = []
    for node, term, *counted in summary.sort("node", "term").iter_rows():
        column = base.paths.index(node)
        u = np.zeros(len(base.units))
        if (part := lost.get((node, term))) is not None:
            np.add.at(u, part["unit"].to_numpy(), part["lost"].to_numpy())
        without = base.numerators.copy()
        without[:, column] = np.maximum(without[:, column] - u, 0)
        changed = base.values(without)
        share = float(u.sum() / total[column]) if total[column] else 0.0
        rows.append(
            (node, term, *counted, float(u.sum()), share, int((u > 0).sum()), len(base.units),
             rank_correlation(values[:, column], changed[:, column]),
             rank_correlation(values.mean(axis=1), changed.mean(axis=1)))
        )  # fmt: skip
    schema = {
        "path": pl.String, "term": pl.String, "terms": pl.Int64, "sentences": pl.Int64,
        "documents": pl.Int64, "lost": pl.Float64, "lost_share": pl.Float64, "changed": pl.Int64,
        "units": pl.Int64, "rank_correlation": pl.Float64,
        "composite_rank_correlation": pl.Float64,
    }  # fmt: skip
    order = {path: at for at, path in enumerate(base.paths)}
    return (
        pl.DataFrame(rows, schema=schema, orient="row")
        .sort(
            pl.col("path").replace_strict(order, return_dtype=pl.Int64),
            -pl.col("lost"), -pl.col("terms"), "term",
        )
    )  # fmt: skip


def without_terms(
    base: Base, sentences: pl.DataFrame, dropped: Collection[tuple[str, str]]
) -> NDArray[np.float64]:
    """The numerators without some pairs of node and term."""
    import numpy as np
    import polars as pl

    numerator = base.measure.numerator.format(scope=base.scope)
    hits = term_hits(sentences).join(unit_of_documents(base.units), on="doc_id")
    gone = pl.DataFrame(
        sorted(dropped), schema={"node": pl.String, "term": pl.String}, orient="row"
    )
    kept = hits.join(gone, on=["node", "term"], how="anti")
    if numerator == "terms":
        x = pl.col("tf").cast(pl.Float64)
    else:
        kept = kept.unique(["doc_id", "node", "sentence_id"], maintain_order=True)
        weighted = pl.col("weight") if numerator.endswith("_weighted") else pl.lit(1.0)
        x = pl.col(_scope(base)) * weighted
    columns: Mapping[str, int] = {path: at for at, path in enumerate(base.paths)}
    kept = kept.with_columns(x=x).filter(pl.col("node").is_in(list(columns)))
    kept = kept.sort("unit", "node", "doc_id", "sentence_id", "term")
    found = np.zeros_like(base.numerators)
    at = kept["node"].replace_strict(columns, return_dtype=pl.Int64).to_numpy()
    np.add.at(found, (kept["unit"].to_numpy(), at), kept["x"].to_numpy())
    return found


def _scope(base: Base) -> str:
    return base.scope if base.measure.scoped else "attention"
