"""An evaluation on the terminal: tables there, tab-separated lines in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from nqp_text.validation.evaluation import Comparison


def show_comparison(comparison: Comparison) -> None:
    """Print what decides between methods; the page and the files hold the rest."""
    from nqp_text.validation.evaluation_page import shown

    every = comparison.evaluations
    show_rows(
        "Index paths",
        ["method", "average", "lang", "kind", "n", "precision", "recall", "F1"],
        [
            [e.method, s.average, s.lang, s.kind, str(s.n)]
            + [shown(value) for value in (s.precision, s.recall, s.f1)]
            for e in every
            for s in e.summary
            if s.over == "paths"
        ],
    )
    show_rows(
        "Nodes, all sentences",
        ["method", "node", "gold", "precision", "recall", "F1"],
        [
            [e.method, c.node, f"{c.tp + c.fn:.4g}"]
            + [shown(value) for value in (c.precision, c.recall, c.f1)]
            for e in every
            for c in e.cells
            if (c.lang, c.kind) == ("all", "all")
        ],
    )
    show_rows(
        "Right on true positives",
        ["method", "attribute", "lang", "kind", "n", "share"],
        [
            [e.method, a.attribute, a.lang, a.kind, str(a.n), shown(a.accuracy)]
            for e in every
            for a in e.attributes
            if a.lang == "all" or a.kind == "all"
        ],
    )
    rows = [
        [e.method, what, x.lang, x.kind, str(x.n), shown(x.share)]
        for e in every
        for what, scores in (("exactly right", e.exact), ("same in both languages", e.pairs))
        for x in scores
        if x.kind == "all"
    ]
    show_rows("Set of paths", ["method", "what", "lang", "kind", "n", "share"], rows)
    show_rows(
        "Expected calibration error",
        ["method", "lang", "kind", "all pairs", "paths", "decided positive"],
        [
            [e.method, c.lang, c.kind]
            + ["–" if v is None else f"{v:.4f}" for v in (c.ece, c.ece_paths, c.ece_positive)]
            for e in every
            for c in e.calibration
        ],
    )
    show_rows(
        "F1 over the index paths, difference",
        ["method", "against", "average", "lang", "kind", "F1 more"],
        [
            [d.method, d.against, d.average, d.lang, d.kind, shown(d.f1, signed=True)]
            for d in comparison.differences
            if d.over == "paths"
        ],
    )


def show_rows(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table with a title; nothing for no rows."""
    if not rows:
        return
    if not sys.stdout.isatty():
        typer.echo("\n".join([f"# {title}", *("\t".join(row) for row in [head, *rows]), ""]))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(*head, title=title, title_justify="left")
    for row in rows:
        table.add_row(*row)
    Console(highlight=False, markup=False).print(table)
