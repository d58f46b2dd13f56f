"""Sentences without a document: tagged one by one, each on its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from nqp_text import text
from nqp_text.pipeline.tools import load_tools
from nqp_text.records import Kind, Language, Mention, Sentence
from nqp_text.settings import Settings

BATCH = 512


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence to tag, with what is known about it. ``prev`` is the sentence before it.

    ``lang`` None is found out; ``kind`` says whose document it is from.
    """

    text: str
    kind: Kind = "firm"
    lang: Language | None = None
    prev: str = ""


@dataclass(frozen=True, slots=True)
class TaggedLine:
    """A line, its language and its mentions, whose offsets point into the line's text.

    ``scores`` holds the calibrated probability of every node, also of those decided negative; None
    for a method without probabilities. ``windowed``: it was too long for a model to be read
    in one piece, and was read in parts.
    """

    line: Line
    lang: Language
    mentions: tuple[Mention, ...]
    scores: Mapping[str, float] | None = None
    windowed: bool = False


def tag_lines(lines: Iterable[Line], settings: Settings) -> Iterator[TaggedLine]:
    """Each line with its mentions, in the same order. A line's result depends on nothing else."""
    remaining = iter(lines)
    while batch := list(islice(remaining, BATCH)):
        languages = [line.lang or text.language_of(line.text) for line in batch]
        yield from _tagged(batch, languages, settings)


def _tagged(
    batch: Sequence[Line], languages: Sequence[Language], settings: Settings
) -> list[TaggedLine]:
    tagger = load_tools(settings).tagger
    found: list[list[Mention]] = [[] for _ in batch]
    scores: list[Mapping[str, float] | None] = [
        dict.fromkeys(tagger.nodes, 0.0) if tagger.nodes else None for _ in batch
    ]
    windowed: set[int] = set()
    for kind in dict.fromkeys(line.kind for line in batch):
        sentences = [
            as_sentence(line.text, position, language)
            for position, (line, language) in enumerate(zip(batch, languages, strict=True))
            if line.kind == kind and line.text.strip()
        ]
        before = [batch[sentence.sentence_id].prev for sentence in sentences]
        tagging = tagger.tag(sentences, kind, before)
        for mention in tagging.mentions:
            found[mention.sentence_id].append(mention)
        for position, values in tagging.probabilities:
            scores[position] = dict(zip(tagger.nodes, values, strict=True))
        windowed.update(tagging.windowed)
    return [
        TaggedLine(line, languages[at], tuple(found[at]), scores[at], at in windowed)
        for at, line in enumerate(batch)
    ]


def as_sentence(content: str, position: int = 0, lang: Language | None = None) -> Sentence:
    """A text as a sentence of its own, of unknown page and section."""
    language = lang or text.language_of(content)
    return Sentence(position, 1, "", "prose", language, 0, len(content), content)
