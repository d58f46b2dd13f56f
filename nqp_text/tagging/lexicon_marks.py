"""What the lexicon found in sentences, as facts for a model: core, ambiguous or void, by node."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from nqp_text.records import Kind, Language, Tagging

if TYPE_CHECKING:
    from numpy.typing import NDArray

CORE, AMBIGUOUS, VOID = range(3)
_STEP = 4
_KINDS: tuple[Kind, ...] = ("firm", "gov", "news", "other")


def found_by_lexicon(
    found: Tagging, places: dict[int, int], nodes: Sequence[str]
) -> NDArray[np.bool_]:
    """(sentences, nodes, 3): a term that counts, an ambiguous one, one that does not count.

    ``places`` maps sentence ids to rows. A mention counts whatever its polarity.
    """
    column = {node: number for number, node in enumerate(nodes)}
    table = np.zeros((len(places), len(nodes), 3), dtype=np.bool_)
    for mention in found.mentions:
        if mention.node in column:
            table[places[mention.sentence_id], column[mention.node], CORE] = True
    for item in found.nominations:
        if item.node in column:
            kind = AMBIGUOUS if item.reason == "ambiguous" else VOID
            table[places[item.sentence_id], column[item.node], kind] = True
    return table


def hints_of(found: NDArray[np.bool_], nodes: Sequence[str]) -> list[str]:
    """The same facts in words that a network reads before the sentence.

    >>> hints_of(np.array([[[True, False, False], [False, True, False]]]), ["path.a_b", "x.c"])
    ['a b; c?']
    """
    names = [node.rpartition(".")[2].replace("_", " ") for node in nodes]
    said: list[list[str]] = [[] for _ in range(len(found))]
    core, ambiguous = found[:, :, CORE], found[:, :, AMBIGUOUS]
    for row, node in np.argwhere(core | ambiguous).tolist():
        said[row].append(names[node] if core[row, node] else f"{names[node]}?")
    return ["; ".join(words) for words in said]


def marks_of(
    found: NDArray[np.bool_], kinds: Sequence[Kind], languages: Sequence[Language]
) -> list[list[int]]:
    """The same facts as small numbers, with kind and language: one list a sentence."""
    nodes = found.shape[1]
    marks: list[list[int]] = [[] for _ in range(len(found))]
    for row, node, sort in np.argwhere(found).tolist():
        marks[row].append(node * _STEP + sort)
    for row, (kind, language) in enumerate(zip(kinds, languages, strict=True)):
        marks[row].append(nodes * _STEP + _KINDS.index(kind) * 2 + (language == "zh"))
    return marks
