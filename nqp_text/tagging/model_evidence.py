"""The words that a model's decision rests on: the span whose removal lowers the score most.

Candidates are runs of pieces that the linear model weighs highest for the node (all short runs
where there is no linear model). With a network, each candidate is hidden behind mask pieces, and
the one that costs the node's logit most is the evidence (occlusion, Zeiler & Fergus 2014).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from nqp_text.tagging.model_input import Pieces
from nqp_text.tagging.ngrams import PIECE_RUNS, run_buckets

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nqp_text.tagging.network import Network

LONGEST = 5
CANDIDATES = 3
FURTHEST = 256
"""Pieces that are tried one after the other; of most sentences, all of them."""

Span = tuple[int, int]
"""First and last-but-one piece of a run."""


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


def all_spans(pieces: Pieces) -> list[Span]:
    """Every run of three pieces, half overlapping, near the beginning of a very long sentence."""
    count = min(len(pieces.ids), FURTHEST)
    return [(start, min(count, start + 3)) for start in range(0, max(1, count - 1), 2)]


def choose_spans(
    asked: Sequence[tuple[Pieces, int, Sequence[Span]]], network: Network | None, mask: int
) -> list[Span]:
    """For each (pieces, output column, candidates) the candidate that matters most."""
    if network is None:
        return [spans[0] for _, _, spans in asked]
    hidden: list[Pieces] = []
    for pieces, _, spans in asked:
        if len(spans) > 1:
            hidden += [_without(pieces, span, mask) for span in spans]
    logits = network.logits(hidden)
    chosen: list[Span] = []
    begin = 0
    for _, column, spans in asked:
        if len(spans) == 1:
            chosen.append(spans[0])
            continue
        own = logits[begin : begin + len(spans), column]
        chosen.append(spans[int(own.argmin())])
        begin += len(spans)
    return chosen


def _without(pieces: Pieces, span: Span, mask: int) -> Pieces:
    start, end = span
    return replace(pieces, ids=(*pieces.ids[:start], *[mask] * (end - start), *pieces.ids[end:]))


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
