"""The keyword classifier: lexicon terms, read in their context.

For each sentence: hits of all terms → those that are words → leftmost-longest → exclusions, names,
titles and templates → one mention per node, with polarity, stance and actor. What does not count
becomes a nomination that says why, so nothing is lost. A sentence is read on its own: the result
does not depend on what else is in the batch.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from nqp_text.executors.collector import collector_at_rest
from nqp_text.normalize import match_key
from nqp_text.records import (
    Kind,
    Language,
    Mention,
    Nomination,
    Sentence,
    Tagging,
)
from nqp_text.sentence_columns import SentenceColumns
from nqp_text.tagging.actor import actor_of
from nqp_text.tagging.automaton import Hit, TermAutomaton
from nqp_text.tagging.boundaries import Words, is_word
from nqp_text.tagging.exclusions import HitContext, voided_by
from nqp_text.tagging.lexicon import Lexicon, Term
from nqp_text.tagging.polarity import SCREENED as DENIALS
from nqp_text.tagging.polarity import polarity_of
from nqp_text.tagging.scorecard import Reading, Scorecard, load_scorecards
from nqp_text.tagging.screened import Screen
from nqp_text.tagging.voids import Surroundings, screened_patterns

NAME = "lexicon"
"""What ``Mention.tagger`` says."""

_LANGUAGES: tuple[Language, ...] = ("zh", "en")
_OTHER_WORD = ("L:", "R:", "RE:", "REQ:", "ASCII")
"""Exclusions which say that the string is not this term: its characters are free for others."""


class Evidence(NamedTuple):
    """A term that counts, and where it stands in the sentence."""

    term: Term
    start: int
    end: int


class _Found(NamedTuple):
    """A sentence with hits: its position, its matching key, and what it may hold (a mask)."""

    at: int
    key: str
    lang: Language
    hits: list[Hit]
    mask: int


class LexiconTagger:
    """Tags the sentences of a document with the terms of a lexicon."""

    def __init__(
        self,
        lexicon: Lexicon,
        words: Words,
        scorecards: Mapping[Language, Scorecard] | None = None,
    ) -> None:
        self._words = words
        self.is_path = lexicon.is_path
        self._scorecards = scorecards or load_scorecards()
        self._automata = {
            lang: TermAutomaton([term for term in lexicon.terms if term.lang == lang])
            for lang in _LANGUAGES
        }
        self._screens = {
            lang: Screen([*screened_patterns(lang), *DENIALS[lang]]) for lang in _LANGUAGES
        }

    reads_context = False
    nodes: tuple[str, ...] = ()

    def tag(
        self, sentences: Sequence[Sentence], kind: Kind, previous: Sequence[str] | None = None
    ) -> Tagging:
        """Mentions and nominations in the order of the sentences; ``previous`` is not read."""
        with collector_at_rest():
            return self._tag(sentences, kind)

    def _tag(self, sentences: Sequence[Sentence], kind: Kind) -> Tagging:
        mentions: list[Mention] = []
        nominations: list[Nomination] = []
        found = [item for lang in _LANGUAGES for item in self._found(sentences, lang)]
        found.sort(key=lambda item: item.at)
        for item, sentence in zip(found, _picked(sentences, found), strict=True):
            evidence, refused = self._weigh(sentence, item, kind)
            nominations += refused
            if evidence:
                mentions += self._mentions(sentence, item, evidence, kind)
        return Tagging(tuple(mentions), tuple(nominations))

    def _found(self, sentences: Sequence[Sentence], lang: Language) -> list[_Found]:
        """The sentences of a language with hits; one in another language has no terms."""
        places, texts = _texts(sentences, lang)
        joined = match_key("".join(texts))  # a long text folds faster than many
        bounds = list(accumulate(map(len, texts)))
        hits_at = list(self._automata[lang].find_in(joined, bounds))
        keys = [joined[bounds[at] - len(texts[at]) : bounds[at]] for at, _ in hits_at]
        return [
            _Found(places[at], key, lang, hits, mask)
            for (at, hits), key, mask in zip(
                hits_at, keys, self._screens[lang].masks(keys), strict=True
            )
        ]

    def _weigh(
        self, sentence: Sentence, found: _Found, kind: Kind
    ) -> tuple[list[Evidence], list[Nomination]]:
        """Which hits count, and why the others do not."""
        key, words = found.key, self._words
        around = Surroundings(sentence, key, found.lang, kind, found.mask)
        section, block = sentence.section, sentence.block
        evidence: list[Evidence] = []
        refused: list[Nomination] = []
        free_from = 0
        for start, end, terms in found.hits:
            if start < free_from or not is_word(key, start, end, words):
                continue
            context = HitContext(key, start, end, section, block)
            read = [(term, _reason(term, context, around)) for term in terms]
            counted: Collection[str] = ()
            if len(read) > 1:
                counted = {term.node for term, reason in read if not reason}
            for term, reason in read:
                if not reason.startswith(_OTHER_WORD):
                    free_from = end
                if not reason:
                    evidence.append(Evidence(term, start, end))
                elif term.node not in counted:
                    refused.append(_nomination(sentence, term, start, end, reason))
        return evidence, refused

    def _mentions(
        self, sentence: Sentence, found: _Found, evidence: list[Evidence], kind: Kind
    ) -> Iterator[Mention]:
        nodes: dict[str, list[Evidence]] = {}
        for item in evidence:
            nodes.setdefault(item.term.node, []).append(item)
        reading = self._scorecards[found.lang].read(found.key, kind)
        list_size = max(1, sum(map(self.is_path, nodes)))
        for node, items in nodes.items():
            yield _mention(sentence, found, node, items, reading, kind, list_size)


def _picked(sentences: Sequence[Sentence], found: Sequence[_Found]) -> Iterable[Sentence]:
    """The sentences with hits, one for each of ``found``; columns are read together."""
    places = [item.at for item in found]
    if isinstance(sentences, SentenceColumns):
        return sentences.only(places)
    return [sentences[place] for place in places]


def _texts(sentences: Sequence[Sentence], lang: Language) -> tuple[list[int], list[str]]:
    """Positions and texts of the sentences in a language; of columns, no record is made."""
    if isinstance(sentences, SentenceColumns):
        return sentences.texts_in(lang)
    places = [at for at, sentence in enumerate(sentences) if sentence.lang == lang]
    return places, [sentences[at].text for at in places]


def _reason(term: Term, context: HitContext, around: Surroundings) -> str:
    """Why the term does not count here: its own exclusions, its surroundings, its status.

    Names of organisations are among the surroundings and void every term, marked ``ORG`` or not.
    """
    if term.rules:
        voided = voided_by(term.rules, context)
        if voided:
            return voided
    voided = around.reason(term, context.start, context.end)
    return voided or ("ambiguous" if term.status == "ambiguous" else "")


def _nomination(sentence: Sentence, term: Term, start: int, end: int, reason: str) -> Nomination:
    return Nomination(
        sentence.sentence_id,
        term.node,
        term.term,
        sentence.start + start,
        sentence.start + end,
        reason,
    )


def _mention(
    sentence: Sentence,
    found: _Found,
    node: str,
    items: list[Evidence],
    reading: Reading,
    kind: Kind,
    list_size: int,
) -> Mention:
    best = max(items, key=lambda item: (item.term.weight, -item.start))
    terms = {item.start: item.term.term for item in items}
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
        score=min(1.0, sum(item.term.weight for item in items)),
        tagger=NAME,
        evidence=sentence.text[best.start : best.end],
        evidence_start=sentence.start + best.start,
        evidence_end=sentence.start + best.end,
        stance=reading.stance,
        actor=actor_of(reading, kind),
        polarity=polarity_of(
            found.key, best.start, best.end, found.lang, risk=reading.risk, mask=found.mask
        ),
        list_size=list_size,
        hits=len(terms),
        matched="|".join(term.replace("|", "｜") for term in terms.values()),
    )
