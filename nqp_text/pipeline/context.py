"""The sentence before a sentence: what a model reads to know what "it" is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nqp_text.records import Sentence
from nqp_text.sentence_columns import SentenceColumns


def previous_texts(counted: SentenceColumns, every: SentenceColumns) -> list[str]:
    """For each counted sentence the text of the sentence before it in the document."""
    import numpy as np

    places = np.searchsorted(every.ids, counted.ids)
    starts, ends = every.starts, every.ends
    return [
        every.text[starts[place - 1] : ends[place - 1]] if place else ""
        for place in places.tolist()
    ]


def adjacent_texts(sentences: Sequence[Sentence]) -> list[str]:
    """The same for sentences given one by one: the one before counts if it is really next to it."""
    before = [""]
    for first, second in pairwise(sentences):
        before.append(first.text if first.sentence_id == second.sentence_id - 1 else "")
    return before[: len(sentences)]
