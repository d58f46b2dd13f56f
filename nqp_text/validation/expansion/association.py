"""Which node a phrase goes with: how often its sentences are about the node by the lexicon."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nqp_text.records import Sentence
from nqp_text.tagging import Tagger
from nqp_text.validation.expansion.corpus import Corpus
from nqp_text.validation.expansion.grams import Bools, Floats, Grams

MIN_TOGETHER = 3
_BATCH = 5000


def tag_sentences(corpus: Corpus, tagger: Tagger, nodes: Sequence[str]) -> Bools:
    """Whether each sentence is about each node by the lexicon, shape (sentences, nodes)."""
    place = {node: at for at, node in enumerate(nodes)}
    tagged = np.zeros((len(corpus.sentences), len(nodes)), dtype=bool)
    for start in range(0, len(corpus.sentences), _BATCH):
        batch = [
            Sentence(number, 1, "", "prose", corpus.lang, 0, len(text), text)
            for number, text in enumerate(corpus.sentences[start : start + _BATCH], start)
        ]
        for mention in tagger.tag(batch, "firm").mentions:
            if mention.node in place:
                tagged[mention.sentence_id, place[mention.node]] = True
    return tagged


def shares(grams: Grams, corpus: Corpus, tagged: Bools) -> tuple[Floats, Floats]:
    """Per sequence: its sentences, and the share of them that is about each node."""
    places = np.flatnonzero(grams.at >= 0)
    width = len(corpus.sentences)
    pairs = np.unique(grams.at[places] * width + corpus.sentence_of[places])
    numbers, sentences = pairs // width, pairs % width
    size = len(grams.count)
    total = np.bincount(numbers, minlength=size).astype(np.float64)
    about = np.stack(
        [
            np.bincount(numbers, weights=tagged[sentences, node], minlength=size)
            for node in range(tagged.shape[1])
        ],
        axis=1,
    )
    return total, about / np.maximum(total, 1)[:, None]


def lifts(share: Floats, tagged: Bools) -> Floats:
    """Shares over the share of all sentences; nan for a node that no sentence is about."""
    base = tagged.mean(axis=0)
    return np.where(base > 0, share / np.where(base > 0, base, 1), np.nan)


def sure_lifts(share: Floats, total: Floats, tagged: Bools) -> Floats:
    """Lifts at the lower end of the share's 95 % interval (Wilson): few sentences prove little.

    With fewer than ``MIN_TOGETHER`` sentences about the node there is none (0): where the node is
    very rare, one chance sentence would be a lift of hundreds.
    """
    size, z = np.maximum(total, 1)[:, None], 1.959963984540054
    centre = share + z**2 / (2 * size)
    half = z * np.sqrt(share * (1 - share) / size + (z / (2 * size)) ** 2)
    low = np.where(share * size >= MIN_TOGETHER - 0.5, centre - half, 0.0) / (1 + z**2 / size)
    return lifts(low, tagged)
