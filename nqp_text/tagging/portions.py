"""The sentences of a document some at a time: what a model needs follows no document's length.

A portion is a matter of memory alone. A sentence is decided on its own, so it does not matter in
which portion it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nqp_text.records import Mention, Nomination, Sentence, Tagging

PORTION = 100_000
"""Characters that are in pieces, features and logits at once: some 100 MB."""

LONGEST_READ = 4_000
"""Characters of a sentence that a model reads; the lexicon reads all of it.

No sentence of a language is longer. What is, is a file without line ends, and a hostile one has
millions of signs in one line.
"""

_EACH = 20
"""Characters that a sentence costs besides its own."""


def portions(sentences: Iterable[Sentence], size: int = PORTION) -> Iterator[list[Sentence]]:
    """Runs of sentences, each of about so many characters; none is empty."""
    portion: list[Sentence] = []
    chars = 0
    for sentence in sentences:
        portion.append(sentence)
        chars += min(len(sentence.text), LONGEST_READ) + _EACH
        if chars >= size:
            yield portion
            portion, chars = [], 0
    if portion:
        yield portion


def by_portion(found: Tagging, parts: Sequence[Sequence[Sentence]]) -> list[Tagging]:
    """What the lexicon found, by the portion that its sentence is in."""
    part_of = {sentence.sentence_id: at for at, part in enumerate(parts) for sentence in part}
    mentions: list[list[Mention]] = [[] for _ in parts]
    nominations: list[list[Nomination]] = [[] for _ in parts]
    for mention in found.mentions:
        mentions[part_of[mention.sentence_id]].append(mention)
    for item in found.nominations:
        nominations[part_of[item.sentence_id]].append(item)
    return [Tagging(tuple(m), tuple(n)) for m, n in zip(mentions, nominations, strict=True)]
