"""The classifiers that read meaning: linear, transformer, and the hybrid of both and the lexicon.

Every counted sentence gets the lexicon's findings and the linear model's scores, which cost little.
Only sentences that the cheap scores do not rule out go through the network. Probabilities,
thresholds and attributes come from the model folder; a sentence is decided on its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from nqp_text.executors.steps import tell_step
from nqp_text.records import (
    Kind,
    Mention,
    Nomination,
    Sentence,
    Tagging,
)
from nqp_text.tagging.decisions import NOT_READ, Decisions, features_of, read_decisions
from nqp_text.tagging.lexicon_marks import found_by_lexicon, hints_of, marks_of
from nqp_text.tagging.linear_model import LinearModel, read_linear_model
from nqp_text.tagging.model_evidence import (
    Question,
    Span,
    candidate_spans,
    choose_spans,
)
from nqp_text.tagging.model_folder import ModelFolder
from nqp_text.tagging.model_input import ModelSentence, pieces_of
from nqp_text.tagging.model_mention import is_denied, mention_by_model
from nqp_text.tagging.model_parts import read_network, read_tokenizer
from nqp_text.tagging.model_scores import Scores
from nqp_text.tagging.portions import by_portion, portions
from nqp_text.tagging.stretches import Stretch, needed_of_whole, stretches_of, whole_mentions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nqp_text.tagging.keyword import LexiconTagger

USED_WITHOUT_NETWORK = ("linear",)
LONGEST_BEFORE = 4_000
"""Characters of the sentence before that are cut into pieces: far more than are read."""


@dataclass(frozen=True, slots=True)
class _Portion:
    """What is kept of a portion; ``probabilities`` (sentences, nodes)."""

    mentions: list[Mention]
    probabilities: NDArray[np.float64]
    windowed: list[int]


class ModelTagger:
    """Tags sentences with a model folder and a lexicon; ``method`` says which parts decide."""

    reads_context = True

    def __init__(
        self, method: str, folder: ModelFolder, lexicon: LexiconTagger, threads: int = 1
    ) -> None:
        self._method = method
        self._nodes = folder.nodes
        self._special = folder.special
        self._hints = folder.hints
        self._lexicon = lexicon
        self._paths = frozenset(filter(lexicon.is_path, folder.nodes))
        self._tokenizer = read_tokenizer(folder)
        self._decisions: Decisions = read_decisions(folder.decisions, method, folder.nodes)
        self._linear: LinearModel = read_linear_model(folder)
        self._network = (
            None
            if method in USED_WITHOUT_NETWORK
            else read_network(folder, self._tokenizer, threads)
        )

    def tag(
        self, sentences: Sequence[Sentence], kind: Kind, previous: Sequence[str] | None = None
    ) -> Tagging:
        """Mentions in the order of the sentences and nodes, with expected counts per node."""
        lexical = self._lexicon.tag(sentences, kind)
        read = [s for s in sentences if s.lang in ("zh", "en") and any(map(str.isalpha, s.text))]
        if not read:
            return Tagging(nominations=lexical.nominations)
        before = {s.sentence_id: text for s, text in zip(sentences, previous or (), strict=False)}
        stretches = stretches_of(read, before)
        found = self._found(lexical, read, stretches, kind)
        parts = list(portions(stretches))
        done = [
            self._tag_portion(part, kind, own)
            for part, own in zip(parts, by_portion(found, parts), strict=True)
        ]
        return self._whole(read, stretches, done, lexical)

    def _found(
        self, lexical: Tagging, read: Sequence[Sentence], stretches: Sequence[Stretch], kind: Kind
    ) -> Tagging:
        """What the lexicon finds in each stretch; whole sentences it has read already."""
        parts = [s.sentence for s in stretches if s.sentence is not read[s.row]]
        if not parts:
            return lexical
        whole = {s.sentence.sentence_id for s in stretches}
        inside = self._lexicon.tag(parts, kind)
        return Tagging(
            (*(m for m in lexical.mentions if m.sentence_id in whole), *inside.mentions),
            (*(n for n in lexical.nominations if n.sentence_id in whole), *inside.nominations),
        )

    def _whole(
        self,
        read: Sequence[Sentence],
        stretches: Sequence[Stretch],
        done: Sequence[_Portion],
        lexical: Tagging,
    ) -> Tagging:
        """What is said of the sentences, from what is said of their stretches."""
        p = np.zeros((len(read), len(self._nodes)))
        np.maximum.at(
            p, [s.row for s in stretches], np.concatenate([d.probabilities for d in done])
        )
        columns, variances = p.T.tolist(), (p * (1.0 - p)).T.tolist()
        mentions = [mention for part in done for mention in part.mentions]
        rows = {s.sentence.sentence_id: s.row for s in stretches}
        windowed = {rows[number] for part in done for number in part.windowed}
        if len(stretches) > len(read) or any(s.sentence is not read[s.row] for s in stretches):
            windowed |= {a.row for a, b in pairwise(stretches) if a.row == b.row}
            mentions = whole_mentions(read, rows, mentions, lexical, self._nodes, self._paths)
        return Tagging(
            tuple(mentions),
            lexical.nominations,
            tuple(zip(self._nodes, map(fsum, columns), map(fsum, variances), strict=True)),
            probabilities=tuple(
                (sentence.sentence_id, row)
                for sentence, row in zip(read, zip(*columns, strict=True), strict=True)
            ),
            windowed=tuple(read[row].sentence_id for row in sorted(windowed)),
        )

    def _tag_portion(self, part: Sequence[Stretch], kind: Kind, lexical: Tagging) -> _Portion:
        read = [stretch.sentence for stretch in part]
        inputs = [
            ModelSentence(s.sentence.text, kind, s.sentence.lang, s.before[-LONGEST_BEFORE:])
            for s in part
        ]
        places = {sentence.sentence_id: row for row, sentence in enumerate(read)}
        scores = self._scores(inputs, found_by_lexicon(lexical, places, self._nodes))
        return _Portion(
            self._mentions(read, [stretch.row for stretch in part], scores, lexical),
            scores.probabilities,
            [
                sentence.sentence_id
                for sentence, pieces, seen in zip(read, scores.pieces, scores.read, strict=True)
                if seen and self._network and len(self._network.windows(pieces)) > 1
            ],
        )

    @property
    def nodes(self) -> tuple[str, ...]:
        """The nodes in the order of the probabilities."""
        return self._nodes

    def _scores(self, inputs: Sequence[ModelSentence], found: NDArray[np.bool_]) -> Scores:
        hints = hints_of(found, self._nodes) if self._hints else ()
        pieces = pieces_of(inputs, self._tokenizer, hints)
        kinds, languages = [s.kind for s in inputs], [s.lang for s in inputs]
        features = self._linear.features(inputs, pieces, marks_of(found, kinds, languages))
        linear = self._linear.logits(features)
        nodes = len(self._nodes)
        network = np.full_like(linear, NOT_READ)
        possible = np.zeros(len(inputs), dtype=np.bool_)
        if self._network is not None:
            possible = (linear[:, :nodes].max(1) >= self._decisions.filter) | found[:, :, :2].any(
                (1, 2)
            )
            rows = np.flatnonzero(possible)
            said = partial(tell_step, "sentences")
            if len(rows):
                network[rows] = self._network.logits([pieces[row] for row in rows], said)
        table = features_of(
            network[:, :nodes],
            linear[:, :nodes],
            found,
            np.array([language == "en" for language in languages]),
            np.array([kind == "gov" for kind in kinds]),
        )
        return Scores(pieces, network, linear, self._decisions.probabilities(table), possible)

    def _mentions(
        self, sentences: Sequence[Sentence], rows: Sequence[int], scores: Scores, lexical: Tagging
    ) -> list[Mention]:
        positive = scores.probabilities >= self._decisions.thresholds
        paths = np.array([node in self._paths for node in self._nodes])
        decided = [(int(row), int(column)) for row, column in np.argwhere(positive)]
        terms = {(m.sentence_id, m.node): m for m in lexical.mentions}
        by_term = {
            (row, column)
            for row, column in decided
            if (sentences[row].sentence_id, self._nodes[column]) in terms
        }
        decided = needed_of_whole(decided, rows, scores.probabilities, by_term)
        named = {
            (n.sentence_id, n.node): n for n in reversed(lexical.nominations)
            if n.reason == "ambiguous"
        }  # fmt: skip
        spans = self._spans(sentences, scores, decided, terms, named)
        attributes = scores.attributes({row for row, _ in decided}, self._decisions.shares)
        mentions: list[Mention] = []
        for row, column in decided:
            sentence, node = sentences[row], self._nodes[column]
            term = terms.get((sentence.sentence_id, node))
            stance, actor, polarity = attributes[row]
            list_size = max(1, int((positive[row] & paths).sum()))
            mention = term or mention_by_model(sentence, node, spans[row, column])
            if is_denied(sentence, mention):
                polarity = "negated"
            mentions.append(
                replace(
                    mention,
                    score=round(float(scores.probabilities[row, column]), 6),
                    tagger=self._method,
                    stance=stance,
                    actor=actor,
                    polarity=polarity,
                    list_size=list_size,
                )
            )
        return mentions

    def _spans(
        self,
        sentences: Sequence[Sentence],
        scores: Scores,
        decided: Sequence[tuple[int, int]],
        terms: dict[tuple[int, str], Mention],
        named: dict[tuple[int, str], Nomination],
    ) -> dict[tuple[int, int], tuple[int, int]]:
        """Evidence in the text's offsets for the mentions that have no term of the lexicon."""
        spans: dict[tuple[int, int], tuple[int, int]] = {}
        asked: list[tuple[tuple[int, int], Question]] = []
        candidates: Sequence[Span] | None
        for row, column in decided:
            key = (sentences[row].sentence_id, self._nodes[column])
            if key in terms:
                continue
            if key in named:
                spans[row, column] = (named[key].start, named[key].end)
                continue
            pieces = scores.pieces[row]
            if self._method == "transformer":
                candidates = None
            else:
                candidates = candidate_spans(
                    pieces, sentences[row].text, *self._linear.of_output(column)
                )
            asked.append(((row, column), (pieces, column, candidates)))
        for (place, (pieces, _, _)), (first, last) in zip(
            asked,
            choose_spans([question for _, question in asked], self._network, self._special.mask),
            strict=True,
        ):
            start = sentences[place[0]].start
            spans[place] = (start + pieces.offsets[first][0], start + pieces.offsets[last - 1][1])
        return spans
