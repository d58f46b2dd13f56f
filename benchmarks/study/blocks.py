"""The generated tables of the page, each a function of the study's CSV files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from charts import PATHS
from corpus import ALL_PROVINCES, BANK, CENTRAL, DEVELOPER, PROVINCES, SERIES
from numbers_of_page import (
    Tables,
    cells_of,
    correlation,
    mean_of,
    old_word_rate,
    percent,
    total,
    with_interval,
)
from robustness import ERAS, WORDS
from scans import METHODS
from series import COMPOSITE

MADE_BY = ("model", "lexicon", "taxonomy")
"""What the numbers hang on; each is named by its hash."""


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A Markdown table; no cell has a line break or a bar."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def coverage(tables: Tables) -> str:
    """Files, reports, and the years without a report."""
    rows = []
    for series in SERIES:
        years = tables["years"].filter(series=series)
        if not years.height:
            continue
        by = {
            name: years.filter(status=name) for name in ("read", "no_document", "incomplete_text")
        }
        column = "issuer" if series == PROVINCES else "year"
        gone = pl.concat([by["no_document"], by["incomplete_text"]]).sort(column)[column].to_list()
        if series == PROVINCES:
            missing = ", ".join(sorted(ALL_PROVINCES.get(name, name) for name in gone))
        else:
            missing = spans(gone)
        files = tables["documents"].filter(series=series)
        failed = files.filter(~pl.col("status").is_in(["ok", "partial"])).height
        rows.append([series, files.height, failed, by["read"].height,
                     by["incomplete_text"].height, by["no_document"].height, missing])  # fmt: skip
    head = [
        "series",
        "files",
        "quarantined",
        "reports read",
        "text incomplete",
        "no report here",
        "missing, not zero",
    ]
    return table(head, rows)


def spans(years: Sequence[int]) -> str:
    """``1958, 1961-1963``."""
    found: list[list[int]] = []
    for year in years:
        if found and year == found[-1][1] + 1:
            found[-1][1] = year
        else:
            found.append([year, year])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in found)


def eras(tables: Tables) -> str:
    """Means of the central series by era and path, hybrid and lexicon one below the other."""
    rows = []
    for path, name in ((COMPOSITE, "**any path**"), *PATHS.items()):
        for method in METHODS:
            cells = cells_of(tables, CENTRAL, method, path)
            means = [mean_of(cells, span) for span in ERAS]
            shown = [with_interval(m[1], m[0], m[2]) if m else "–" for m in means]
            rows.append([name if method == METHODS[0] else "", method, *shown])
    return table(["path", "method", *(f"{a}-{b}" for a, b in ERAS)], rows)


def provinces(tables: Tables) -> str:
    """Provinces by the share of sentences on any path."""
    shares = {
        method: cells_of(tables, PROVINCES, method, COMPOSITE).sort(
            "value", "issuer", descending=[True, False], nulls_last=True
        )
        for method in METHODS
    }
    ranks = {
        method: {n: i for i, n in enumerate(s.filter(pl.col("value").is_not_null())["issuer"], 1)}
        for method, s in shares.items()
    }
    rows = []
    for cell in shares[METHODS[0]].iter_rows(named=True):
        name = cell["issuer"]
        if cell["value"] is None:
            continue
        largest = max(
            PATHS,
            key=lambda p: (
                cells_of(tables, PROVINCES, METHODS[0], p).filter(issuer=name)["value"][0] or 0
            ),
        )
        rows.append([ALL_PROVINCES.get(name, name), cell["sentences"], cell["chars"],
                     with_interval(cell["low"], cell["value"], cell["high"]), PATHS[largest],
                     ranks["hybrid"].get(name, "–"), ranks["lexicon"].get(name, "–")])  # fmt: skip
    head = [
        "province",
        "sentences",
        "characters",
        "any path, % [95 %]",
        "largest path",
        "rank, hybrid",
        "rank, lexicon",
    ]
    return table(head, rows)


def firm(series: str) -> Callable[[Tables], str]:
    """The table of one firm over its years."""

    def of_firm(tables: Tables) -> str:
        rows = []
        files = {r["sha256"]: r for r in tables["documents"].iter_rows(named=True)}
        shares = {
            (method, section): {
                r["year"]: r
                for r in cells_of(tables, series, method, COMPOSITE, section).iter_rows(named=True)
            }
            for method in METHODS
            for section in ("mdna", "all")
        }
        for year, main in sorted(shares["hybrid", "mdna"].items()):
            if main["value"] is None:
                continue
            whole, words = shares["hybrid", "all"][year], shares["lexicon", "mdna"].get(year)
            file = files[main["sha256"]]
            rows.append([year, file["source"], main["sentences"], whole["sentences"],
                         with_interval(main["low"], main["value"], main["high"]),
                         with_interval(whole["low"], whole["value"], whole["high"]),
                         percent(words["value"] if words else None),
                         f"{100 * (file['garbled_share'] or 0):.1f}"])  # fmt: skip
        head = [
            "year",
            "text",
            "sentences, MD&A",
            "sentences, all",
            "MD&A, % [95 %]",
            "whole report, % [95 %]",
            "lexicon, MD&A, %",
            "garbled, %",
        ]
        return table(head, rows)

    return of_firm


def agreement(tables: Tables) -> str:
    """Sentences of the central series that both methods find, or one alone."""
    rows = []
    central = tables["agreement"].filter(series=CENTRAL)
    for path, name in PATHS.items():
        cells = []
        for start, end in ERAS:
            part = central.filter(path=path, era=f"{start}-{end}")
            cells.append(
                " / ".join(str(total(part, c)) for c in ("both", "hybrid_only", "lexicon_only"))
            )
        rank = correlation(tables, CENTRAL, "lexicon run", path)
        rows.append([name, *cells, "–" if rank is None else f"{rank:.2f}"])
    return table(["path", *(f"{a}-{b}" for a, b in ERAS), "rank correlation"], rows)


def vocabulary(tables: Tables) -> str:
    """How many sentences stand on words that are new in their era, or on no word of the lexicon."""
    rows = []
    for method in METHODS:
        for start, end in ERAS:
            part = tables["vocabulary"].filter(method=method, era=f"{start}-{end}")
            count = total(part, "sentences")
            shown = ["–" if not count else f"{100 * total(part, c) / count:.0f}" for c in WORDS]
            rate = old_word_rate(tables, method, (start, end))
            rows.append([method, f"{start}-{end}", count, *shown, percent(rate)])
    head = [
        "method",
        "era",
        "findings",
        "only words new in the era, %",
        "a word from before 1993, %",
    ]
    return table([*head, "no term at all, %", "on old words, % of all sentences"], rows)


def terms(tables: Tables) -> str:
    """The term that carries most of each path, by series, and the order of units without it."""
    rows = []
    for path, name in PATHS.items():
        row = [name]
        for series in SERIES:
            found = tables["terms"].filter(series=series, method="lexicon", path=path)
            if not found.height:
                row.append("–")
                continue
            top = found.row(0, named=True)
            rank = top["rank_correlation"]
            order = "" if rank is None else f", {rank:.2f}"
            row.append(f"{top['term']} {100 * top['lost_share']:.0f} %{order}")
        rows.append(row)
    return table(["path", *SERIES], rows)


def choices(tables: Tables) -> str:
    """Rank correlation of the composite with that under other choices."""
    found = tables["choices"].filter(method="hybrid", path=COMPOSITE)
    names = found.select("choice", "other").unique(maintain_order=True).rows()
    rows = []
    for choice, other in names:
        row = [choice, other]
        for series in SERIES:
            cell = found.filter(series=series, choice=choice, other=other)
            value = cell["rank_correlation"][0] if cell.height else None
            row.append("–" if value is None else f"{value:.2f}")
        rows.append(row)
    return table(["choice", "instead", *SERIES], rows)


def copies(tables: Tables) -> str:
    """Other sources of a year against the chosen one."""
    rows = []
    for (source, whole), part in sorted(
        tables["copies"]
        .with_columns(whole=pl.col("rule").str.starts_with("second copy"))
        .group_by("source", "whole")
    ):
        row = [source, "whole" if whole else "incomplete or doubled", part["sha256"].n_unique()]
        for method in METHODS:
            of = part.filter(method=method)
            row.append(f"{100 * of['inside'].mean():.0f}" if of.height else "–")
            gap = (of["value"] - of["other"]).abs().mean() if of.height else None
            row.append(percent(gap, 2))
        rows.append(row)
    return table(
        [
            "source",
            "text",
            "files",
            "hybrid: inside, %",
            "mean gap, points",
            "lexicon: inside, %",
            "mean gap, points",
        ],
        rows,
    )


def hashes(tables: Tables) -> str:
    """What made the numbers."""
    found = tables["runs"].select("method", "version", *MADE_BY).unique(maintain_order=True)
    rows = [
        [r["method"], r["version"], *(f"`{r[c][:16]}`" if r[c] else "–" for c in MADE_BY)]
        for r in found.iter_rows(named=True)
    ]
    return table(["method", "nqp-text", *MADE_BY], rows)


BLOCKS: Mapping[str, Callable[[Tables], str]] = {
    "coverage": coverage,
    "hashes": hashes,
    "eras": eras,
    "provinces": provinces,
    "bank": firm(BANK),
    "developer": firm(DEVELOPER),
    "agreement": agreement,
    "vocabulary": vocabulary,
    "terms": terms,
    "choices": choices,
    "copies": copies,
}
"""The blocks of the page by name."""
