"""By how much clustered sentences and the choice of terms inflate the variance of every cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nqp_text.index.blocks import block_variance, pooled_inflation
from nqp_text.index.measures import Measure
from nqp_text.index.terms import losses, term_hits
from nqp_text.index.units import Unit

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

LEXICON_DOUBT = 0.1
"""Probability with which another author of the lexicon would have left out a term."""


@dataclass(frozen=True, slots=True)
class Spread:
    """What the sentences of a panel say of the errors of its cells.

    ``inflation`` is units × nodes. ``correlation`` is units × paths × paths (the first nodes): how
    the sums of two paths move together because sentences mention both. ``found`` is the number of
    sentences with a hit and ``variance`` the variance of the numerator, units × nodes. ``errors``
    names what is in the inflation.
    """

    inflation: NDArray[np.float64]
    correlation: NDArray[np.float64]
    found: NDArray[np.float64]
    variance: NDArray[np.float64]
    errors: str


def plain_spread(units: int, nodes: int, paths: int) -> Spread:
    """Independent sentences, and paths that vary by themselves."""
    import numpy as np

    together = np.broadcast_to(np.eye(paths), (units, paths, paths))
    unknown = np.full((units, nodes), np.nan)
    return Spread(np.ones((units, nodes)), together, unknown, unknown, "sentences")


def find_spread(
    units: Sequence[Unit],
    nodes: Sequence[str],
    measure: Measure,
    scope: str,
    sentences: pl.DataFrame,
    exposures: dict[str, int],
    paths: int,
    doubt: float = LEXICON_DOUBT,
) -> Spread:
    """The spread of a measure that counts sentences or terms.

    sentences: those of ``affirmed_sentences``. exposures: counted sentences by document.
    paths: how many of the nodes, from the first on, are paths of the index.
    doubt: see ``LEXICON_DOUBT``; 0 leaves the lexicon out.

    Every author leaves out each term by itself with probability d, the author of this lexicon too.
    With ``u_k`` lost without term k, this has the variance ``d (1 - d) Σ u_k^2`` over all terms, of
    which the lexicon has 1 - d: ``d Σ u_k^2`` over those that it has. A found ``u_k`` varies itself
    by as many times its own size as sentences inflate it; this is in the error of sentences
    already, and taken off its square.
    """
    import numpy as np

    shape = len(units), len(nodes)
    numerator = measure.numerator.format(scope=scope)
    rows = _placed(sentences, units, nodes, numerator)
    clustered = _clustered(rows, exposures, shape)
    length = np.array([unit.measured.exposure.sentences if unit.measured else 0 for unit in units])
    total = _summed(rows, rows["x"].to_numpy(), shape)
    plain = total if measure.family == "count" else _of_shares(total, length)
    found = _summed(rows, np.ones(rows.height), shape)
    squares = _summed(rows, rows["x"].to_numpy() ** 2, shape)
    if measure.family != "count":
        squares = squares - total**2 / np.maximum(length, 1)[:, None]
    inflation = pooled_inflation(clustered, squares, found, length.astype(float))
    # A sentence that adds less or more than 1 varies by less or more than the formula supposes.
    inflation = inflation * np.divide(squares, plain, out=np.ones(shape), where=plain > 0)
    sampled = inflation * plain
    errors = "blocks"
    if doubt and numerator != "expected" and (rows["matched"] != "").any():
        lost, squared = _losses(sentences, units, nodes, numerator)
        drawn = doubt * np.maximum(squared - inflation * lost, 0)
        inflation = inflation + np.where(plain > 0, drawn / np.where(plain > 0, plain, 1), 0)
        errors = "blocks+lexicon"
    together = _correlation(rows, exposures, sampled[:, :paths], length.astype(float))
    return Spread(inflation, together, found, inflation * plain, errors)


def _of_shares(total: NDArray[np.float64], length: NDArray[np.int64]) -> NDArray[np.float64]:
    import numpy as np

    share = total / np.maximum(length, 1)[:, None]
    return np.asarray(total * (1 - np.minimum(share, 1)))


def _placed(
    sentences: pl.DataFrame, units: Sequence[Unit], nodes: Sequence[str], numerator: str
) -> pl.DataFrame:
    """The sentences that a numerator counts, with the unit, the node and ``x``, what they add."""
    import polars as pl

    scope, _, kind = numerator.partition("_")
    if numerator == "terms":
        x = pl.col("hits").cast(pl.Float64)
    elif kind == "weighted":
        x = pl.col(scope) * pl.col("weight")
    else:
        x = pl.col(scope if scope in sentences.columns else "attention").cast(pl.Float64)
    return (
        sentences.with_columns(x=x)
        .filter(pl.col("x") > 0, pl.col("node").is_in(list(nodes)))
        .join(unit_of_documents(units), on="doc_id", maintain_order="left")
        .with_columns(
            column=pl.col("node").replace_strict(
                {node: at for at, node in enumerate(nodes)}, return_dtype=pl.Int64
            )
        )
        .sort("unit", "column", "doc_id", "sentence_id")
    )


def unit_of_documents(units: Sequence[Unit]) -> pl.DataFrame:
    """The number of the unit of every document that is used."""
    import polars as pl

    pairs = [(doc_id, row) for row, unit in enumerate(units) for doc_id in unit.used]
    return pl.DataFrame(pairs, schema={"doc_id": pl.String, "unit": pl.Int64}, orient="row")


def _summed(
    rows: pl.DataFrame, x: NDArray[np.float64], shape: tuple[int, int]
) -> NDArray[np.float64]:
    import numpy as np

    cells = rows["unit"].to_numpy() * shape[1] + rows["column"].to_numpy()
    return np.bincount(cells, x, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)


def _clustered(
    rows: pl.DataFrame, exposures: dict[str, int], shape: tuple[int, int]
) -> NDArray[np.float64]:
    """The block variance of the sum of every cell: documents are independent of each other."""
    import numpy as np
    import polars as pl

    groups = rows.select(pl.struct("unit", "column", "doc_id").rle_id()).to_series().to_numpy()
    firsts = rows.group_by("unit", "column", "doc_id", maintain_order=True).first()
    length = np.array([exposures.get(doc_id, 0) for doc_id in firsts["doc_id"]], dtype=float)
    found = block_variance(
        groups.astype(np.int64),
        rows["sentence_id"].to_numpy().astype(np.int64),
        rows["x"].to_numpy(),
        length,
    )
    return _summed(firsts, found, shape)


def _losses(
    sentences: pl.DataFrame, units: Sequence[Unit], nodes: Sequence[str], numerator: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """``Σ_k u_k`` and ``Σ_k u_k^2`` of every cell.

    A term is the same term in all documents of a unit.
    """
    import polars as pl

    lost = (
        losses(term_hits(sentences), numerator)
        .filter(pl.col("node").is_in(list(nodes)))
        .join(unit_of_documents(units), on="doc_id", maintain_order="left")
        .group_by("unit", "node", "term", maintain_order=True)  # sums of floats depend on it
        .agg(pl.col("lost").sum())
        .with_columns(
            column=pl.col("node").replace_strict(
                {node: at for at, node in enumerate(nodes)}, return_dtype=pl.Int64
            )
        )
        .sort("unit", "column", "term")
    )
    shape = len(units), len(nodes)
    u = lost["lost"].to_numpy()
    return _summed(lost, u, shape), _summed(lost, u**2, shape)


def _correlation(
    rows: pl.DataFrame,
    exposures: dict[str, int],
    single: NDArray[np.float64],
    length: NDArray[np.float64],
) -> NDArray[np.float64]:
    """One correlation for all pairs of paths, which gives their sum its own variance.

    ``V = Σ_p V_p + r Σ_{p≠q} sqrt(V_p V_q)``, solved for r, where V is the block variance of what
    all paths together add to each sentence, pooled like that of each path.
    """
    import numpy as np
    import polars as pl

    units, paths = single.shape
    whole = (
        rows.filter(pl.col("column") < paths)
        .group_by("unit", "doc_id", "sentence_id", maintain_order=True)
        .agg(pl.col("x").sum())
        .with_columns(column=pl.lit(0, pl.Int64))
        .sort("unit", "doc_id", "sentence_id")
    )
    alone = (units, 1)
    clustered = _clustered(whole, exposures, alone)
    squares = _summed(whole, whole["x"].to_numpy() ** 2, alone)
    found = _summed(whole, np.ones(whole.height), alone)
    total = (pooled_inflation(clustered, squares, found, length) * squares)[:, 0]
    own = single.sum(axis=1)
    pairs = np.sqrt(single).sum(axis=1) ** 2 - own
    r = np.divide(total - own, pairs, out=np.zeros(units), where=pairs > 1e-9 * own)
    r = np.clip(r, -1 / max(1, paths - 1), 1)
    matrix = np.repeat(r, paths * paths).reshape(units, paths, paths)
    matrix[:, np.arange(paths), np.arange(paths)] = 1
    return matrix
