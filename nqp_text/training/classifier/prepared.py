"""Labelled sentences with everything that a model reads of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nqp_text.records import Sentence, Tagging
from nqp_text.tagging.decisions import NOT_READ, features_of
from nqp_text.tagging.lexicon_marks import found_by_lexicon, hints_of, marks_of
from nqp_text.tagging.model_input import ModelSentence, Pieces, pieces_of
from nqp_text.training.classifier.labelled import LabelledSentence, Targets, targets_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from nqp_text.tagging.keyword import LexiconTagger


@dataclass(frozen=True, slots=True)
class PreparedSentences:
    """Sentences in pieces, with what the lexicon found in them and their true labels."""

    items: tuple[LabelledSentence, ...]
    pieces: list[Pieces]
    found: NDArray[np.bool_]
    marks: list[list[int]]
    targets: Targets

    def __len__(self) -> int:
        return len(self.items)

    def features(
        self, network: NDArray[np.float32] | None, linear: NDArray[np.float32]
    ) -> NDArray[np.float64]:
        """Features of the decisions: (sentences, nodes, features)."""
        nodes = self.targets.nodes.shape[1]
        own = linear[:, :nodes]
        return features_of(
            np.full_like(own, NOT_READ) if network is None else network[:, :nodes],
            own,
            self.found,
            np.array([item.sentence.lang == "en" for item in self.items]),
            np.array([item.sentence.kind == "gov" for item in self.items]),
        )


def prepare_sentences(
    items: Sequence[LabelledSentence],
    nodes: Sequence[str],
    tokenizer: Tokenizer,
    lexicon: LexiconTagger,
    *,
    hints: bool,
) -> PreparedSentences:
    """Cuts the sentences into pieces and asks the lexicon about them.

    ``hints``: the pieces hold what the lexicon found.
    """
    sentences = [item.sentence for item in items]
    found = np.zeros((len(items), len(nodes), 3), dtype=np.bool_)
    for kind in sorted({sentence.kind for sentence in sentences}):
        rows = [row for row, sentence in enumerate(sentences) if sentence.kind == kind]
        records = [_record(number, sentences[row]) for number, row in enumerate(rows)]
        tagging: Tagging = lexicon.tag(records, kind)
        found[rows] = found_by_lexicon(tagging, {n: n for n in range(len(rows))}, nodes)
    return PreparedSentences(
        tuple(items),
        pieces_of(sentences, tokenizer, hints_of(found, nodes) if hints else ()),
        found,
        marks_of(found, [s.kind for s in sentences], [s.lang for s in sentences]),
        targets_of(items, nodes),
    )


def _record(number: int, sentence: ModelSentence) -> Sentence:
    return Sentence(number, 1, "", "prose", sentence.lang, 0, len(sentence.text), sentence.text)
