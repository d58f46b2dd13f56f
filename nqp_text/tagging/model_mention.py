"""A mention that a model decided: its words, and whether they are denied."""

from __future__ import annotations

from nqp_text.normalize import match_key
from nqp_text.records import Mention, Sentence
from nqp_text.tagging.polarity import polarity_of


def is_denied(sentence: Sentence, mention: Mention) -> bool:
    """Do the rules for denial, which reach as far as a clause, deny the evidence?

    The last character stands for the evidence: a span that a model chose may hold the denial.
    """
    end = mention.evidence_end - sentence.start
    key = match_key(sentence.text)
    return polarity_of(key, end - 1, end, sentence.lang, risk=False) == "negated"


def mention_by_model(sentence: Sentence, node: str, span: tuple[int, int]) -> Mention:
    """A mention with these words as evidence; score and attributes are still to come."""
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
