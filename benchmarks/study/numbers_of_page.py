"""Numbers of the study's text, computed from its CSV files: ``{key}`` → the words of the number."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import polars as pl
from corpus import ALL_PROVINCES, BANK, CENTRAL, DEVELOPER, PROVINCES, SERIES
from robustness import ERAS
from scans import METHODS
from series import COMPOSITE

Tables = Mapping[str, pl.DataFrame]
PATHS_COUNT = 9
OLDEST, NEWEST = ERAS[0], ERAS[-1]


def page_numbers(tables: Tables) -> dict[str, str]:
    """All numbers that the hand-written text may name; a part that is not there has none."""
    found: dict[str, str] = {}
    for part in (_coverage, _central, _growth, _words, _copies, _provinces, _firms):
        found.update(part(tables))
    return found


def cells_of(
    tables: Tables, series: str, method: str, path: str, section: str = "all"
) -> pl.DataFrame:
    """The values of one path over a series; the composite becomes the share on any path.

    The interval of a composite of nine shares, most of them zero, may end above 100 %.
    """
    whole = PATHS_COUNT if path == COMPOSITE else 1
    numbers = pl.col("value", "standard_error", "low", "high") * whole
    return (
        tables["index"]
        .filter(series=series, method=method, path=path, section=section)
        .with_columns(numbers)
        .with_columns(pl.col("high").clip(upper_bound=1.0))
    )


def mean_of(cells: pl.DataFrame, span: tuple[int, int]) -> tuple[float, float, float, int] | None:
    """Mean of the observed years of a span with a 95 % interval, and how many years these are.

    The ends come from those of the years, which count as independent (MOVER, Zou and Donner
    2008), so that an era in which nothing was found has an interval too.
    """
    seen = cells.filter(pl.col("year").is_between(*span), pl.col("value").is_not_null())
    if not seen.height:
        return None
    mean = float(seen["value"].mean())
    below, above = (
        math.sqrt(float((gap**2).sum())) / seen.height
        for gap in (seen["value"] - seen["low"], seen["high"] - seen["value"])
    )
    return mean, max(0.0, mean - below), mean + above, seen.height


def total(part: pl.DataFrame, column: str) -> int:
    """The sum of a column of counts; a table without rows has no types."""
    return int(part[column].sum()) if part.height else 0


def old_word_rate(tables: Tables, method: str, span: tuple[int, int]) -> float | None:
    """Findings that stand on a word from before 1993, among all sentences of an era."""
    cells = cells_of(tables, CENTRAL, method, COMPOSITE)
    seen = cells.filter(pl.col("year").is_between(*span), status="observed")
    part = tables["vocabulary"].filter(method=method, era=f"{span[0]}-{span[1]}")
    sentences = total(seen, "sentences")
    return total(part, "old_words") / sentences if sentences and part.height else None


def percent(value: float | None, digits: int = 1) -> str:
    """A share as a percentage, or a dash."""
    return "–" if value is None else f"{100 * value:.{digits}f}"


def with_interval(low: float | None, value: float | None, high: float | None) -> str:
    """``12.3 [10.1, 14.9]`` in per cent, or a dash."""
    if value is None:
        return "–"
    return f"{percent(value)} [{percent(low)}, {percent(high)}]"


def _coverage(tables: Tables) -> Iterator[tuple[str, str]]:
    years, documents = tables["years"], tables["documents"]
    for series in SERIES:
        rows, files = years.filter(series=series), documents.filter(series=series)
        if not rows.height:
            continue
        yield f"{series}.files", str(files.height)
        yield f"{series}.read", str(rows.filter(status="read").height)
        yield f"{series}.expected", str(rows.height)
        yield f"{series}.missing", str(rows.filter(status="no_document").height)
        yield f"{series}.incomplete", str(rows.filter(status="incomplete_text").height)
        yield f"{series}.quarantined", str(rows.filter(status="quarantined").height)
    yield "quarantined", str(documents.filter(~pl.col("status").is_in(["ok", "partial"])).height)


def _central(tables: Tables) -> Iterator[tuple[str, str]]:
    chosen = tables["documents"].filter(series=CENTRAL, chosen=1)
    for name, span in (("old", OLDEST), ("new", NEWEST)):
        length = chosen.filter(pl.col("year").is_between(*span))
        if length.height:
            yield f"length.{name}", f"{length['chars'].sum() / length['sentences'].sum():.0f}"
        for method in METHODS:
            mean = mean_of(cells_of(tables, CENTRAL, method, COMPOSITE), span)
            if mean:
                yield f"central.{method}.{name}", with_interval(mean[1], mean[0], mean[2])


def _growth(tables: Tables) -> Iterator[tuple[str, str]]:
    """Newest era against oldest, per sentence and per character."""
    paths = tables["index"].filter(
        pl.col("path") != COMPOSITE, series=CENTRAL, section="all", status="observed"
    )
    for method in METHODS:
        old, new = (
            paths.filter(pl.col("year").is_between(*span), method=method)
            for span in (OLDEST, NEWEST)
        )
        for name, length in (("sentences", "sentences"), ("characters", "chars")):
            before, after = ((p["hits"] / p[length]).mean() if p.height else 0 for p in (old, new))
            if before and after:
                yield f"growth.{method}.{name}", f"{after / before:.1f}"


def _words(tables: Tables) -> Iterator[tuple[str, str]]:
    for method in METHODS:
        for span in ERAS:
            rate = old_word_rate(tables, method, span)
            if rate is not None:
                yield f"old_rate.{method}.{span[0]}", percent(rate)
        for path in ("data_market", "compute"):
            early = cells_of(tables, CENTRAL, method, f"path.{path}").filter(pl.col("year") < 1993)
            if early.height:
                yield f"early.{method}.{path}", str(total(early, "hits"))


def _copies(tables: Tables) -> Iterator[tuple[str, str]]:
    rows = tables["copies"].with_columns(whole=pl.col("rule").str.starts_with("second copy"))
    for method in METHODS:
        for name, whole in (("whole", True), ("cut", False)):
            part = rows.filter(pl.col("method") == method, pl.col("whole") == whole)
            if part.height:
                yield f"copies.{method}.{name}", f"{100 * part['inside'].mean():.1f}"
                yield f"copies.{name}", str(part["sha256"].n_unique())


def pairs_apart(cells: pl.DataFrame) -> int:
    """Pairs of units whose intervals do not overlap."""
    ends = list(zip(cells["low"], cells["high"], strict=True))
    return sum(b[0] > a[1] or a[0] > b[1] for i, a in enumerate(ends) for b in ends[i + 1 :])


def _provinces(tables: Tables) -> Iterator[tuple[str, str]]:
    for method in METHODS:
        cells = cells_of(tables, PROVINCES, method, COMPOSITE)
        cells = cells.filter(pl.col("value").is_not_null()).sort("value")
        if cells.height < 2:
            continue
        pairs = cells.height * (cells.height - 1) // 2
        yield f"provinces.{method}.pairs", str(pairs)
        yield f"provinces.{method}.apart", str(pairs_apart(cells))
        for path in ("innovation", "green", "compute"):
            of_path = cells_of(tables, PROVINCES, method, f"path.{path}")
            apart = pairs_apart(of_path.filter(pl.col("value").is_not_null()))
            yield f"provinces.{method}.apart.{path}", str(apart)
        yield f"provinces.{method}.low", percent(cells["value"][0])
        yield f"provinces.{method}.high", percent(cells["value"][-1])
        length = cells.with_columns(length=pl.col("chars") / pl.col("sentences"))
        with_length = length.select(pl.corr("value", "length", method="spearman")).item()
        yield f"provinces.{method}.length", f"{with_length:.2f}"
        names = [ALL_PROVINCES[name] for name in cells["issuer"]]
        yield f"provinces.{method}.first", names[-1]
        yield f"provinces.{method}.last", names[0]
    lengths = tables["documents"].filter(series=PROVINCES, chosen=1)["chars_per_sentence"]
    if lengths.len():
        yield "provinces.shortest", f"{lengths.min():.0f}"
        yield "provinces.longest", f"{lengths.max():.0f}"
    for name, other in (("agree", "lexicon run"), ("per_10k", "per_10k")):
        rank = correlation(tables, PROVINCES, other, COMPOSITE)
        if rank is not None:
            yield f"provinces.{name}", f"{rank:.2f}"


def _firms(tables: Tables) -> Iterator[tuple[str, str]]:
    for series in (BANK, DEVELOPER):
        for method in METHODS:
            for section in ("mdna", "all"):
                cells = cells_of(tables, series, method, COMPOSITE, section)
                cells = cells.filter(pl.col("value").is_not_null()).sort("year")
                if not cells.height:
                    continue
                for name, row in (
                    ("first", cells.row(0, named=True)),
                    ("last", cells.row(-1, named=True)),
                ):
                    key = f"{series}.{method}.{section}.{name}"
                    yield key, with_interval(row["low"], row["value"], row["high"])
                    yield f"{series}.{name}_year", str(row["year"])


def correlation(
    tables: Tables, series: str, other: str, path: str, method: str = "hybrid"
) -> float | None:
    """Spearman's rank correlation of a series' values with those of another choice."""
    rows = tables["choices"].filter(series=series, method=method, other=other, path=path)
    return (
        float(rows["rank_correlation"][0])
        if rows.height and rows["rank_correlation"][0] is not None
        else None
    )
