"""The codes of a coding sheet: how they are shown, and all that a coder may write for them.

A node may be written as its id, as shown in the list (id and name), as its number in the codebook
or as its name; ``none``, ``无`` or 0 says that there is nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from nqp_text.taxonomy import Taxonomy

NONE = "none"
LABELS = tuple(f"label_{n}" for n in range(1, 6))
ATTRIBUTES: Mapping[str, Mapping[str, str]] = {
    "stance": {
        "background": "背景：形势、趋势、政策、市场，无人在做",
        "plan": "计划：打算、目标、要求",
        "action": "行动：正在做或已做，未说结果（投入属于行动）",
        "achievement": "成果：已完成并说明结果",
    },
    "actor": {
        "own": "本主体：发布者自己及其子公司",
        "government": "政府：被引用的政府或政策",
        "other": "他人：其他企业、客户、竞争者",
        "macro": "宏观：行业、市场、国家整体",
    },
    "polarity": {
        "affirmed": "肯定",
        "negated": "否定：明确说没有",
        "risk": "风险：可能不能、短板、隐患",
    },
}
"""Attributes, their values and the meaning of each as the codebook sheet gives it."""

_NOTHING = {NONE, "0", "无", "-", "—", "–", "no", "n", "没有", "nil"}
_SEPARATORS = re.compile(r"[;；,，、|\n]+")


@dataclass(frozen=True, slots=True)
class CodeBook:
    """What may stand in a cell: ``nodes`` and ``values`` map what is written to what is meant."""

    ids: tuple[str, ...]
    shown: tuple[str, ...]
    nodes: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]

    def labels(self, cell: str) -> tuple[list[str], list[str]]:
        """The nodes in a cell (``none`` among them), and what is no code."""
        found: list[str] = []
        unknown: list[str] = []
        for part in self._parts(cell):
            node = self.nodes.get(_folded(part))
            if node:
                found.append(node)
            else:
                unknown.append(part)
        return found, unknown

    def _parts(self, cell: str) -> list[str]:
        if _folded(cell) in self.nodes:  # a name may hold a separator
            return [cell]
        return [part for part in _SEPARATORS.split(cell) if part.strip()]

    def value(self, attribute: str, cell: str) -> str | None:
        """The value of an attribute, or None if the cell holds none of its codes."""
        return self.values[attribute].get(_folded(cell))


def code_book(taxonomy: Taxonomy) -> CodeBook:
    """The codes of a taxonomy, in its order, numbered from 1."""
    nodes: dict[str, str] = dict.fromkeys(_NOTHING, NONE)
    names: dict[str, list[str]] = {}
    for number, node in enumerate(taxonomy.nodes, 1):
        for text in (node.id, str(number), f"{node.id} {node.zh}", f"{node.id} {node.en}"):
            nodes[_folded(text)] = node.id
        for name in {node.zh, node.en, node.id.rpartition(".")[2], node.id.partition(".")[2]}:
            names.setdefault(_folded(name), []).append(node.id)
    for name, owners in names.items():
        if len(owners) == 1:  # a name that two nodes share says nothing
            nodes.setdefault(name, owners[0])
    values = {}
    for attribute, meanings in ATTRIBUTES.items():
        known: dict[str, str] = {}
        for number, (value, meaning) in enumerate(meanings.items(), 1):
            word = meaning.partition("：")[0]
            for text in (value, str(number), word, f"{value} {word}"):
                known[_folded(text)] = value
        values[attribute] = known
    shown = tuple(f"{node.id} {node.zh}" for node in taxonomy.nodes)
    return CodeBook(taxonomy.ids, shown, nodes, values)


def shown_values(attribute: str) -> list[str]:
    """The values of an attribute as the list of a cell offers them."""
    return [f"{value} {text.partition('：')[0]}" for value, text in ATTRIBUTES[attribute].items()]


def _folded(text: str) -> str:
    """Width, case and white space do not matter, nor the ``.0`` of a number that Excel made."""
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return folded.removesuffix(".0") if folded.removesuffix(".0").isdecimal() else folded
