"""The menu of measures: what each is computed from, and how to speak of it.

The formulas themselves are in ``nqp_text.index.formulas``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from nqp_text.errors import MeasureError
from nqp_text.index import formulas
from nqp_text.index.formulas import Estimate
from nqp_text.records import Exposure


@dataclass(frozen=True, slots=True)
class Measure:
    """A formula and how to speak of it.

    ``numerator`` names the column of the counts: ``{scope}`` stands for the scope. A measure that
    has no ``{scope}`` exists for ``attention`` only. ``other`` names a second column that the
    formula takes; without one it takes the inflation of the variance by clustered sentences.
    ``short`` is the measure's part of a variable's name. ``family`` is the law of its error:
    a share of sentences, a count with or without a length below it, or neither.
    ``composite`` says how the paths are put together: as a weighted mean, as a sum, or by the
    formula on the sum of their numerators. ``undefined`` is the status of a unit for which the
    formula has no value, and ``needs`` what has to be known beyond the counts.
    """

    name: str
    short: str
    numerator: str
    denominator: str
    formula: str
    label: str
    compute: Callable[..., Estimate | None]
    family: Literal["share", "count", "none"] = "count"
    other: str = ""
    composite: Literal["mean", "sum", "pooled"] = "mean"
    undefined: str = "undefined"
    needs: Literal["", "base", "last_report"] = ""

    @property
    def scoped(self) -> bool:
        """Whether the measure exists for every scope."""
        return "{scope}" in self.numerator

    @property
    def logged(self) -> bool:
        """Whether the value is ``ln(1 + x)`` of a count."""
        return self.name.startswith("ln1p")

    def columns(self, scope: str) -> tuple[str, ...]:
        """The columns of the counts that the formula takes."""
        return tuple(name.format(scope=scope) for name in (self.numerator, self.other) if name)

    def estimate(
        self, numbers: tuple[float, ...], exposure: Exposure, inflation: float = 1.0
    ) -> Estimate | None:
        """The value for the numbers of ``columns``; None where the formula has none."""
        last = numbers[1] if self.other else inflation
        return self.compute(numbers[0], exposure, last)


_ALL = (
    Measure(
        "share_listed", "shl", "{scope}_weighted", "sentences", "Σ(1/k) / S",
        "share of sentences, 1/k for a sentence on k paths", formulas.share_listed, "share",
    ),
    Measure(
        "share", "sh", "{scope}", "sentences", "M / S", "share of sentences", formulas.share,
        "share",
    ),
    Measure(
        "per_10k", "p10k", "{scope}", "chars", "10^4 M / L",
        "sentences per 10,000 characters", formulas.per_10k,
    ),
    Measure(
        "per_10k_words", "p10w", "{scope}", "words", "10^4 M / W",
        "sentences per 10,000 words", formulas.per_10k_words, undefined="no_words",
    ),
    Measure("count", "n", "{scope}", "", "M", "number of sentences", formulas.count),
    Measure("ln1p", "ln", "{scope}", "", "ln(1 + M)", "ln(1 + number of sentences)", formulas.ln1p),
    Measure("terms", "tn", "terms", "", "C", "number of terms", formulas.count),
    Measure(
        "ln1p_terms", "tln", "terms", "", "ln(1 + C)", "ln(1 + number of terms)", formulas.ln1p
    ),
    Measure(
        "terms_per_10k", "tp10k", "terms", "chars", "10^4 C / L",
        "terms per 10,000 characters", formulas.per_10k,
    ),
    Measure(
        "terms_per_10k_words", "tp10w", "terms", "words", "10^4 C / W",
        "terms per 10,000 words", formulas.per_10k_words, undefined="no_words",
    ),
    Measure(
        "tfidf", "tfi", "tfidf", "", "Σ tf ln((1 + N) / (1 + df)), N and df of the base years",
        "terms weighted by rarity", formulas.tfidf, "none", other="tfidf_variance", needs="base",
    ),
    Measure(
        "expected_share", "esh", "expected", "sentences", "Σ π / S",
        "mean calibrated probability", formulas.expected_share, "share",
        undefined="no_probabilities",
    ),
    Measure(
        "expected_count", "en", "expected", "", "Σ π", "expected number of sentences",
        formulas.expected_count, "none", other="expected_variance", undefined="no_probabilities",
    ),
    Measure(
        "breadth", "brd", "{scope}", "", "1[M > 0]", "whether mentioned; composite: how many paths",
        formulas.breadth, "none", composite="sum",
    ),
    Measure(
        "new_share", "new", "{scope}_new", "sentences", "M_new / S",
        "share of sentences that are new since the last report", formulas.new_share, "share",
        undefined="no_earlier_report", needs="last_report",
    ),
    Measure(
        "talk_walk", "tw", "implementation", "own sentences",
        "(B + P) / (B + P + A + D), minus its median in the group and year",
        "talk-walk gap", formulas.talk_share, "none", other="own", composite="pooled",
        undefined="no_own_mentions",
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
            fix=f"It has its own rule for stance and actor. Choose one of {scoped}.",
        )
    return measure
