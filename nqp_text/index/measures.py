"""The menu of measures: one pure function each, with its formula and its source.

Every function takes the hits of a document in one scope and the document's exposure, and returns
the value with its standard error and 95 % interval. In the formulas of document d and path p:
``M`` sentences that mention p, ``M/k`` the same with 1/k for a sentence on k paths, ``C`` terms of
p, ``S`` sentences, ``L`` length in Chinese characters plus Latin words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import log1p

from nqp_text.errors import MeasureError
from nqp_text.index import intervals
from nqp_text.records import Exposure

PER_CHARS = 10_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with the standard error and the ends of the 95 % interval of sentence sampling."""

    value: float
    standard_error: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Measure:
    """A formula and how to speak of it.

    ``numerator`` names the column of the counts: ``{scope}`` stands for the scope. A measure that
    has no ``{scope}`` exists for ``attention`` only. ``short`` is its part of a variable's name.
    """

    name: str
    short: str
    numerator: str
    denominator: str
    formula: str
    label: str
    compute: Callable[[float, Exposure], Estimate]

    @property
    def scoped(self) -> bool:
        """Whether the measure exists for every scope."""
        return "{scope}" in self.numerator


def share(hits: float, exposure: Exposure) -> Estimate:
    """Share of the sentences that mention the path: ``M / S``.

    Source: sentence shares as in Chen and Chen (2018) and Jin et al. (2024); binomial error and
    Wilson interval.

    >>> share(5, Exposure(sentences=50)).value
    0.1
    """
    if hits > exposure.sentences:
        raise MeasureError(
            f"{hits:g} of {exposure.sentences} sentences cannot be a share.",
            where="share",
            fix="Count hits and exposure over the same sentences.",
        )
    return Estimate(hits / exposure.sentences, *intervals.wilson(hits, exposure.sentences))


def share_listed(weighted_hits: float, exposure: Exposure) -> Estimate:
    """Share of the sentences, where one on k paths gives each of them 1/k: ``Σ 1/k / S``.

    A slogan that lists nine paths counts once, not nine times, and the nine shares add up to the
    share of sentences with any path. Source: fractional counting; the interval is Wilson's, which
    is wide for weights below 1.

    >>> share_listed(1 + 1 + 1 / 4, Exposure(sentences=50)).value
    0.045
    """
    return share(weighted_hits, exposure)


def per_10k(hits: float, exposure: Exposure) -> Estimate:
    """Sentences that mention the path per 10,000 characters: ``10^4 M / L``.

    Source: the usual length-adjusted dictionary count, on sentences; Poisson error.

    >>> per_10k(9, Exposure(chars=30_000)).value
    3.0
    """
    rate = intervals.poisson_rate(hits, exposure.chars / PER_CHARS)
    return Estimate(hits * PER_CHARS / exposure.chars, *rate)


def count(hits: float, exposure: Exposure) -> Estimate:
    """Number of sentences that mention the path: ``M``. It grows with the length of the report.

    >>> count(9, Exposure()).value
    9.0
    """
    return Estimate(float(hits), *intervals.poisson(hits))


def ln1p(hits: float, exposure: Exposure) -> Estimate:
    """Logarithm of the number of sentences: ``ln(1 + M)``.

    Source: the convention of Wu et al. (2021), on sentences; see ``ln1p_terms`` for theirs.

    >>> round(ln1p(9, Exposure()).value, 4)
    2.3026
    """
    return Estimate(log1p(hits), *intervals.log_count(hits))


_ALL = (
    Measure(
        "share_listed", "shl", "{scope}_weighted", "sentences", "Σ(1/k) / S",
        "share of sentences, 1/k for a sentence on k paths", share_listed,
    ),
    Measure("share", "sh", "{scope}", "sentences", "M / S", "share of sentences", share),
    Measure(
        "per_10k", "p10k", "{scope}", "chars", "10^4 M / L",
        "sentences per 10,000 characters", per_10k,
    ),
    Measure("count", "n", "{scope}", "", "M", "number of sentences", count),
    Measure("ln1p", "ln", "{scope}", "", "ln(1 + M)", "ln(1 + number of sentences)", ln1p),
    Measure("terms", "tn", "terms", "", "C", "number of terms", count),
    Measure("ln1p_terms", "tln", "terms", "", "ln(1 + C)", "ln(1 + number of terms)", ln1p),
    Measure(
        "terms_per_10k", "tp10k", "terms", "chars", "10^4 C / L",
        "terms per 10,000 characters", per_10k,
    ),
)  # fmt: skip

MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _ALL}
"""All measures by name; the first is the default."""

DEFAULT_MEASURE = _ALL[0].name


def find_measure(name: str, scope: str) -> Measure:
    """The measure of this name, or an error that lists the known ones."""
    if name not in MEASURES:
        raise MeasureError(
            f"There is no measure {name!r}.",
            where="measure",
            fix=f"Choose one of {', '.join(MEASURES)}.",
        )
    measure = MEASURES[name]
    if scope != "attention" and not measure.scoped:
        scoped = ", ".join(m.name for m in _ALL if m.scoped)
        raise MeasureError(
            f"The measure {name!r} exists for the scope 'attention' only, not {scope!r}.",
            where="measure",
            fix=f"Terms are counted without stance or actor. Choose one of {scoped}.",
        )
    return measure
