"""The words that a model's decision rests on: the span whose removal lowers the score most.

Candidates are runs of pieces that the linear model weighs highest for the node (all short runs
where there is no linear model). With a network, each candidate is hidden behind mask pieces, and
the one that costs the node's logit most is the evidence (occlusion, Zeiler & Fergus 2014).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nqp_text.tagging.model_input import Pieces
from nqp_text.tagging.ngrams import PIECE_RUNS, run_buckets

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nqp_text.tagging.network import Network, Window

LONGEST = 5
CANDIDATES = 3

Span = tuple[int, int]
"""First piece of a run, and the first behind it."""
Question = tuple[Pieces, int, Sequence[Span] | None]
"""A sentence, an output's column, and the candidates if only some runs are."""


def candidate_spans(
    pieces: Pieces, text: str, weights: NDArray[np.float32], rarity: NDArray[np.float32]
) -> list[Span]:
    """The runs that the linear model weighs highest; ``weights`` (buckets,) are of one node."""
    worth = np.zeros(len(pieces.ids), dtype=np.float64)
    for length in PIECE_RUNS:
        buckets = run_buckets(pieces.ids, length, len(weights))
        share = weights[buckets] * rarity[buckets] / length
        for place in range(length):
            worth[place : place + len(share)] += share
    worth[[not _says_something(text[a:b]) for a, b in pieces.offsets]] = 0.0
    return _best_runs(worth)


def all_spans(count: int, begin: int = 0, end: int | None = None) -> list[Span]:
    """The runs of three of ``count`` pieces, half overlapping, that reach between these two."""
    starts = range(0, max(1, count - 1), 2)
    spans = [(start, min(count, start + 3)) for start in starts]
    return [span for span in spans if span[1] > begin and (end is None or span[0] < end)] or spans


def choose_spans(asked: Sequence[Question], network: Network | None, mask: int) -> list[Span]:
    """For each question the run that matters most.

    Only the windows that hold a hidden run are read again. Without candidates, all runs in the
    window with the node's highest logit are tried: what is hidden elsewhere cannot lower it.
    """
    if network is None:
        return [spans[0] if spans else (0, 1) for _, _, spans in asked]
    sentences = _read_once(asked, network)
    candidates = [_candidates(question, sentences[_key(question[0])]) for question in asked]
    hidden: dict[tuple[int, int, Span], Window] = {}
    for (pieces, _, _), spans in zip(asked, candidates, strict=True):
        sentence = sentences[_key(pieces)]
        for span in spans if len(spans) > 1 else ():
            for at in sentence.holding(span):
                hidden[sentence.number, at, span] = _without(sentence.windows[at], span, mask)
    logits = dict(zip(hidden, network.read(list(hidden.values())), strict=True))
    chosen: list[Span] = []
    for (pieces, column, _), spans in zip(asked, candidates, strict=True):
        sentence = sentences[_key(pieces)]
        left = [sentence.without(span, column, logits) for span in spans if len(spans) > 1]
        chosen.append(spans[int(np.argmin(left))] if left else spans[0])
    return chosen


@dataclass(frozen=True, slots=True)
class _Sentence:
    """The windows of a sentence; ``logits`` (windows, outputs) where there are several."""

    number: int
    windows: list[Window]
    logits: NDArray[np.float32] | None

    def holding(self, span: Span) -> list[int]:
        """The windows that hold a part of a run."""
        return [
            at
            for at, window in enumerate(self.windows)
            if span[0] < window.end and window.start < span[1]
        ]

    def without(
        self, span: Span, column: int, hidden: Mapping[tuple[int, int, Span], NDArray[np.float32]]
    ) -> float:
        """An output's logit with a run hidden: the other windows read what they read before."""
        if self.logits is None:
            return float(hidden[self.number, 0, span][column])
        own = self.logits[:, column].copy()
        for at in self.holding(span):
            own[at] = hidden[self.number, at, span][column]
        return float(own.max())


def _read_once(
    asked: Sequence[Question], network: Network
) -> dict[tuple[tuple[int, ...], tuple[int, ...]], _Sentence]:
    """Each sentence that is asked about; those with several windows are read."""
    windows = {
        _key(pieces): network.windows(pieces)
        for pieces, _, spans in asked
        if spans is None or len(spans) > 1
    }
    windows |= {_key(pieces): [] for pieces, _, _ in asked if _key(pieces) not in windows}
    found = network.read([w for own in windows.values() if len(own) > 1 for w in own])
    sentences: dict[tuple[tuple[int, ...], tuple[int, ...]], _Sentence] = {}
    begin = 0
    for number, (key, own) in enumerate(windows.items()):
        count = len(own) if len(own) > 1 else 0
        logits = found[begin : begin + count] if count else None
        sentences[key] = _Sentence(number, own, logits)
        begin += count
    return sentences


def _key(pieces: Pieces) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return pieces.ids, pieces.context


def _candidates(question: Question, sentence: _Sentence) -> Sequence[Span]:
    pieces, column, spans = question
    if spans is not None:
        return spans
    best = sentence.windows[
        0 if sentence.logits is None else int(sentence.logits[:, column].argmax())
    ]
    return all_spans(len(pieces.ids), best.start, best.end)


def _without(window: Window, span: Span, mask: int) -> Window:
    start = window.second + max(span[0], window.start) - window.start
    end = window.second + min(span[1], window.end) - window.start
    ids = [*window.ids[:start], *[mask] * (end - start), *window.ids[end:]]
    return window._replace(ids=ids)


def _says_something(text: str) -> bool:
    return any(map(str.isalpha, text))


def _best_runs(worth: NDArray[np.float64]) -> list[Span]:
    """Up to three runs of at most five pieces with the highest sums, best first, none empty."""
    found: list[Span] = []
    left = worth.copy()
    for _ in range(CANDIDATES):
        totals = np.concatenate([[0.0], np.cumsum(left)])
        best, span = 0.0, None
        for start in range(len(left)):
            for end in range(start + 1, min(len(left), start + LONGEST) + 1):
                total = totals[end] - totals[start]
                if total > best and left[start] > 0 and left[end - 1] > 0:
                    best, span = total, (start, end)
        if span is None:
            break
        found.append(span)
        left[span[0] : span[1]] = -1e9
    return found or [(0, min(len(worth), LONGEST))]
