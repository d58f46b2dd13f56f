"""A run in a notebook: what was read, what was not, and the units with the highest index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nqp_text.outputs.schema import FAILED_STATUSES, REPORT
from nqp_text.outputs.visible import visible

if TYPE_CHECKING:
    from nqp_text.outputs.run import Run

SHOWN = 10
_PARTS = (
    ("read in full", "#14507a", ("ok",)),
    ("read in part", "#7fa6c4", ("partial",)),
    ("not read", "repeating-linear-gradient(135deg,#fff 0 3px,#8b98a2 3px 4px)", FAILED_STATUSES),
)  # fmt: skip


def run_html(run: Run) -> str:
    """A bar of the documents, and a table of the units of the index by their composite."""
    documents = run.documents.select("status").collect()["status"]
    total = documents.len()
    bar, legend = [], []
    for label, colour, statuses in _PARTS:
        number = int(documents.is_in(statuses).sum())
        width = 100 * number / total if total else 0
        bar.append(f'<div style="width:{width:.2f}%;background:{colour}"></div>')
        legend.append(f"{number:,} {label}")
    return (
        f"<div><b>{visible(str(run.folder))}</b>: {total:,} documents, {', '.join(legend)}</div>"
        '<div style="display:flex;height:10px;max-width:40em;margin:6px 0;border:1px solid silver">'
        + "".join(bar)
        + "</div>"
        + _table(run)
        + f"<div><small>report: {visible(str(run.folder / REPORT))}</small></div>"
    )


def _table(run: Run) -> str:
    index = run.index.filter(pl.col("unit") == "document", pl.col("path") == "composite")
    first = index.select("measure", "scope").head(1).collect()
    if not first.height:
        return "<p><i>no index</i></p>"
    measure, scope = first.row(0)
    rows = (
        index.filter(pl.col("measure") == measure, pl.col("scope") == scope)
        .select("firm_name", "year", "file", "lang", "value", "low", "high", "status")
        .collect()
        .sort("value", descending=True, nulls_last=True)
    )
    shown = rows.head(SHOWN)
    head = "".join(f"<th>{name}</th>" for name in shown.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row) + "</tr>"
        for row in shown.iter_rows()
    )
    rest = rows.height - shown.height
    more = f"<p><small>and {rest:,} more units</small></p>" if rest else ""
    return (
        f"<div><small>composite, {measure}, {scope}; levels of different languages cannot be "
        f"compared</small></div><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        + more
    )


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else visible(str(value))
