"""The taxonomy as a page to read: docs/codebook.md."""

from __future__ import annotations

from collections.abc import Iterator

from nqp_text.taxonomy import Node, Taxonomy


def codebook_page(taxonomy: Taxonomy) -> str:
    """Markdown with every family, node and boundary rule, in the order of the file."""
    return "\n".join(_lines(taxonomy)).rstrip() + "\n"


def _lines(taxonomy: Taxonomy) -> Iterator[str]:
    yield f"# Codebook: {taxonomy.name}"
    yield ""
    yield (
        f"Version {taxonomy.version}: {len(taxonomy.nodes)} nodes, {len(taxonomy.paths)} of them "
        f"in the index, {len(taxonomy.rules)} rules. Rendered from `lexicons/taxonomy.toml` with "
        "`nqp lexicon codebook`; change that file, not this page."
    )
    for family in taxonomy.families:
        yield from ("", f"## {family.zh} · {family.en}")
        for node in taxonomy.nodes:
            if node.family == family.id:
                yield from _node(node)
    if taxonomy.rules:
        yield from ("", "## Rules", "", "| rule | the sentence is about | it is coded |")
        yield "|---|---|---|"
        for rule in taxonomy.rules:
            yield f"| {rule.id} | {_cell(rule.when)} | {_cell(rule.then)} |"


def _node(node: Node) -> Iterator[str]:
    yield from ("", f"### `{node.id}`", "", f"**{node.zh} · {node.en}**", "")
    yield node.definition_zh
    yield ""
    yield node.definition_en
    for title, items in (("Include", node.include), ("Exclude", node.exclude)):
        if items:
            yield from ("", f"{title}:", "")
            yield from (f"- {item}" for item in items)
    marks = ["in the index" if node.in_index else "a facet, counted apart"]
    if node.extension:
        marks.append("an extension of this project")
    yield from ("", f"*{', '.join(marks).capitalize()}.*")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
