"""Gold and predictions side by side, as arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nqp_text.taxonomy import Taxonomy
from nqp_text.validation.gold import GoldSentence
from nqp_text.validation.predictions import Prediction

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

ALL = "all"


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences of one language and kind (``all``: of any): ``mask`` has shape (sentences,)."""

    lang: str
    kind: str
    mask: Bools


@dataclass(frozen=True, slots=True)
class Judged:
    """``gold`` and ``predicted`` have the shape (sentences, nodes), ``weights`` (sentences,).

    ``scores`` are probabilities of the same shape, or None.
    """

    sentences: Sequence[GoldSentence]
    predictions: Sequence[Prediction]
    nodes: tuple[str, ...]
    in_index: Bools
    weights: Floats
    gold: Bools
    predicted: Bools
    scores: Floats | None

    def groups(self) -> Iterator[Group]:
        """Every language and kind and their combinations that occur, ``all`` first."""
        langs = np.asarray([sentence.lang for sentence in self.sentences])
        kinds = np.asarray([sentence.kind for sentence in self.sentences])
        for lang in (ALL, *sorted(set(langs.tolist()))):
            for kind in (ALL, *sorted(set(kinds.tolist()))):
                mask = ((langs == lang) | (lang == ALL)) & ((kinds == kind) | (kind == ALL))
                if mask.any():
                    yield Group(lang, kind, mask)

    def families(self) -> Iterator[tuple[str, Bools]]:
        """The sets of nodes that are summarised: the index paths, the facets, all."""
        yield "paths", self.in_index
        if not self.in_index.all():
            yield "facets", ~self.in_index
            yield ALL, np.ones_like(self.in_index)


def judge(
    sentences: Sequence[GoldSentence],
    predictions: Sequence[Prediction],
    taxonomy: Taxonomy,
    weights: Floats | None = None,
) -> Judged:
    """Arrays over the nodes of the taxonomy; without ``weights`` every sentence weighs 1."""
    nodes = taxonomy.ids
    place = {node: at for at, node in enumerate(nodes)}
    shape = (len(sentences), len(nodes))
    gold, predicted = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    with_scores = bool(predictions) and all(p.scores is not None for p in predictions)
    scores = np.zeros(shape) if with_scores else None
    for row, (sentence, prediction) in enumerate(zip(sentences, predictions, strict=True)):
        gold[row, [place[node] for node in sentence.stances]] = True
        predicted[row, [place[node] for node in prediction.labels]] = True
        if scores is not None and prediction.scores:
            for node, score in prediction.scores.items():
                scores[row, place[node]] = score
    return Judged(
        sentences,
        predictions,
        nodes,
        np.asarray([node in taxonomy.paths for node in nodes]),
        np.ones(len(sentences)) if weights is None else weights,
        gold,
        predicted,
        scores,
    )
