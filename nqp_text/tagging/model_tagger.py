"""The classifiers that read meaning: linear, transformer, and the hybrid of both and the lexicon.

Every counted sentence gets the lexicon's findings and the linear model's scores, which cost little.
Only sentences that the cheap scores do not rule out go through the network. Probabilities,
thresholds and attributes come from the model folder; a sentence is decided on its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import fsum
from typing import TYPE_CHECKING, cast

import numpy as np

from nqp_text.executors.steps import tell_step
from nqp_text.normalize import match_key
from nqp_text.records import (
    Actor,
    Kind,
    Mention,
    Nomination,
    Polarity,
    Sentence,
    Stance,
    Tagging,
)
from nqp_text.tagging.decisions import NOT_READ, Decisions, features_of, read_decisions
from nqp_text.tagging.lexicon_marks import found_by_lexicon, hints_of, marks_of
from nqp_text.tagging.linear_model import LinearModel, read_linear_model
from nqp_text.tagging.model_evidence import all_spans, candidate_spans, choose_spans
from nqp_text.tagging.model_folder import NETWORK, TOKENIZER, ModelFolder
from nqp_text.tagging.model_input import ModelSentence, Pieces, pieces_of
from nqp_text.tagging.model_labels import ATTRIBUTES, attribute_columns
from nqp_text.tagging.network import Network, windows_of
from nqp_text.tagging.polarity import polarity_of
from nqp_text.tagging.portions import LONGEST_READ, by_portion, portions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nqp_text.tagging.keyword import LexiconTagger

USED_WITHOUT_NETWORK = ("linear",)


@dataclass(frozen=True, slots=True)
class Scores:
    """What the models say about some sentences: logits (sentences, outputs), probabilities.

    ``read`` marks the sentences that the network read.
    """

    pieces: list[Pieces]
    network: NDArray[np.float32]
    linear: NDArray[np.float32]
    probabilities: NDArray[np.float64]
    read: NDArray[np.bool_]


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
        from tokenizers import Tokenizer

        self._method = method
        self._nodes = folder.nodes
        self._pieces = folder.pieces
        self._special = folder.special
        self._hints = folder.hints
        self._lexicon = lexicon
        self._tokenizer = Tokenizer.from_file(str(folder.path / TOKENIZER))
        self._decisions: Decisions = read_decisions(folder.decisions, method, folder.nodes)
        self._linear: LinearModel = read_linear_model(folder)
        self._network = (
            None
            if method in USED_WITHOUT_NETWORK
            else Network(
                folder.path / NETWORK, folder.pieces, len(folder.nodes), threads, folder.special
            )
        )
        self._filter = float(folder.decisions["filter"]["logit"])

    def tag(
        self, sentences: Sequence[Sentence], kind: Kind, previous: Sequence[str] | None = None
    ) -> Tagging:
        """Mentions in the order of the sentences and nodes, with expected counts per node."""
        lexical = self._lexicon.tag(sentences, kind)
        read = [s for s in sentences if s.lang in ("zh", "en") and any(map(str.isalpha, s.text))]
        if not read:
            return Tagging(nominations=lexical.nominations)
        before = {s.sentence_id: text for s, text in zip(sentences, previous or (), strict=False)}
        parts = list(portions(read))
        done = [
            self._tag_portion(part, kind, before, own)
            for part, own in zip(parts, by_portion(lexical, parts), strict=True)
        ]
        p = np.concatenate([part.probabilities for part in done])
        columns, variances = p.T.tolist(), (p * (1.0 - p)).T.tolist()
        return Tagging(
            tuple(mention for part in done for mention in part.mentions),
            lexical.nominations,
            tuple(zip(self._nodes, map(fsum, columns), map(fsum, variances), strict=True)),
            probabilities=tuple(
                (sentence.sentence_id, row)
                for sentence, row in zip(read, zip(*columns, strict=True), strict=True)
            ),
            windowed=tuple(number for part in done for number in part.windowed),
        )

    def _tag_portion(
        self, read: Sequence[Sentence], kind: Kind, before: Mapping[int, str], lexical: Tagging
    ) -> _Portion:
        inputs = [
            ModelSentence(
                s.text[:LONGEST_READ], kind, s.lang, before.get(s.sentence_id, "")[-LONGEST_READ:]
            )
            for s in read
        ]
        places = {sentence.sentence_id: row for row, sentence in enumerate(read)}
        scores = self._scores(inputs, found_by_lexicon(lexical, places, self._nodes))
        return _Portion(
            self._mentions(read, kind, scores, lexical),
            scores.probabilities,
            [
                sentence.sentence_id
                for sentence, pieces, seen in zip(read, scores.pieces, scores.read, strict=True)
                if seen and len(windows_of(pieces, self._pieces, self._special)) > 1
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
            possible = (linear[:, :nodes].max(1) >= self._filter) | found[:, :, :2].any((1, 2))
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
        self, sentences: Sequence[Sentence], kind: Kind, scores: Scores, lexical: Tagging
    ) -> list[Mention]:
        positive = scores.probabilities >= self._decisions.thresholds
        paths = np.array([self._lexicon.is_path(node) for node in self._nodes])
        decided = [(int(row), int(column)) for row, column in np.argwhere(positive)]
        terms = {(m.sentence_id, m.node): m for m in lexical.mentions}
        named = {
            (n.sentence_id, n.node): n for n in reversed(lexical.nominations)
            if n.reason == "ambiguous"
        }  # fmt: skip
        spans = self._spans(sentences, scores, decided, terms, named)
        attributes = self._attributes(scores, sorted({row for row, _ in decided}))
        mentions: list[Mention] = []
        for row, column in decided:
            sentence, node = sentences[row], self._nodes[column]
            term = terms.get((sentence.sentence_id, node))
            stance, actor, polarity = attributes[row]
            list_size = max(1, int((positive[row] & paths).sum()))
            mention = term or _by_model(sentence, node, spans[row, column])
            if _is_denied(sentence, mention):
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

    def _attributes(
        self, scores: Scores, rows: Sequence[int]
    ) -> dict[int, tuple[Stance, Actor, Polarity]]:
        """Stance, actor and polarity of whole sentences: the values with the highest scores."""
        network, linear = self._decisions.shares
        read: dict[int, tuple[Stance, Actor, Polarity]] = {}
        for row in rows:
            logits = linear * scores.linear[row]
            if scores.read[row]:
                logits = network * scores.network[row] + logits
            values = [
                ATTRIBUTES[name][int(logits[columns].argmax())]
                for name, columns in attribute_columns(len(self._nodes)).items()
            ]
            read[row] = cast("tuple[Stance, Actor, Polarity]", tuple(values))
        return read

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
        asked: list[tuple[tuple[int, int], tuple[Pieces, int, Sequence[tuple[int, int]]]]] = []
        for row, column in decided:
            key = (sentences[row].sentence_id, self._nodes[column])
            if key in terms:
                continue
            if key in named:
                spans[row, column] = (named[key].start, named[key].end)
                continue
            pieces = scores.pieces[row]
            if self._method == "transformer":
                candidates = all_spans(pieces)
            else:
                candidates = candidate_spans(
                    pieces, sentences[row].text, *self._linear.of_output(column)
                )
            asked.append(((row, column), (pieces, column, candidates)))
        network = self._network
        for (place, (pieces, _, _)), (first, last) in zip(
            asked,
            choose_spans([question for _, question in asked], network, self._special.mask),
            strict=True,
        ):
            start = sentences[place[0]].start
            spans[place] = (start + pieces.offsets[first][0], start + pieces.offsets[last - 1][1])
        return spans


def _is_denied(sentence: Sentence, mention: Mention) -> bool:
    """Do the rules for denial, which reach as far as a clause, deny the evidence?

    The last character stands for the evidence: a span that a model chose may hold the denial.
    """
    end = mention.evidence_end - sentence.start
    key = match_key(sentence.text)
    return polarity_of(key, end - 1, end, sentence.lang, risk=False) == "negated"


def _by_model(sentence: Sentence, node: str, span: tuple[int, int]) -> Mention:
    start, end = span
    return Mention(
        sentence_id=sentence.sentence_id,
        page=sentence.page,
        section=sentence.section,
        block=sentence.block,
        lang=sentence.lang,
        start=sentence.content_start,
        end=sentence.content_end,
        text=sentence.text.strip(),
        node=node,
        score=0.0,
        tagger="",
        evidence=sentence.text[start - sentence.start : end - sentence.start],
        evidence_start=start,
        evidence_end=end,
        stance="background",
        actor="own",
        polarity="affirmed",
        list_size=1,
        hits=1,
    )
