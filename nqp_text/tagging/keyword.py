"""The keyword classifier: lexicon terms, read in their context.

For each sentence: hits of all terms → those that are words → leftmost-longest → exclusions, names,
titles and templates → one mention per node, with polarity, stance and actor. What does not count
becomes a nomination that says why, so nothing is lost. A sentence is read on its own: the result
does not depend on what else is in the batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from nqp_text.normalize import match_key
from nqp_text.records import (
    Kind,
    Language,
    Mention,
    Nomination,
    Sentence,
    Tagging,
)
from nqp_text.tagging.actor import actor_of
from nqp_text.tagging.automaton import Hit, TermAutomaton
from nqp_text.tagging.boundaries import Words, is_word
from nqp_text.tagging.exclusions import HitContext, voided_by
from nqp_text.tagging.lexicon import Lexicon, Term
from nqp_text.tagging.polarity import polarity_of
from nqp_text.tagging.scorecard import Reading, Scorecard, load_scorecards
from nqp_text.tagging.voids import Surroundings

NAME = "lexicon"
"""What ``Mention.tagger`` says."""

_OTHER_WORD = ("L:", "R:", "RE:", "REQ:", "ASCII")
"""Exclusions which say that the string is not this term: its characters are free for others."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A term that counts, and where it stands in the sentence."""

    term: Term
    start: int
    end: int


class LexiconTagger:
    """Tags the sentences of a document with the terms of a lexicon."""

    def __init__(
        self,
        lexicon: Lexicon,
        words: Words,
        scorecards: Mapping[Language, Scorecard] | None = None,
    ) -> None:
        self._words = words
        self._scorecards = scorecards or load_scorecards()
        self._automata = {
            lang: TermAutomaton([term for term in lexicon.terms if term.lang == lang])
            for lang in ("zh", "en")
        }

    def tag(self, sentences: Sequence[Sentence], kind: Kind) -> Tagging:
        """Mentions and nominations in the order of the sentences."""
        found: list[tuple[int, str, Language, list[Hit]]] = []
        for lang, positions in _by_language(sentences).items():
            keys = _keys([sentences[at].text for at in positions])
            for index, hits in self._automata[lang].find(keys):
                found.append((positions[index], keys[index], lang, hits))
        mentions: list[Mention] = []
        nominations: list[Nomination] = []
        for at, key, lang, hits in sorted(found, key=lambda item: item[0]):
            evidence, refused = self._weigh(sentences[at], key, lang, hits, kind)
            nominations += refused
            if evidence:
                mentions += self._mentions(sentences[at], key, lang, evidence, kind)
        return Tagging(tuple(mentions), tuple(nominations))

    def _weigh(
        self, sentence: Sentence, key: str, lang: Language, hits: list[Hit], kind: Kind
    ) -> tuple[list[Evidence], list[Nomination]]:
        """Which hits count, and why the others do not."""
        around = Surroundings(sentence, key, lang, kind)
        evidence: list[Evidence] = []
        refused: list[Nomination] = []
        free_from = 0
        for hit in hits:
            if hit.start < free_from or not is_word(key, hit.start, hit.end, self._words):
                continue
            context = HitContext(key, hit.start, hit.end, sentence.section, sentence.block)
            reasons = [_reason(term, context, around) for term in hit.terms]
            if not all(reason.startswith(_OTHER_WORD) for reason in reasons):
                free_from = hit.end
            counted = {t.node for t, reason in zip(hit.terms, reasons, strict=True) if not reason}
            for term, reason in zip(hit.terms, reasons, strict=True):
                if not reason:
                    evidence.append(Evidence(term, hit.start, hit.end))
                elif term.node not in counted:
                    refused.append(_nomination(sentence, term, hit, reason))
        return evidence, refused

    def _mentions(
        self, sentence: Sentence, key: str, lang: Language, evidence: list[Evidence], kind: Kind
    ) -> Iterator[Mention]:
        nodes: dict[str, list[Evidence]] = {}
        for item in evidence:
            nodes.setdefault(item.term.node, []).append(item)
        reading = self._scorecards[lang].read(key, kind)
        list_size = max(1, sum(node.startswith("path.") for node in nodes))
        for node, items in nodes.items():
            yield _mention(sentence, key, lang, node, items, reading, kind, list_size)


def _by_language(sentences: Sequence[Sentence]) -> dict[Language, list[int]]:
    """Positions per language. A sentence in another language has no terms."""
    positions: dict[Language, list[int]] = {"zh": [], "en": []}
    for at, sentence in enumerate(sentences):
        if sentence.lang in positions:
            positions[sentence.lang].append(at)
    return positions


def _keys(texts: list[str]) -> list[str]:
    """The matching key of each text, folded in one go: a long text folds faster than many."""
    joined = match_key("".join(texts))
    starts = accumulate(map(len, texts), initial=0)
    return [joined[start : start + len(text)] for start, text in zip(starts, texts, strict=False)]


def _reason(term: Term, context: HitContext, around: Surroundings) -> str:
    """Why the term does not count here: its own exclusions, its surroundings, its status.

    Names of organisations are among the surroundings and void every term, marked ``ORG`` or not.
    """
    voided = voided_by(term.rules, context) if term.rules else ""
    voided = voided or around.reason(term, context.start, context.end)
    return voided or ("ambiguous" if term.status == "ambiguous" else "")


def _nomination(sentence: Sentence, term: Term, hit: Hit, reason: str) -> Nomination:
    return Nomination(
        sentence_id=sentence.sentence_id,
        node=term.node,
        term=term.term,
        start=sentence.start + hit.start,
        end=sentence.start + hit.end,
        reason=reason,
    )


def _mention(
    sentence: Sentence,
    key: str,
    lang: Language,
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
        polarity=polarity_of(key, best.start, best.end, lang, risk=reading.risk),
        list_size=list_size,
        hits=len(terms),
        matched="|".join(term.replace("|", "｜") for term in terms.values()),
    )
