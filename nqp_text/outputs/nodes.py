"""Names of the nodes that a run counted: from its manifest, else from the shipped taxonomy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from nqp_text.errors import NqpError
from nqp_text.taxonomy import load_taxonomy

FIELDS = ("id", "zh", "en", "definition_zh", "definition_en", "family", "in_index")


def node_names(
    manifest: Mapping[str, Any], counts: pl.DataFrame, index: pl.DataFrame, seen: Iterable[str]
) -> list[dict[str, Any]]:
    """The nodes in the order of the taxonomy; one that only the tables know is called by its id."""
    known = {node["id"]: node for node in _described(manifest)}
    pairs = counts.select("node", "in_index").unique(maintain_order=True).drop_nulls("node")
    counted = {str(node): bool(in_index) for node, in_index in pairs.iter_rows()}
    paths = [str(path) for path in manifest.get("paths") or ()]
    listed = index["path"].drop_nulls().unique(maintain_order=True)
    paths += [path for path in listed if path != "composite" and path not in counted]
    for node in (*paths, *counted, *seen):
        known.setdefault(node, _unnamed(node, counted.get(node, node in paths)))
    return list(known.values())


def _described(manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    nodes = manifest.get("nodes")
    if isinstance(nodes, list) and all(isinstance(n, dict) and "id" in n for n in nodes):
        return [{key: node.get(key, node["id"]) for key in FIELDS} for node in nodes]
    try:
        taxonomy = load_taxonomy()
    except NqpError:
        return []
    stated = manifest.get("taxonomy") or {}
    if stated and stated.get("hash") != taxonomy.hash:
        return []
    return [{key: getattr(node, key) for key in FIELDS} for node in taxonomy.nodes]


def _unnamed(node: str, in_index: bool) -> dict[str, Any]:
    name = node.split(".", 1)[-1].replace("_", " ")
    return {
        "id": node,
        "zh": name,
        "en": name,
        "definition_zh": "",
        "definition_en": "",
        "family": node.split(".")[0],
        "in_index": in_index,
    }


def short_name(node: Mapping[str, Any], lang: str) -> str:
    """A name for narrow places: the Chinese one, or the last part of an English path's id.

    Facets keep their names, since a facet may end like a path (``tech.green``).
    """
    if lang == "zh" or not node["in_index"]:
        return str(node[lang])
    return str(node["id"]).split(".", 1)[-1].replace("_", " ").replace(".", " ")
