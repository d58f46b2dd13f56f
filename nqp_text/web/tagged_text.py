"""A pasted text as it is shown: sentence by sentence, with the words that show each label."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from nqp_text.records import Mention
from nqp_text.web.child_tasks import TaggedText
from nqp_text.web.document_view import ShownSentence
from nqp_text.web.highlights import Piece, pieces_of, shortened


@dataclass(frozen=True, slots=True)
class ShownText:
    """The sentences, and how many of them mention each node."""

    kind: str
    sentences: tuple[ShownSentence, ...]
    counts: tuple[tuple[str, int], ...]


def show_tagged(tagged: TaggedText) -> ShownText:
    """Every sentence of the text, those without labels too."""
    found: dict[int, list[Mention]] = defaultdict(list)
    for mention in tagged.mentions:
        found[mention.sentence_id].append(mention)
    sentences = []
    for sentence in tagged.sentences:
        if not sentence.text.strip():
            continue
        mentions = found.get(sentence.sentence_id, [])
        start = sentence.content_start
        text = tagged.text[start : sentence.content_end]
        evidence = [(m.evidence_start, m.evidence_end) for m in mentions]
        pieces = pieces_of(text, start, evidence) if evidence else [Piece(text, False)]
        leading = next((m for m in mentions if m.polarity == "affirmed"), None)
        leading = leading or next(iter(mentions), None)
        sentences.append(
            ShownSentence(
                sentence.sentence_id,
                1,
                sentence.block,
                sentence.section,
                tuple(shortened(pieces)),
                tuple((m.node, m.score, m.tagger) for m in mentions),
                leading.stance if leading else "",
                leading.actor if leading else "",
                leading.polarity if leading else "",
            )
        )
    counts = Counter(m.node for m in tagged.mentions if m.polarity == "affirmed")
    return ShownText(tagged.kind, tuple(sentences), tuple(counts.most_common()))
