"""A tagged line as the JSON record that ``nqp tag`` and the web service give out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nqp_text.pipeline.texts import TaggedLine


def tag_record(number: int, tagged: TaggedLine, nodes: Sequence[str] = ()) -> dict[str, Any]:
    """The JSON record of a line. Without labels there is no stance, actor or polarity.

    ``windowed`` is there only if the line was too long for a model to be read in one piece; nothing
    of it was left out.
    """
    mentions = tagged.mentions
    affirmed = [mention for mention in mentions if mention.polarity == "affirmed"]
    leading = next(iter((*affirmed, *mentions)), None)
    result: dict[str, Any] = {
        "n": number,
        "text": tagged.line.text,
        "lang": tagged.lang,
        "labels": [
            {
                "node": mention.node,
                "score": round(mention.score, 4),
                "start": mention.evidence_start,
                "end": mention.evidence_end,
                "evidence": mention.evidence,
            }
            for mention in mentions
        ],
        "stance": leading and leading.stance,
        "actor": leading and leading.actor,
        "polarity": leading and leading.polarity,
    }
    if tagged.windowed:
        result["windowed"] = True
    if nodes:
        scores = {mention.node: mention.score for mention in mentions}
        scores |= tagged.scores or {}
        result["scores"] = {node: round(scores.get(node, 0.0), 4) for node in nodes}
    return result
