"""Very long sentences in stretches that overlap, each of which a model reads like a sentence.

No sentence of a language has a thousand characters. What has is a list, a table without line ends,
or a file in one line; a clear statement in it would be drowned by the rest. So each stretch is
decided on its own, and the long sentence is about what any of its stretches is about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from nqp_text.records import Mention, Sentence, Tagging

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST = 1_000
"""Characters of a sentence that is read as one."""
STRETCH = 240
"""Characters, at most, of a stretch of a longer one."""
OVERLAP = 60
"""Characters, at least, that a stretch and the next have in common; at most twice as many."""
_SENTENCE_ENDS = ("。", "！", "？", "；", ". ", "! ", "? ", "; ")
_CLAUSE_ENDS = ("，", "、", "：", ", ", ": ")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a sentence, or a whole one; ``row`` is the sentence's, ``before`` what it follows.

    The record has the place of the stretch, and an id of its own unless it is the whole sentence.
    """

    sentence: Sentence
    row: int
    before: str


def stretches_of(sentences: Sequence[Sentence], before: Mapping[int, str]) -> list[Stretch]:
    """Every sentence in its order, long ones in stretches; those without a letter are left out.

    ``before`` has the text before a sentence by its id.
    """
    unused = max((sentence.sentence_id for sentence in sentences), default=0) + 1
    found: list[Stretch] = []
    for row, sentence in enumerate(sentences):
        text = sentence.text
        if len(text) <= LONGEST:
            found.append(Stretch(sentence, row, before.get(sentence.sentence_id, "")))
            continue
        for start, end in bounds_of(text):
            if not any(map(str.isalpha, text[start:end])):
                continue
            part = replace(
                sentence,
                sentence_id=unused,
                start=sentence.start + start,
                end=sentence.start + end,
                text=text[start:end],
            )
            earlier = text[max(0, start - LONGEST) : start]
            found.append(Stretch(part, row, earlier or before.get(sentence.sentence_id, "")))
            unused += 1
    return found


def bounds_of(text: str) -> list[tuple[int, int]]:
    """Where the stretches of a text begin and end.

    >>> bounds_of("短句。")
    [(0, 3)]
    """
    bounds: list[tuple[int, int]] = []
    start = 0
    while start + STRETCH < len(text):
        end = _break_between(text, start + STRETCH * 2 // 3, start + STRETCH)
        bounds.append((start, end))
        start = _break_between(text, end - 2 * OVERLAP, end - OVERLAP)
    return [*bounds, (start, len(text))]


def _break_between(text: str, least: int, most: int) -> int:
    """The last place of these behind the end of a sentence; or of a clause; or of a word."""
    for signs in (_SENTENCE_ENDS, _CLAUSE_ENDS):
        place = max(text.rfind(sign, least - len(sign), most) + len(sign) for sign in signs)
        if place >= least:
            return min(place, most)
    return next((at for at in range(most, least, -1) if not text[at - 1].isalnum()), most)


def needed_of_whole(
    decided: Sequence[tuple[int, int]],
    rows: Sequence[int],
    scores: NDArray[np.float64],
    by_term: Collection[tuple[int, int]],
) -> list[tuple[int, int]]:
    """Of the decided (stretch, node), those that the mention of the whole sentence may come from.

    Of each sentence and node the one with the highest score, and all that have a term: to look for
    the words in every stretch would take long and change nothing. ``rows``: the sentence's row of
    each stretch; ``scores`` (stretches, nodes).
    """
    best: dict[tuple[int, int], tuple[int, int]] = {}
    for place in decided:
        key = (rows[place[0]], place[1])
        if key not in best or scores[place] > scores[best[key]]:
            best[key] = place
    chosen = {*best.values(), *by_term}
    return [place for place in decided if place in chosen]


def whole_mentions(
    sentences: Sequence[Sentence],
    rows: Mapping[int, int],
    mentions: Sequence[Mention],
    lexical: Tagging,
    nodes: Sequence[str],
    paths: Collection[str],
) -> list[Mention]:
    """The mentions of stretches, which are in their order, as mentions of the whole sentences.

    ``rows``: the row of the sentence by the id of a stretch; ``lexical``: what the lexicon found in
    the sentences.
    """
    terms = {(mention.sentence_id, mention.node): mention for mention in lexical.mentions}
    found: list[Mention] = []
    for row, own in groupby(mentions, lambda mention: rows[mention.sentence_id]):
        sentence = sentences[row]
        if len(sentence.text) <= LONGEST:
            found += own
        else:
            found += _of_whole(sentence, own, terms, nodes, paths)
    return found


def _of_whole(
    sentence: Sentence,
    parts: Iterable[Mention],
    terms: Mapping[tuple[int, str], Mention],
    nodes: Sequence[str],
    paths: Collection[str],
) -> list[Mention]:
    """One mention a node for a long sentence, from those of its stretches, in the nodes' order.

    Words and attributes come from a stretch with a term of the lexicon, or from the one with the
    highest score. ``terms``: what the lexicon found in the whole sentence.
    """
    by_node: dict[str, list[Mention]] = defaultdict(list)
    for mention in parts:
        by_node[mention.node].append(mention)
    found: list[Mention] = []
    list_size = max(1, sum(node in paths for node in by_node))
    for node in filter(by_node.__contains__, nodes):
        own = by_node[node]
        shown = max(own, key=lambda mention: (bool(mention.matched), mention.score))
        whole = terms.get((sentence.sentence_id, node), shown)
        found.append(
            replace(
                shown,
                sentence_id=sentence.sentence_id,
                start=sentence.content_start,
                end=sentence.content_end,
                text=sentence.text.strip(),
                score=max(mention.score for mention in own),
                list_size=list_size,
                hits=whole.hits,
                matched=whole.matched,
            )
        )
    return found
