"""What the errors of the classifier do to a value: draws of the true share of every cell.

A tagger finds a sentence of the path with probability ``t`` (recall) and takes another for one
with probability ``f``. A share of ``y`` found sentences then stands for a true share of::

    θ = (y - f) / (t - f)        cut off at 0 and 1

(Rogan and Gladen 1978; adjusted classify-and-count, Forman 2008). Each replicate draws all three:
y from its posterior with the Jeffreys prior, whose number of sentences is the effective one, and t
and f from theirs, with as many sentences as the evaluation's are worth. The draws of t and f are
shared by all cells of a node, because all of them are measured with the same tagger.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nqp_text.index.intervals import TAIL
from nqp_text.records import NodeErrors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

REPLICATES = 500
"""Draws of every cell."""

MIN_DIFFERENCE = 0.3
"""Smallest ``t - f`` that can be divided by; a worse tagger is not corrected."""

MIN_LABELLED = 5.0
"""Smallest number of effective labelled sentences with, and without, the node."""

_CHUNK = 64
_JEFFREYS = 0.5


@dataclass(frozen=True, slots=True)
class Rates:
    """Draws of recall and of the false positive rate of a tagger on one node, and their means.

    ``texts`` says which sentences they are of, such as ``zh, firm``.
    """

    recall: NDArray[np.float64]
    false_positive: NDArray[np.float64]
    mean_recall: float
    mean_false_positive: float
    texts: str = ""


class Evaluation:
    """The errors of a tagger by node, language and kind of text: the closest cell counts."""

    def __init__(self, cells: Iterable[NodeErrors], replicates: int = REPLICATES) -> None:
        self._cells = {(cell.node, cell.lang, cell.kind): cell for cell in cells}
        self._drawn: dict[tuple[str, str, str], Rates | None] = {}
        self.replicates = replicates

    def rates(self, node: str, lang: str, kind: str) -> Rates | None:
        """The rates for texts of a language and kind; None where the evaluation cannot tell."""
        for key in self._keys(node, lang, kind):
            if key not in self._drawn:
                self._drawn[key] = draw_rates(self._cells[key], self.replicates)
            if found := self._drawn[key]:
                return found
        return None

    def silence(self, node: str, lang: str, kind: str) -> str:
        """Why there are no rates: ``no_evaluation``, ``evaluation_too_small``, ``tagger_too_weak``.

        The second is an evaluation with too few labelled sentences of the node, the third one whose
        tagger hardly tells sentences with the node from others.
        """
        keys = self._keys(node, lang, kind)
        if not keys:
            return "no_evaluation"
        enough = any(min(_labelled(self._cells[key])) >= MIN_LABELLED for key in keys)
        return "tagger_too_weak" if enough else "evaluation_too_small"

    def _keys(self, node: str, lang: str, kind: str) -> list[tuple[str, str, str]]:
        places = ((lang, kind), (lang, "all"), ("all", kind), ("all", "all"))
        return [(node, *place) for place in places if (node, *place) in self._cells]


def draw_rates(cell: NodeErrors, replicates: int = REPLICATES) -> Rates | None:
    """Draws from the posteriors of both rates; None if too few sentences are labelled to tell.

    The weights of the sentences are scaled so that they add up to the effective number.
    """
    if min(_labelled(cell)) < MIN_LABELLED:
        return None
    scale = cell.n_eff / (cell.tp + cell.fp + cell.fn + cell.tn)
    tp, fp, fn, tn = (part * scale for part in (cell.tp, cell.fp, cell.fn, cell.tn))
    recall, false_positive = tp / (tp + fn), fp / (fp + tn)
    if recall - false_positive < MIN_DIFFERENCE:
        return None
    chance = chance_of("rates", cell.node, cell.lang, cell.kind)
    return Rates(
        chance.beta(tp + _JEFFREYS, fn + _JEFFREYS, replicates),
        chance.beta(fp + _JEFFREYS, tn + _JEFFREYS, replicates),
        recall,
        false_positive,
        f"{cell.lang}, {cell.kind}",
    )


def _labelled(cell: NodeErrors) -> tuple[float, float]:
    """Effective labelled sentences with the node, and without it."""
    total = cell.tp + cell.fp + cell.fn + cell.tn
    scale = cell.n_eff / total if total else 0.0
    return (cell.tp + cell.fn) * scale, (cell.fp + cell.tn) * scale


@dataclass(frozen=True, slots=True)
class Observed:
    """Cells of one node whose true values are asked for: an entry per unit.

    ``share`` is the value as a share of ``all``, the value if every sentence were a hit; ``size``
    the effective number of sentences; ``rates`` those of its language and kind, or None. ``seed``
    names the unit, so that its draws depend on nothing else in the panel.
    """

    share: NDArray[np.float64]
    all: NDArray[np.float64]
    size: NDArray[np.float64]
    rates: Sequence[Rates | None]
    seed: Sequence[str]


def adjust(node: str, cells: Observed, logged: bool = False) -> dict[str, NDArray[np.float64]]:
    """``centre``, ``standard_error``, ``low``, ``high``, ``bias`` per unit; NaN without rates.

    They are not cut off: the caller knows what a value can be. logged: they are those of
    ``ln(1 + x)``, where x is cut off at 0. ``bias`` is how far the centre is below the true value
    on average: nothing but for logarithms, where the draws tell it (Efron and Tibshirani 1993).
    """
    import numpy as np

    found = {
        name: np.full(len(cells.share), np.nan)
        for name in ("centre", "standard_error", "low", "high", "bias")
    }

    def scaled(share: NDArray[np.float64], scale: NDArray[np.float64]) -> NDArray[np.float64]:
        value = share * scale
        return np.log1p(np.maximum(value, 0)) if logged else value

    able = [at for at, rates in enumerate(cells.rates) if rates and np.isfinite(cells.share[at])]
    for start in range(0, len(able), _CHUNK):
        at = able[start : start + _CHUNK]
        draws = np.stack([_true_share(node, cells, row) for row in at])
        f = np.array([_mean(cells, row, "mean_false_positive") for row in at])
        t = np.array([_mean(cells, row, "mean_recall") for row in at])
        centre = (cells.share[at] - f) / (t - f)
        scale = cells.all[at]
        found["centre"][at] = scaled(centre, scale)
        middle = scaled(draws.mean(axis=1), scale)
        draws = scaled(draws, scale[:, None])
        found["bias"][at] = middle - draws.mean(axis=1) if logged else 0.0
        found["standard_error"][at] = draws.std(axis=1)
        found["low"][at], found["high"][at] = np.quantile(draws, [TAIL, 1 - TAIL], axis=1)
    return found


def correct(share: float, recall: float, false_positive: float) -> float:
    """The true share behind a found one: ``(y - f) / (t - f)``, between 0 and 1.

    >>> round(correct(0.10, recall=0.8, false_positive=0.02), 4)
    0.1026
    """
    return min(1.0, max(0.0, (share - false_positive) / (recall - false_positive)))


def _mean(cells: Observed, row: int, name: str) -> float:
    rates = cells.rates[row]
    assert rates is not None
    return float(getattr(rates, name))


def _true_share(node: str, cells: Observed, row: int) -> NDArray[np.float64]:
    import numpy as np

    rates = cells.rates[row]
    assert rates is not None
    found = cells.share[row] * cells.size[row]
    drawn = chance_of("cell", node, cells.seed[row]).beta(
        found + _JEFFREYS, cells.size[row] - found + _JEFFREYS, len(rates.recall)
    )
    difference = np.maximum(rates.recall - rates.false_positive, 1e-6)
    return np.asarray((drawn - rates.false_positive) / difference)


def chance_of(*names: str) -> np.random.Generator:
    """A source of chance that depends on names only, not on order, process or system."""
    import numpy as np

    digest = hashlib.sha256("\x1f".join(names).encode("utf-8", "surrogatepass")).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "little")))
