"""The tree of nodes that text is coded to: names, definitions and rules, loaded and validated.

The shipped file is ``lexicons/taxonomy.toml``. Another topic is another file of the same form: its
ids, its families and its own index, checked by the same rules.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nqp_text.errors import TaxonomyError
from nqp_text.resources import data_path

ID = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+")
"""A node id: its family, a dot and a name, in lower case."""


@dataclass(frozen=True, slots=True)
class Family:
    """A group of nodes that share the first part of their id."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Node:
    """One thing a sentence can be about.

    ``in_index`` says that the node is one of the index's components; the others are facets that
    are counted apart. ``extension`` marks what the theory behind the taxonomy is silent about.
    """

    id: str
    zh: str
    en: str
    definition_zh: str
    definition_en: str
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    family: str
    in_index: bool
    extension: bool = False


@dataclass(frozen=True, slots=True)
class BoundaryRule:
    """How a sentence between nodes is coded: the condition, the outcome, the nodes concerned."""

    id: str
    when: str
    then: str
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """A validated taxonomy. ``hash`` changes with its content, not with its layout on disk."""

    name: str
    version: str
    families: tuple[Family, ...]
    nodes: tuple[Node, ...]
    rules: tuple[BoundaryRule, ...]
    hash: str

    @property
    def ids(self) -> tuple[str, ...]:
        """All node ids, in the order of the file."""
        return tuple(node.id for node in self.nodes)

    @property
    def paths(self) -> tuple[str, ...]:
        """Ids of the nodes that make the index (``path.*`` in the shipped taxonomy)."""
        return tuple(node.id for node in self.nodes if node.in_index)

    def node(self, node_id: str) -> Node:
        """The node with this id; the error lists what there is."""
        for node in self.nodes:
            if node.id == node_id:
                return node
        raise TaxonomyError(
            f"The taxonomy has no node {node_id!r}.",
            where=f"taxonomy {self.name} {self.version}",
            fix="Use one of: " + ", ".join(self.ids),
        )


def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """Read and check a taxonomy file; without ``path``, the shipped one."""
    source = path or data_path("lexicons", "taxonomy.toml")
    data = _read(source)
    mistakes = list(_mistakes(data))
    if mistakes:
        raise TaxonomyError(
            f"The taxonomy breaks {len(mistakes)} rule{'s' * (len(mistakes) > 1)}.",
            where="\n         ".join(f"{source.name}, {entry}: {what}" for entry, what in mistakes),
            fix="Correct these entries; lexicons/README.md describes the form.",
        )
    return _build(data)


def _read(source: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(source.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise TaxonomyError(
            "The taxonomy file cannot be read.", where=str(source), fix="Check the path."
        ) from error
    except UnicodeDecodeError as error:
        raise TaxonomyError(
            "The taxonomy file is not UTF-8.", where=str(source), fix="Save it as UTF-8."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise TaxonomyError(
            "The taxonomy file is not valid TOML.",
            where=f"{source.name}: {error}",
            fix="Correct the syntax at this place.",
        ) from error


_TEXTS = ("zh", "en", "definition_zh", "definition_en")


def _mistakes(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in ("name", "version"):
        if not _is_text(data.get(key)):
            yield "top level", f"{key!r} must be a text that is not empty"
    entries: dict[str, list[Mapping[str, Any]]] = {}
    for kind in ("family", "node", "rule"):
        found = data.get(kind, [])
        if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
            yield "top level", f"{kind!r} must be written as [[{kind}]] tables"
            found = []
        entries[kind] = found
        yield from _repeated(kind, found)
    families = {entry.get("id") for entry in entries["family"]}
    for number, entry in enumerate(entries["family"], 1):
        yield from _missing_texts(_label("family", number, entry), entry, ("id", "zh", "en"))
    if not entries["node"]:
        yield "top level", "there is no [[node]]"
    for number, entry in enumerate(entries["node"], 1):
        yield from _node_mistakes(_label("node", number, entry), entry, families)
    ids = {entry.get("id") for entry in entries["node"]}
    for number, entry in enumerate(entries["rule"], 1):
        yield from _rule_mistakes(_label("rule", number, entry), entry, ids)
    yield from _index_mistakes(data, entries["node"])


def _label(kind: str, number: int, entry: Mapping[str, Any]) -> str:
    return f"{kind} {entry.get('id') or f'number {number}'}"


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _missing_texts(
    label: str, entry: Mapping[str, Any], keys: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    for key in keys:
        if not _is_text(entry.get(key)):
            yield label, f"{key!r} must be a text that is not empty"


def _repeated(kind: str, entries: list[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    seen: set[object] = set()
    for entry in entries:
        name = entry.get("id")
        if isinstance(name, str) and name in seen:
            yield f"{kind} {name}", "this id is used twice"
        seen.add(name if isinstance(name, str) else None)


def _node_mistakes(
    label: str, entry: Mapping[str, Any], families: set[Any]
) -> Iterator[tuple[str, str]]:
    yield from _missing_texts(label, entry, ("id", *_TEXTS))
    name = entry.get("id")
    if _is_text(name):
        if not ID.fullmatch(str(name)):
            yield label, "an id is lower-case words with dots between, such as 'path.green'"
        elif str(name).split(".")[0] not in families:
            yield label, f"there is no [[family]] with the id {str(name).split('.')[0]!r}"
    for key in ("include", "exclude"):
        value = entry.get(key)
        if not isinstance(value, list) or not all(_is_text(item) for item in value):
            yield label, f"{key!r} must be a list of texts (it may be empty)"
    for key in ("in_index", "extension"):
        if not isinstance(entry.get(key, False), bool):
            yield label, f"{key!r} must be true or false"


def _rule_mistakes(
    label: str, entry: Mapping[str, Any], ids: set[Any]
) -> Iterator[tuple[str, str]]:
    yield from _missing_texts(label, entry, ("id", "when", "then"))
    nodes = entry.get("nodes", [])
    if not isinstance(nodes, list):
        yield label, "'nodes' must be a list of node ids"
        return
    for name in nodes:
        if name not in ids:
            yield label, f"'nodes' names {name!r}, which is no node of this file"


def _index_mistakes(
    data: Mapping[str, Any], nodes: list[Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    size = data.get("index_size")
    members = sum(entry.get("in_index") is True for entry in nodes)
    if not isinstance(size, int) or isinstance(size, bool) or size < 1:
        yield "top level", "'index_size' must be the number of nodes with in_index = true"
    elif members != size:
        yield "top level", f"'index_size' is {size}, but {members} nodes have in_index = true"


def _build(data: Mapping[str, Any]) -> Taxonomy:
    families = tuple(
        Family(*(entry[key] for key in ("id", "zh", "en"))) for entry in data["family"]
    )
    nodes = tuple(
        Node(
            id=entry["id"],
            **{key: entry[key].strip() for key in _TEXTS},
            include=tuple(entry["include"]),
            exclude=tuple(entry["exclude"]),
            family=entry["id"].split(".")[0],
            in_index=entry.get("in_index", False),
            extension=entry.get("extension", False),
        )
        for entry in data["node"]
    )
    rules = tuple(
        BoundaryRule(entry["id"], entry["when"], entry["then"], tuple(entry.get("nodes", ())))
        for entry in data.get("rule", [])
    )
    parts = [asdict(part) for part in families]
    parts += [asdict(node) for node in nodes]
    parts += [asdict(rule) for rule in rules]
    content = [data["name"], data["version"], *parts]
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode("utf-8")).hexdigest()
    return Taxonomy(data["name"], data["version"], families, nodes, rules, digest)
