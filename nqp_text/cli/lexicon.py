"""``nqp lexicon``: the dictionary as versioned data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nqp_text.cli.lexicon_growth import expand, merge
from nqp_text.cli.options import Lexicons, Taxonomy

if TYPE_CHECKING:
    from nqp_text.tagging.lexicon import Lexicon, Term
    from nqp_text.tagging.lexicon_diff import LexiconDiff
    from nqp_text.taxonomy import Taxonomy as Nodes

app = typer.Typer(
    no_args_is_help=True,
    help="Check, show, compare, convert and grow lexicons.",
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command()(expand)
app.command()(merge)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Node = Annotated[str | None, typer.Option("--node", help="Only this node or family of nodes.")]
Lang = Annotated[str | None, typer.Option("--lang", help="Only zh or en.")]


@app.command()
def lint(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Lexicon CSV files; without any, the shipped ones.")
    ] = None,
    lexicon: Lexicons = None,
    taxonomy: Taxonomy = None,
    notes: Annotated[
        bool, typer.Option("--notes", help="Also list what is only worth knowing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Look for rows that are useless, contradictory or say less than they seem to.

    Exit code 0: nothing found; 1: errors or warnings; 2: wrong usage.
    """
    from dataclasses import asdict

    from nqp_text.tagging.lexicon_lint import LEVELS
    from nqp_text.tagging.lexicon_lint import lint as check

    loaded, nodes = _load([*(files or ()), *(lexicon or ())], taxonomy)
    findings = check(loaded, nodes)
    counts = {level: sum(f.level == level for f in findings) for level in LEVELS}
    shown = [finding for finding in findings if notes or finding.level != "note"]
    if as_json:
        _print_json({"counts": counts, "findings": [asdict(finding) for finding in shown]})
    else:
        for finding in shown:
            place = f"{finding.where}: {finding.level} ({finding.check})"
            typer.echo(f"{place}: {finding.term}: {finding.message}")
        totals = ", ".join(f"{number} {level}s" for level, number in counts.items())
        typer.echo(f"{len(loaded.terms)} terms: {totals}.")
    if counts["error"] or counts["warning"]:
        raise typer.Exit(1)


@app.command()
def show(
    node: Node = None,
    lang: Lang = None,
    term: Annotated[
        str | None, typer.Option("--term", help="Only terms that contain these words.")
    ] = None,
    lexicon: Lexicons = None,
    taxonomy: Taxonomy = None,
    as_json: AsJson = False,
) -> None:
    """List terms with their weight, status, exclusions, first year and source."""
    from nqp_text.tagging.lexicon import COLUMNS
    from nqp_text.tagging.lexicon_diff import field_text

    loaded, nodes = _load(lexicon or (), taxonomy)
    terms = _chosen(loaded, nodes, node, lang, term)
    rows = [{column: field_text(found, column) for column in COLUMNS} for found in terms]
    if as_json:
        _print_json({"hash": loaded.hash, "files": loaded.files, "terms": rows})
        return
    _print_table(COLUMNS, [list(row.values()) for row in rows])
    typer.echo(f"{len(rows)} of {len(loaded.terms)} terms; lexicon {loaded.hash[:12]}.", err=True)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="Lexicon CSV before.")],
    new: Annotated[Path, typer.Argument(help="Lexicon CSV after.")],
    taxonomy: Taxonomy = None,
    as_json: AsJson = False,
) -> None:
    """Say which terms were added, removed or changed. Exit code 0 also when they differ."""
    from nqp_text.tagging.lexicon_diff import diff as compare

    before, _ = _load([old], taxonomy)
    after, _ = _load([new], taxonomy)
    found = compare(before, after)
    if as_json:
        _print_json(_diff_record(found, before.hash, after.hash))
        return
    for sign, terms in (("-", found.removed), ("+", found.added)):
        for term in terms:
            typer.echo(f"{sign} {term.node}\t{term.lang}\t{term.term}\t{term.status}")
    for change in found.changed:
        fields = "; ".join(
            f"{name}: {one or '-'} → {two or '-'}" for name, one, two in change.fields
        )
        typer.echo(f"~ {change.new.node}\t{change.new.lang}\t{change.new.term}\t{fields}")
    counts = (len(found.added), len(found.removed), len(found.changed))
    typer.echo("{} added, {} removed, {} changed.".format(*counts))


@app.command("import")
def import_(
    source: Annotated[Path, typer.Argument(help="LIWC .dic, quanteda .yml/.yaml or .csv.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Lexicon CSV to write.")],
    categories: Annotated[
        list[str] | None,
        typer.Option("--map", help="CATEGORY=NODE, for categories with other names; repeatable."),
    ] = None,
    lang: Annotated[
        str | None, typer.Option("--lang", help="zh or en; default: by the script of each term.")
    ] = None,
    taxonomy: Taxonomy = None,
) -> None:
    """Turn another tool's dictionary into a lexicon CSV."""
    from nqp_text.tagging.lexicon_formats import csv_text, read_dictionary
    from nqp_text.taxonomy import load_taxonomy

    language = _language(lang)
    pairs = [text.partition("=") for text in categories or ()]
    if any(not (name and node) for name, _, node in pairs):
        raise typer.BadParameter("write CATEGORY=NODE", param_hint="--map")
    found = read_dictionary(
        source,
        load_taxonomy(taxonomy),
        categories={name: node for name, _, node in pairs},
        lang=language,  # type: ignore[arg-type]
    )
    out.write_text(csv_text(found.terms), encoding="utf-8", newline="")
    typer.echo(f"{len(found.terms)} terms written to {out}.", err=True)
    if found.left_out:
        words = ", ".join(found.left_out[:10])
        typer.echo(
            f"{len(found.left_out)} words with wildcards left out ({words}): write the forms out.",
            err=True,
        )


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="File to write: .dic, .yml, .yaml or .csv.")],
    node: Node = None,
    lang: Lang = None,
    ambiguous: Annotated[
        bool, typer.Option("--ambiguous", help=".dic, .yml: also terms that count nothing here.")
    ] = False,
    lexicon: Lexicons = None,
    taxonomy: Taxonomy = None,
) -> None:
    """Write a lexicon for another tool. Only .csv keeps weights, status and exclusions."""
    from nqp_text.tagging.lexicon_formats import format_of, write_dictionary

    loaded, nodes = _load(lexicon or (), taxonomy)
    terms = _chosen(loaded, nodes, node, lang, None)
    if format_of(out) != "csv":
        terms = [term for term in terms if ambiguous or term.status == "core"]
        bound = sum(bool(term.rules) for term in terms)
        if bound:
            typer.echo(f"{bound} terms lose their exclusions in this format.", err=True)
    write_dictionary(terms, out)
    typer.echo(f"{len(terms)} terms written to {out}.", err=True)


@app.command()
def codebook(
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Markdown file; default: standard output.")
    ] = None,
    taxonomy: Taxonomy = None,
) -> None:
    """Render the taxonomy as a page: nodes, definitions, rules."""
    from nqp_text.tagging.codebook_page import codebook_page
    from nqp_text.taxonomy import load_taxonomy

    page = codebook_page(load_taxonomy(taxonomy))
    if out:
        out.write_text(page, encoding="utf-8", newline="\n")
    else:
        typer.echo(page, nl=False)


def _load(lexicons: Any, taxonomy: Path | None) -> tuple[Lexicon, Nodes]:
    from nqp_text.tagging.lexicon import load_lexicon
    from nqp_text.taxonomy import load_taxonomy

    nodes = load_taxonomy(taxonomy)
    return load_lexicon(tuple(lexicons), nodes), nodes


def _language(lang: str | None) -> str | None:
    if lang not in (None, "zh", "en"):
        raise typer.BadParameter(f"{lang!r} is neither zh nor en", param_hint="--lang")
    return lang


def _chosen(
    lexicon: Lexicon, nodes: Nodes, node: str | None, lang: str | None, words: str | None
) -> list[Term]:
    from nqp_text.normalize import match_key

    _language(lang)
    known = {*nodes.ids, *(family.id for family in nodes.families)}
    if node and node not in known:
        raise typer.BadParameter(
            f"no node {node!r}: {', '.join(sorted(known))}", param_hint="--node"
        )
    return [
        term
        for term in lexicon.terms
        if (not node or term.node == node or term.node.startswith(node + "."))
        and (not lang or term.lang == lang)
        and (not words or match_key(words) in term.key)
    ]


def _diff_record(found: LexiconDiff, old: str, new: str) -> dict[str, Any]:
    def name(term: Term) -> dict[str, str]:
        return {"id": term.node, "lang": term.lang, "term": term.term, "status": term.status}

    return {
        "old": old,
        "new": new,
        "added": [name(term) for term in found.added],
        "removed": [name(term) for term in found.removed],
        "changed": [
            name(change.new) | {"fields": {field: [a, b] for field, a, b in change.fields}}
            for change in found.changed
        ],
    }


def _print_json(record: dict[str, Any]) -> None:
    import json

    typer.echo(json.dumps(record, ensure_ascii=False, indent=2))


def _print_table(columns: tuple[str, ...], rows: list[list[str]]) -> None:
    """A table on a terminal, tab-separated lines elsewhere."""
    import sys

    if not sys.stdout.isatty():
        typer.echo("\n".join("\t".join(row) for row in [list(columns), *rows]))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(*columns)
    for row in rows:
        table.add_row(*row)
    Console().print(table)
