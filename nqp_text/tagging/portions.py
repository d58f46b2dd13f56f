"""The stretches of a document some at a time: what a model needs follows no document's length.

A portion is a matter of memory alone. A stretch is decided on its own, so it does not matter in
which portion it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nqp_text.records import Mention, Nomination, Tagging
from nqp_text.tagging.stretches import Stretch

PORTION = 100_000
"""Characters that are in pieces, features and logits at once: some 100 MB."""

_EACH = 20
"""Characters that a stretch costs besides its own."""


def portions(stretches: Iterable[Stretch], size: int = PORTION) -> Iterator[list[Stretch]]:
    """Runs of stretches, each of about so many characters; none is empty."""
    portion: list[Stretch] = []
    chars = 0
    for stretch in stretches:
        portion.append(stretch)
        chars += len(stretch.sentence.text) + _EACH
        if chars >= size:
            yield portion
            portion, chars = [], 0
    if portion:
        yield portion


def by_portion(found: Tagging, parts: Sequence[Sequence[Stretch]]) -> list[Tagging]:
    """What the lexicon found, by the portion that its stretch is in."""
    part_of = {
        stretch.sentence.sentence_id: at for at, part in enumerate(parts) for stretch in part
    }
    mentions: list[list[Mention]] = [[] for _ in parts]
    nominations: list[list[Nomination]] = [[] for _ in parts]
    for mention in found.mentions:
        mentions[part_of[mention.sentence_id]].append(mention)
    for item in found.nominations:
        nominations[part_of[item.sentence_id]].append(item)
    return [Tagging(tuple(m), tuple(n)) for m, n in zip(mentions, nominations, strict=True)]
