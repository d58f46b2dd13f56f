"""Shares of groups of documents, corrected for the errors of the classifier.

A group (an industry and year, say) has sentences enough to correct its share of a path; a single
document has not, and is never corrected here. Two ways, each with its own need:

- **Adjusted classify-and-count** needs how often the tagger errs, from an evaluation whose rates
  hold in every group (Forman 2008): ``θ = (y - f) / (t - f)``.
- **Prediction-powered inference** needs sentences of the group drawn with known probabilities and
  read by a person (Angelopoulos et al. 2023; with probabilities, Egami et al. 2023). It needs no
  assumption on the tagger: a bad one only makes the interval wider::

      θ = λ ȳ + mean over the labelled of w (Y - λ y)      w = 1/π, scaled to a mean of 1
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nqp_text.errors import MeasureError
from nqp_text.index.classifier import Rates
from nqp_text.index.intervals import TAIL, Z

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RARE = 0.01
"""Prevalence below which adjusted classify-and-count is unstable, and says so."""


@dataclass(frozen=True, slots=True)
class Prevalence:
    """A corrected share with its error; ``status`` is ``estimated`` or says why there is none."""

    value: float | None
    standard_error: float | None
    low: float | None
    high: float | None
    status: str


def missing_prevalence(status: str) -> Prevalence:
    """No estimate, and why."""
    return Prevalence(None, None, None, None, status)


def adjusted_count(
    found: NDArray[np.float64],
    sentences: NDArray[np.float64],
    rates: Rates | None,
    chance: np.random.Generator,
) -> Prevalence:
    """Adjusted classify-and-count of one group.

    found, sentences: hits and length of every document. Every replicate draws documents with
    replacement and takes its own recall and false positive rate, so that both errors are in the
    interval. One document alone has none.
    """
    import numpy as np

    total = sentences.sum()
    if not total:
        return missing_prevalence("no_sentences")
    if rates is None:
        return missing_prevalence("no_evaluation")
    if len(found) < 2:
        return missing_prevalence("one_document")
    share = float(found.sum() / total)
    recall, f = rates.mean_recall, rates.mean_false_positive
    if share < float(np.quantile(rates.false_positive, TAIL)):
        return missing_prevalence("evaluation_refuted")
    replicates = len(rates.recall)
    times = chance.multinomial(len(found), np.full(len(found), 1 / len(found)), replicates)
    drawn = (times @ found) / np.maximum(times @ sentences, 1)
    difference = np.maximum(rates.recall - rates.false_positive, 1e-6)
    true = np.clip((drawn - rates.false_positive) / difference, 0, 1)
    value = min(1.0, max(0.0, (share - f) / (recall - f)))
    low, high = np.quantile(true, [TAIL, 1 - TAIL])
    status = "estimated" if value >= RARE else "estimated, rare"
    return Prevalence(value, float(true.std(ddof=1)), float(low), float(high), status)


def prediction_powered(
    share: float,
    sentences: int,
    truth: Sequence[float],
    predicted: Sequence[float],
    probabilities: Sequence[float],
) -> Prevalence:
    """Prediction-powered share of one group, with the λ that makes its variance least.

    share, sentences: of the tagger, over all sentences of the group. truth, predicted: what a
    person and the tagger said of the labelled sentences (0 or 1), drawn with ``probabilities``.

    Sentences on which the tagger never errs, or which all have the same label, show no variation,
    but do not prove that there is none among the others: the interval then adds the errors that so
    many sentences can miss, which the standard error leaves out, and the status says so.

    With equal probabilities and a tagger that is always right this is the tagger's share; with one
    that says nothing it is the mean of the labels.

    >>> found = prediction_powered(0.3, 10_000, [1, 0, 1, 0] * 25, [1, 0, 0, 0] * 25, [0.01] * 100)
    >>> round(found.value, 3), round(found.standard_error, 3)
    (0.533, 0.041)
    """
    import numpy as np

    labels, guesses = np.asarray(truth, float), np.asarray(predicted, float)
    drawn = np.asarray(probabilities, float)
    if not (len(labels) == len(guesses) == len(drawn)):
        raise MeasureError(
            f"{len(labels)} labels, {len(guesses)} predictions and {len(drawn)} probabilities.",
            where="prediction_powered",
            fix="Give one of each for every labelled sentence.",
        )
    if len(drawn) and not ((drawn > 0) & (drawn <= 1)).all():
        raise MeasureError(
            "A probability of being drawn lies above 0 and at most at 1.",
            where="probabilities",
            fix="Give those that nqp audit sample wrote.",
        )
    if len(labels) < 2:
        return missing_prevalence("too_few_labels")
    weights = (1 / drawn) / np.mean(1 / drawn)
    n = len(labels)
    tuning = _power(labels, guesses, weights, n, sentences)
    rectified = weights * (labels - tuning * guesses)
    centred = weights * (labels - tuning * guesses - rectified.mean())
    value = tuning * share + float(rectified.mean())
    variance = tuning**2 * share * (1 - share) / max(1, sentences)
    variance += float((centred**2).sum()) / (n - 1) / n
    error = float(np.sqrt(variance))
    below = above = Z * error
    alike = bool((labels == labels[0]).all())
    if unvaried := alike or bool((labels == guesses).all()):
        missed = _possible(weights)
        above = math.hypot(above, missed)
        below = math.hypot(below, missed if alike else share * _possible(weights[guesses > 0]))
    return Prevalence(
        value=min(1.0, max(0.0, value)),
        standard_error=error,
        low=max(0.0, value - below),
        high=min(1.0, value + above),
        status="estimated, no variation" if unvaried else "estimated",
    )


def _possible(weights: NDArray[np.float64]) -> float:
    """Largest share of errors that as many sentences may well show none of (Clopper and Pearson).

    Sentences of unequal weight count as Kish's effective number.
    """
    if not len(weights):
        return 1.0
    return float(1 - TAIL ** (float((weights**2).sum()) / float(weights.sum()) ** 2))


def _power(
    labels: NDArray[np.float64],
    guesses: NDArray[np.float64],
    weights: NDArray[np.float64],
    n: int,
    sentences: int,
) -> float:
    """λ of least variance, ``cov(Y, y) / ((1 + n/N) var(y))``, weighted, between 0 and 1."""
    import numpy as np

    mean_label = np.average(labels, weights=weights)
    mean_guess = np.average(guesses, weights=weights)
    squared = weights**2
    covariance = float(np.mean(squared * (labels - mean_label) * (guesses - mean_guess)))
    variance = float(np.mean(squared * (guesses - mean_guess) ** 2))
    if variance <= 0:
        return 0.0
    return min(1.0, max(0.0, covariance / (variance * (1 + n / max(1, sentences)))))
