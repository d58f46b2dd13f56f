"""What is found in sentences: mentions, what was refused, and expected counts."""

from __future__ import annotations

from dataclasses import dataclass

from nqp_text.records.reading import Actor, BlockKind, Language, Polarity, Stance


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence that says something about a node, with the words that show it.

    ``start``/``end`` bound the sentence's content, ``evidence_start``/``evidence_end`` the words.
    ``list_size`` is the number of different paths that the sentence is about (the k of 1/k);
    ``hits`` the number of terms of this node in the sentence, of which ``evidence`` is one.
    ``matched`` are these terms as the lexicon writes them, one a hit, joined by ``|``; it is empty
    where no lexicon decided.
    """

    sentence_id: int
    page: int
    section: str
    block: BlockKind
    lang: Language
    start: int
    end: int
    text: str
    node: str
    score: float
    tagger: str
    evidence: str
    evidence_start: int
    evidence_end: int
    stance: Stance
    actor: Actor
    polarity: Polarity
    list_size: int
    hits: int = 1
    matched: str = ""


@dataclass(frozen=True, slots=True)
class Nomination:
    """An ambiguous term in a sentence: it counts zero, and asks a classifier to look.

    ``reason`` says why it did not count: ``ambiguous``, or the exclusion that voided a hit.
    """

    sentence_id: int
    node: str
    term: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Tagging:
    """What a tagger returns for the sentences of one document.

    ``expected`` holds ``(node, Σp, Σp(1 - p))``: the sums over the tagged sentences of the
    calibrated probability p that a sentence is about the node, and of its variance. It is empty
    where the method has no probabilities; a node that is missing from it is unknown, not 0.
    ``probabilities`` holds ``(sentence_id, p of every node in the tagger's order)``, ``windowed``
    the ids of sentences that were too long for a model and were read in overlapping parts.
    """

    mentions: tuple[Mention, ...] = ()
    nominations: tuple[Nomination, ...] = ()
    expected: tuple[tuple[str, float, float], ...] = ()
    probabilities: tuple[tuple[int, tuple[float, ...]], ...] = ()
    windowed: tuple[int, ...] = ()
