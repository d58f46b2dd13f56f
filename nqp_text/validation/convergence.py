"""Does the index move with what it should move with? Correlations with a user's variables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from nqp_text.errors import ValidationError
from nqp_text.records import Estimate
from nqp_text.validation.estimates import ratio
from nqp_text.validation.firm_years import FirmYears, Key
from nqp_text.validation.resampling import Resampling, resample

Floats = npt.NDArray[np.float64]
LENGTH = "ln_length"
"""The length of the text, always compared too: an index should not measure it."""
MIN_UNITS = 10
_NOTHING: Estimate = (None, None, None)


@dataclass(frozen=True, slots=True)
class Correlation:
    """How a path of the index and a variable go together, over ``n`` firm-years of ``firms`` firms.

    ``partial`` is what is left after ln(length) and the fixed effects of industry × year (of the
    year, where no industry is known) are taken out of both, over ``n_partial`` firm-years that are
    not alone in their group. ``status`` says why there is no number.
    """

    path: str
    variable: str
    n: int
    firms: int
    pearson: Estimate
    spearman: Estimate
    n_partial: int
    partial: Estimate
    status: str


def correlations(
    panel: pl.DataFrame, joined: FirmYears, *, replicates: int = 1000, seed: int = 0
) -> list[Correlation]:
    """Pearson, Spearman and partial correlations per path and variable, firms resampled.

    ``panel`` is a long panel of one measure and scope. Firm-years without a value, or without one
    in the user's table, are left out pair by pair. Residuals and ranks are those of the sample in
    all replicates.
    """
    names = sorted({name for row in joined.values.values() for name in row})
    found = []
    for path in panel["path"].unique(maintain_order=True).to_list():
        rows = panel.filter((pl.col("path") == path) & pl.col("value").is_not_null())
        keys = [key_of(row) for row in rows.iter_rows(named=True)]
        index = rows["value"].to_numpy().astype(np.float64)
        length = np.log(np.maximum(rows["chars"].to_numpy().astype(np.float64), 1))
        for name in (*names, LENGTH):
            other = _variable(name, keys, joined, length)
            found.append(
                _correlation(
                    path, name, keys, index, other, length, joined.groups, replicates, seed
                )
            )
    if not any(each.n for each in found):
        raise ValidationError(
            "No firm-year of the table is in the panel.",
            where=f"for instance {', '.join(f'{c} {y}' for c, y in joined.unmatched[:3]) or '-'}",
            fix="Compare codes and years of the table with those of the panel (`nqp index RUN`).",
        )
    return found


def key_of(row: Mapping[str, object]) -> Key:
    """What a row of a panel is joined by: the code, for governments the name, and the year."""
    year = row["year"]
    code = str(row["firm_code"] or row["firm_name"] or "")
    return code, year if isinstance(year, int) else 0


def _variable(name: str, keys: Sequence[Key], joined: FirmYears, length: Floats) -> Floats:
    if name == LENGTH:
        return length
    return np.asarray([joined.values.get(key, {}).get(name, np.nan) for key in keys])


def _correlation(
    path: str,
    name: str,
    keys: Sequence[Key],
    index: Floats,
    other: Floats,
    length: Floats,
    groups: Mapping[Key, str],
    replicates: int,
    seed: int,
) -> Correlation:
    known = np.flatnonzero(~np.isnan(other)).tolist()
    chosen = [keys[at] for at in known]
    firms = [code for code, _ in chosen]
    one, two, size = index[known], other[known], length[known]
    status = _status(one, two)
    blank = Correlation(
        path, name, len(known), len(set(firms)), _NOTHING, _NOTHING, 0, _NOTHING, status
    )
    if status != "measured":
        return blank
    resampling = resample(firms, None, replicates=replicates, seed=seed)
    inside = [f"{groups.get(key, '')} {key[1]}" for key in chosen]
    controls = size if name != LENGTH else np.zeros_like(size)
    left, right, used = _residuals(one, two, controls, inside)
    compared = int(used.sum())
    if compared < MIN_UNITS:
        status = f"measured; fewer than {MIN_UNITS} for the partial one"
    return Correlation(
        path,
        name,
        len(known),
        len(set(firms)),
        _pearson(one, two, resampling),
        _pearson(ranks(one), ranks(two), resampling),
        compared,
        _pearson(left, right, resampling, used) if compared >= MIN_UNITS else _NOTHING,
        status,
    )


def _status(one: Floats, two: Floats) -> str:
    if len(one) < MIN_UNITS:
        return f"fewer than {MIN_UNITS} firm-years"
    if np.ptp(one) == 0:
        return "the index does not vary"
    return "the variable does not vary" if np.ptp(two) == 0 else "measured"


def _residuals(
    one: Floats, two: Floats, length: Floats, groups: Sequence[str]
) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Both without group means and length (Frisch and Waugh 1933), and who is not alone."""
    _, at, sizes = np.unique(np.asarray(groups), return_inverse=True, return_counts=True)
    within = [each - (np.bincount(at, each) / sizes)[at] for each in (one, two, length)]
    control = within[2]
    total = float(control @ control)
    left, right = (
        each - control * (float(each @ control) / total if total > 1e-12 else 0.0)
        for each in within[:2]
    )
    return left, right, sizes[at] > 1


def _pearson(
    one: Floats,
    two: Floats,
    resampling: Resampling,
    used: npt.NDArray[np.bool_] | None = None,
) -> Estimate:
    weight = np.ones_like(one) if used is None else used.astype(np.float64)
    scaled = [_standard(each, weight) for each in (one, two)]
    x, y = scaled
    sums = resampling.sums(np.stack([weight, x, y, x * x, y * y, x * y], axis=1))
    n, sx, sy, sxx, syy, sxy = sums.T
    spread = (sxx - ratio(sx * sx, n)) * (syy - ratio(sy * sy, n))
    values = ratio(sxy - ratio(sx * sy, n), np.sqrt(np.maximum(spread, 0)))
    point = float(values[0])
    if np.isnan(point):
        return _NOTHING
    defined = np.clip(values[1:][~np.isnan(values[1:])], -1, 1)
    low, high = np.quantile(defined, (0.025, 0.975)).tolist() if len(defined) else (point, point)
    return (min(1.0, max(-1.0, point)), low, high)


def _standard(values: Floats, weight: Floats) -> Floats:
    """Around zero with spread one where the weight is one: sums of squares stay exact enough."""
    mean = float(values @ weight) / float(weight.sum())
    centred = (values - mean) * weight
    spread = float(np.sqrt(centred @ centred / weight.sum()))
    return centred / spread if spread > 0 else centred


def ranks(values: Floats) -> Floats:
    """Ranks from 1, ties sharing their mean."""
    _, at, sizes = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(sizes)
    return np.asarray((last - (sizes - 1) / 2)[at], dtype=np.float64)
