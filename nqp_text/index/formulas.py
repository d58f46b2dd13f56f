"""The formulas of the measures: one pure function each, with its source and a worked example.

Every function takes the hits of a unit and its exposure, and returns the value with its standard
error and 95 % interval. ``inflation`` says how many times larger the variance is than that of
independent sentences: see ``nqp_text.index.blocks``. In the formulas of document d and path p:
``M`` sentences that mention p, ``M/k`` the same with 1/k for a sentence on k paths, ``C`` terms of
p, ``S`` sentences, ``L`` length in Chinese characters plus Latin words, ``W`` words.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log1p, sqrt

from nqp_text.errors import MeasureError
from nqp_text.index import intervals
from nqp_text.records import Exposure

PER = 10_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value, its standard error and the ends of its 95 % interval."""

    value: float
    standard_error: float
    low: float
    high: float


def share(hits: float, exposure: Exposure, inflation: float = 1.0) -> Estimate:
    """Share of the sentences that mention the path: ``M / S``.

    Source: the share of positive sentences of Jin et al. (2024); binomial error and Wilson
    interval.

    >>> share(5, Exposure(sentences=50)).value
    0.1
    """
    return _of_sentences(hits, exposure.sentences, inflation)


def share_listed(hits: float, exposure: Exposure, inflation: float = 1.0) -> Estimate:
    """Share of the sentences, where one on k paths gives each of them 1/k: ``Σ 1/k / S``.

    A slogan that lists nine paths counts once, not nine times, and the nine shares add up to the
    share of sentences with any path. Source: fractional counting (Narin 1976).

    >>> share_listed(1 + 1 + 1 / 4, Exposure(sentences=50)).value
    0.045
    """
    return _of_sentences(hits, exposure.sentences, inflation)


def per_10k(hits: float, exposure: Exposure, inflation: float = 1.0) -> Estimate | None:
    """Hits per 10,000 characters: ``10^4 M / L``, or ``10^4 C / L`` for terms.

    Source: the usual length-adjusted dictionary count; Poisson error.

    >>> per_10k(9, Exposure(chars=30_000)).value
    3.0
    """
    return _rate(hits, exposure.chars, inflation)


def per_10k_words(hits: float, exposure: Exposure, inflation: float = 1.0) -> Estimate | None:
    """Hits per 10,000 words: ``10^4 M / W``, or ``10^4 C / W`` for terms.

    Source: share of words as in Yuan et al. (2021), there per 100 words.

    >>> per_10k_words(9, Exposure(words=15_000)).value
    6.0
    """
    return _rate(hits, exposure.words, inflation)


def count(hits: float, exposure: Exposure, inflation: float = 1.0) -> Estimate:
    """Number of sentences or terms: ``M`` or ``C``. It grows with the length of the report.

    >>> count(9, Exposure()).value
    9.0
    """
    error, low, high = intervals.poisson(hits / inflation)
    return Estimate(float(hits), error * inflation, low * inflation, high * inflation)


def ln1p(hits: float, exposure: Exposure, inflation: float = 1.0) -> Estimate:
    """Logarithm of the number of sentences or terms: ``ln(1 + M)`` or ``ln(1 + C)``.

    Source: the convention of Wu et al. (2021); their numerator is terms, as in ``ln1p_terms``.

    >>> round(ln1p(9, Exposure()).value, 4)
    2.3026
    """
    plain = count(hits, exposure, inflation)
    error = plain.standard_error / (1 + hits)
    return Estimate(log1p(hits), error, log1p(plain.low), log1p(plain.high))


def tfidf(weighted: float, exposure: Exposure, variance: float) -> Estimate:
    """Terms weighted by their rarity: ``Σ_k tf_k ln((1 + N) / (1 + df_k))``.

    N documents of a frozen base period, df_k of them with term k: with a rolling base the history
    would change whenever a document is added. ``variance`` is ``Σ_k tf_k ln(...)^2``: each term's
    count varies like Poisson, its weight is fixed. Source: Salton and Buckley (1988), with the
    smoothing of methods that must give unseen terms a finite weight.

    >>> from math import log
    >>> idf = log((1 + 9) / (1 + 1))
    >>> round(tfidf(2 * idf, Exposure(), 2 * idf**2).value, 4)
    3.2189
    """
    error = sqrt(variance)
    return Estimate(
        weighted, error, max(0.0, weighted - intervals.Z * error), weighted + intervals.Z * error
    )


def expected_share(expected: float, exposure: Exposure, inflation: float = 1.0) -> Estimate:
    """Mean calibrated probability that a sentence mentions the path: ``Σ_s π_s / S``.

    What the probabilities vary between sentences and what the labels vary given them add up to
    the variance of a share. Source: probabilistic classify-and-count (Bella et al. 2010).

    >>> expected_share(0.9 + 0.6 + 0.05, Exposure(sentences=10)).value
    0.155
    """
    return _of_sentences(expected, exposure.sentences, inflation)


def expected_count(expected: float, exposure: Exposure, variance: float) -> Estimate:
    """Expected number of sentences of this document on the path: ``Σ_s π_s``.

    The error ``sqrt(Σ π(1 - π))`` is that of the labels of these very sentences, given their
    probabilities; it does not ask what else the issuer might have written.

    >>> found = expected_count(1.5, Exposure(sentences=10), 0.9 * 0.1 + 0.6 * 0.4)
    >>> round(found.standard_error, 4)
    0.5745
    """
    error = sqrt(variance)
    low, high = expected - intervals.Z * error, expected + intervals.Z * error
    return Estimate(expected, error, max(0.0, low), min(float(exposure.sentences), high))


def breadth(hits: float, exposure: Exposure, inflation: float = 1.0) -> Estimate:
    """Whether the path is mentioned at all: ``1[M > 0]``; summed over the paths, how many are.

    The error is that of another draw of as many sentences: given M, a path appears in it with
    probability ``1 - 2^-(M + 1/2)`` (Poisson, Jeffreys prior). Source: count of dimensions with a
    mention, as in the indices that score one point a dimension.

    >>> breadth(2, Exposure(sentences=50)).value
    1.0
    """
    again = 1 - 0.5 ** (hits / inflation + 0.5)
    return Estimate(
        float(hits > 0),
        sqrt(again * (1 - again)),
        float(again > 1 - intervals.TAIL),
        float(again > intervals.TAIL),
    )


def talk_share(walked: float, exposure: Exposure, own: float) -> Estimate | None:
    """Share of talk in what the issuer says of its own doing: ``(B + P) / (B + P + A + D)``.

    B background, P plans, A actions, D achievements: ``own`` is all four and ``walked`` is A + D.
    The talk-walk gap is this minus the median of the same industry and year. None where the issuer
    says nothing of its own doing. Source: Zhao et al. (2020), cheap talk as in Bingler et al.
    (2022).

    >>> talk_share(3, Exposure(), 12).value
    0.75
    """
    if not own:
        return None
    return Estimate((own - walked) / own, *intervals.wilson(own - walked, own))


def new_share(fresh: float, exposure: Exposure, inflation: float = 1.0) -> Estimate:
    """Share of sentences that mention the path and did not stand in the last report: ``M_new / S``.

    A sentence is not new if a sentence of the issuer's last report shares 90 % of its pairs of
    characters (Jaccard). Source: Cohen, Malloy and Nguyen (2020), on sentences.

    >>> new_share(4, Exposure(sentences=50)).value
    0.08
    """
    return _of_sentences(fresh, exposure.sentences, inflation)


def _of_sentences(hits: float, sentences: int, inflation: float) -> Estimate:
    if hits > sentences * (1 + 1e-9):
        raise MeasureError(
            f"{hits:g} of {sentences} sentences cannot be a share.",
            where="share",
            fix="Count hits and exposure over the same sentences.",
        )
    hits = min(hits, sentences)
    return Estimate(hits / sentences, *intervals.wilson(hits / inflation, sentences / inflation))


def _rate(hits: float, length: int, inflation: float) -> Estimate | None:
    if not length:
        return None
    plain = count(hits, Exposure(), inflation)
    scale = PER / length
    return Estimate(
        hits * scale, plain.standard_error * scale, plain.low * scale, plain.high * scale
    )
