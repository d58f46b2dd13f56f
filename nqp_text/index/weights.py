"""How the paths make one number: equal weights, entropy, first principal component, or the user's.

Every scheme ends in fixed numbers: a weight, a centre and a scale per path, found once on a
training window and applied to every unit::

    composite = Σ_p w_p (x_p - centre_p) / scale_p
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from nqp_text.errors import MeasureError
from nqp_text.index.grid import Grid
from nqp_text.index.options import Years
from nqp_text.index.weights_file import read_weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SCHEMES = ("equal", "entropy", "pca")


@dataclass(frozen=True, slots=True)
class Weighting:
    """The weights of a composite, and what has to be said with them.

    ``facts`` are numbers per scheme, such as the explained variance; ``notes`` warn.
    """

    scheme: str
    paths: tuple[str, ...]
    weights: tuple[float, ...]
    centres: tuple[float, ...]
    scales: tuple[float, ...]
    units: int = 0
    window: str = ""
    facts: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def find_weighting(
    weights: str | Path, grid: Grid, paths: Sequence[str], years: Years | None = None
) -> Weighting:
    """The weighting of a known scheme, or of a CSV file ``node,weight``.

    years: first and last year of the units that entropy and PCA learn from; all by default.
    """
    name = str(weights)
    if name == "equal":
        return fixed_weighting(name, paths, 1 / max(1, len(paths)))
    if name in ("entropy", "pca"):
        values, window = _training(grid, paths, years)
        return (entropy_weighting if name == "entropy" else pca_weighting)(values, paths, window)
    file = Path(weights)
    if file.suffix.lower() != ".csv" and not file.is_file():
        raise MeasureError(
            f"There are no weights {name!r}.",
            where="weights",
            fix=f"Choose {', '.join(SCHEMES)}, or give a CSV file with the columns node,weight.",
        )
    found = read_weights(file, paths)
    return Weighting(
        file.name, tuple(paths), tuple(found[path] for path in paths), *_as_they_are(paths)
    )


def entropy_weighting(
    values: NDArray[np.float64], paths: Sequence[str], window: str = ""
) -> Weighting:
    """Entropy weights (熵值法, Shannon 1948) of values, units × paths.

    ``y = (x - min) / (max - min)``, ``q_ip = y_ip / Σ_i y_ip``,
    ``E_p = -Σ_i q_ip ln q_ip / ln n`` with 0 ln 0 = 0, ``w_p = (1 - E_p) / Σ_p (1 - E_p)``.
    A path that does not vary weighs 0. The method gives most weight to the path that fewest units
    mention: it rewards rarity, not importance, and the notes say by how much.

    >>> import numpy as np
    >>> x = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 1.0]])
    >>> [round(w, 3) for w in entropy_weighting(x, ["a", "b"]).weights]
    [0.296, 0.704]
    """
    import numpy as np

    _enough(values, 2, "entropy", window)
    low, span = values.min(axis=0), np.ptp(values, axis=0)
    varies = span > 0
    _some(varies, "entropy")
    y = np.where(varies, (values - low) / np.where(varies, span, 1), 0.0)
    q = y / np.where(varies, y.sum(axis=0), 1)
    information = np.where(q > 0, q * np.log(np.where(q > 0, q, 1)), 0.0).sum(axis=0)
    difference = np.where(varies, 1 + information / np.log(len(values)), 0.0)
    weights = difference / difference.sum()
    zeros = (values == low).mean(axis=0)
    rarest = int(np.argmax(weights))
    note = (
        f"Entropy weights reward rarity, not importance: {paths[rarest]} weighs "
        f"{weights[rarest]:.0%} and is at its lowest value in {zeros[rarest]:.0%} of the units."
    )
    return Weighting(
        "entropy", tuple(paths), _floats(weights), _floats(low),
        _floats(np.where(varies, span, 1.0)), len(values), window,
        {f"entropy {path}": float(1 - d) for path, d in zip(paths, difference, strict=True)},
        (note, *_constant(varies, paths)),
    )  # fmt: skip


def pca_weighting(values: NDArray[np.float64], paths: Sequence[str], window: str = "") -> Weighting:
    """Loadings of the first principal component of the z-scores of values, units × paths.

    The eigenvector of the largest eigenvalue of the correlation matrix, of length 1, with the sign
    that makes the loadings add up to more than 0. ``facts`` hold the share of the variance that it
    explains and the Kaiser-Meyer-Olkin measure of sampling adequacy (below 0.5: do not use it).
    Source: Pearson (1901), Kaiser (1974).
    """
    import numpy as np

    _enough(values, 3, "pca", window)
    centre, scale = values.mean(axis=0), values.std(axis=0, ddof=1)
    varies = scale > 1e-12 * np.maximum(np.abs(centre), 1e-300)
    _some(varies, "pca")
    scores = (values[:, varies] - centre[varies]) / scale[varies]
    correlation = np.atleast_2d(np.corrcoef(scores, rowvar=False))
    eigenvalues, vectors = np.linalg.eigh(correlation)
    first = vectors[:, -1]
    total = first.sum()
    sign = total if abs(total) > 1e-9 else first[np.argmax(np.abs(first))]
    loadings = np.zeros(len(paths))
    loadings[varies] = first * np.sign(sign)
    facts = {
        "explained variance": float(eigenvalues[-1] / eigenvalues.sum()),
        "kmo": _kmo(correlation),
    }
    notes = list(_constant(varies, paths))
    if negative := [path for path, w in zip(paths, loadings, strict=True) if w < -1e-9]:
        notes.append(f"Negative loadings lower the composite: {', '.join(negative)}.")
    if facts["kmo"] < 0.5:
        notes.append("The KMO measure is below 0.5: the paths have too little in common for PCA.")
    return Weighting(
        "pca", tuple(paths), _floats(loadings), _floats(centre),
        _floats(np.where(varies, scale, 1.0)), len(values), window, facts, tuple(notes),
    )  # fmt: skip


def _kmo(correlation: NDArray[np.float64]) -> float:
    """Squared correlations over squared correlations and partial correlations, off the diagonal."""
    import numpy as np

    if len(correlation) < 2:
        return 0.5
    inverse = np.linalg.pinv(correlation)
    scale = np.sqrt(np.outer(np.diag(inverse), np.diag(inverse)))
    partial = -inverse / np.where(scale > 0, scale, 1)
    off = ~np.eye(len(correlation), dtype=bool)
    r, p = float((correlation[off] ** 2).sum()), float((partial[off] ** 2).sum())
    return r / (r + p) if r + p else 0.5


def fixed_weighting(scheme: str, paths: Sequence[str], weight: float) -> Weighting:
    """The same weight for every path, on the values as they are."""
    return Weighting(scheme, tuple(paths), (weight,) * len(paths), *_as_they_are(paths))


def _as_they_are(paths: Sequence[str]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return (0.0,) * len(paths), (1.0,) * len(paths)


def _training(
    grid: Grid, paths: Sequence[str], years: Years | None
) -> tuple[NDArray[np.float64], str]:
    """Values of the units of the window that have all paths."""
    import numpy as np

    values = grid.value[:, grid.columns(paths)]
    inside = np.isfinite(values).all(axis=1)
    window = "all years"
    if years:
        window = f"{years[0]}-{years[1]}"
        found = [unit.documents[0]["year"] for unit in grid.units]
        inside &= np.array([year is not None and years[0] <= year <= years[1] for year in found])
    return values[inside], window


def _enough(values: NDArray[np.float64], least: int, scheme: str, window: str) -> None:
    if len(values) < least:
        raise MeasureError(
            f"Units with all paths: {len(values)}, too few for {scheme} weights.",
            where=f"weights, {window or 'all years'}",
            fix=f"Give at least {least} units, widen the training years, or use equal weights.",
        )


def _some(varies: NDArray[np.bool_], scheme: str) -> None:
    if not varies.any():
        raise MeasureError(
            f"No path varies between the units, so there are no {scheme} weights.",
            where="weights",
            fix="Use equal weights, or check that the texts mention any path at all.",
        )


def _constant(varies: NDArray[np.bool_], paths: Sequence[str]) -> list[str]:
    still = [path for path, moves in zip(paths, varies, strict=True) if not moves]
    return [f"Without weight, because they never vary: {', '.join(still)}."] if still else []


def _floats(values: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(map(float, values))
