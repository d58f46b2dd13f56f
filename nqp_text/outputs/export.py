"""Exports of a run to one file that researchers open, with a codebook beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from nqp_text.errors import MeasureError, RunFolderError
from nqp_text.outputs.codebook import Entry, entries, run_facts, write_codebook
from nqp_text.outputs.csv_files import write_csv
from nqp_text.outputs.dressing import Dressing, Sheet
from nqp_text.outputs.formats import EXPORT_FORMATS, find_writer
from nqp_text.outputs.labels import chinese_labels, column_labels
from nqp_text.outputs.panel_facts import Enriched, Extras, enrich
from nqp_text.outputs.parquet import ROW_GROUP, scan_table
from nqp_text.outputs.portable import without_folder
from nqp_text.outputs.quarantine import failed_documents
from nqp_text.outputs.run import Described, Run
from nqp_text.outputs.schema import INDEX, TABLES, Column
from nqp_text.outputs.stata_columns import codes_note, firm_ids, stata_names
from nqp_text.outputs.top_sentences import top_sentences
from nqp_text.outputs.wide import wide_panel

__all__ = [
    "EXPORTABLE",
    "EXPORT_FORMATS",
    "LABEL_LANGUAGES",
    "SHAPES",
    "Exported",
    "export_panel",
    "export_table",
]

PANEL = "panel"
EXPORTABLE = (PANEL, "mentions", "documents", "counts", "nominations")
SHAPES = ("long", "wide")
LABEL_LANGUAGES = ("zh", "en")

_STKCD_ID = Column("stkcd_id", pl.Int32, "number of the firm for xtset: that of its latest code")
_KEYS = {"firm-year": ("firm_code", "year"), "issuer-year": ("firm_name", "year")}


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written; ``unmatched`` lists what a joined table did not match, if there is one."""

    file: Path
    codebook: Path
    rows: int
    columns: int
    unmatched: Path | None = None
    notes: tuple[str, ...] = ()


def export_table(run: Run, target: Path, what: str, *, labels: str = "zh") -> Exported:
    """Write one table of the run as it is, in pieces; the suffix decides the format."""
    write = find_writer(target)
    if what not in EXPORTABLE or what == PANEL:
        raise RunFolderError(
            f"There is no table {what!r} to export.",
            where="what",
            fix=f"Choose one of {', '.join(EXPORTABLE)}.",
        )
    table = TABLES[what]
    lazy = scan_table(run.folder, table)
    types = table.schema
    rows = lazy.select(pl.len()).collect().item()
    missing = lazy.select(pl.all().null_count()).collect().row(0, named=True)
    dressing = _dressing(run, what, labels, [(c.name, c.meaning) for c in table.columns])
    listed = [
        Entry(
            c.name,
            str(types[c.name]),
            c.meaning,
            label_zh=dressing.labels[c.name]["zh"],
            observed=rows - missing[c.name],
            missing=missing[c.name],
        )
        for c in table.columns
    ]
    dressing = replace(dressing, sheets=_sheets(run, listed, target, evidence=False))
    written = write(target, _pieces(lazy), types, dressing)
    codebook, _ = write_codebook(target, _named(listed, target), run.manifest)
    return Exported(target, codebook, written, len(table.columns))


def export_panel(
    run: Run,
    target: Path,
    *,
    shape: str = "long",
    measures: Sequence[str] = ("share_listed",),
    scopes: Sequence[str] = ("attention",),
    extras: Extras | None = None,
    labels: str = "zh",
    sheets: Sequence[Sheet] = (),
    cut: str = "",
    errors: bool = False,
    **options: Any,
) -> Exported:
    """Write panels of all measures and scopes asked for; options are those of ``Run.panel``.

    ``extras`` adds boards, years of publication and tables of the user's; ``sheets`` go into
    formats that hold several tables; ``labels`` is the language that Stata shows first; ``cut`` is
    a folder that is left out before the names of files; ``errors`` adds standard errors and
    intervals to a wide panel (a long one has them).
    """
    write = find_writer(target)
    if shape not in SHAPES:
        raise RunFolderError(
            f"There is no shape {shape!r}.", where="shape", fix=f"Choose {' or '.join(SHAPES)}."
        )
    if run.panels is None:
        raise MeasureError(
            "This run was loaded without the index stage.",
            where="export_panel",
            fix="Load it with nqp_text.load_run(folder).",
        )
    pairs = [(measure, scope) for measure in measures for scope in scopes]
    long = [without_folder(run.panel(measure=m, scope=s, **options), cut) for m, s in pairs]
    notes = [_note(run, measure, scope) for measure, scope in pairs]
    variables: Sequence[Described] = ()
    if shape == "wide":
        frame, variables = wide_panel(long, run.panels, errors=errors)
    else:
        frame = pl.concat(long)
    found = enrich(frame, run, extras) if extras else Enriched(frame, ())
    frame = found.frame
    listed = entries(frame, (*INDEX.columns, *found.columns), variables)
    dressing = _panel_dressing(run, frame, listed, shape, labels, str(options.get("by", "")))
    dressing = replace(
        dressing,
        notes=(*found.notes, *notes),
        sheets=[*_sheets(run, listed, target, evidence=True), *sheets, *_unmatched_sheet(found)],
    )
    rows = write(target, [frame], frame.schema, dressing)
    about = ["Each `nqp_` column is one path in one measure and scope."] * (shape == "wide")
    codebook, _ = write_codebook(
        target,
        _named(listed, target),
        run.manifest,
        [*(about or notes), *found.notes, *_codes(listed, target)],
        _coverage(long[0]),
    )
    return Exported(target, codebook, rows, frame.width, _unmatched(target, found), found.notes)


def _pieces(lazy: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    rows = lazy.select(pl.len()).collect().item()
    for start in range(0, rows, ROW_GROUP):
        yield lazy.slice(start, ROW_GROUP).collect()


def _note(run: Run, measure: str, scope: str) -> str:
    assert run.panels is not None
    of = run.panels.describe("path", measure, scope)
    return (
        f"**{measure}, {scope}**: value = {of.formula}; numerator: {of.numerator}; "
        f"denominator: {of.denominator}. The composite is the weighted mean of the paths."
    )


def _dressing(run: Run, name: str, language: str, meanings: Sequence[tuple[str, str]]) -> Dressing:
    if language not in LABEL_LANGUAGES:
        raise RunFolderError(
            f"There are no labels in {language!r}.",
            where="labels",
            fix=f"Choose {' or '.join(LABEL_LANGUAGES)}.",
        )
    manifest = run.manifest
    lexicon = manifest.get("lexicon", {})
    digest = lexicon.get("hash", "") if isinstance(lexicon, dict) else str(lexicon)
    own = [("stkcd", "code of the firm, with its leading zeros"), ("stkcd_id", _STKCD_ID.meaning)]
    return Dressing(
        title=f"nqp-text {manifest.get('version', '')}, lexicon {digest[:12]}",
        name=name,
        labels=column_labels([*meanings, *own]),
        language=language,
        when=_when(manifest.get("started")),
    )


def _when(started: object) -> datetime:
    """When the run was made: a file of it must not tell when it was exported."""
    try:
        return datetime.fromisoformat(str(started)).replace(tzinfo=None)
    except ValueError:
        return Dressing().when


def _panel_dressing(
    run: Run, frame: pl.DataFrame, listed: Sequence[Entry], shape: str, language: str, by: str
) -> Dressing:
    plain = _dressing(run, PANEL, language, [(entry.variable, entry.label) for entry in listed])
    own = {
        entry.variable: {"zh": entry.label_zh, "en": entry.label}
        for entry in listed
        if entry.label_zh
    }
    firm = "firm_id" if "firm_id" in frame.columns else "firm_code"
    firms = [code or name or "" for code, name in frame.select(firm, "firm_name").iter_rows()]
    key = _KEYS.get(by, ()) if shape == "wide" else ()
    return replace(
        plain,
        labels={**plain.labels, **own},
        key=key,
        firm_ids=firm_ids(firms) if by != "issuer-year" else {},
    )


def _named(listed: Sequence[Entry], target: Path) -> list[Entry]:
    """The entries under the names that the columns have in the file."""
    if target.suffix.lower() != ".dta":
        return list(listed)
    names = stata_names(entry.variable for entry in listed)
    found = []
    for entry in listed:
        found.append(replace(entry, variable=names[entry.variable]))
        if entry.variable == "firm_code":
            number = _STKCD_ID
            own = replace(entry, variable=number.name, type="Int32", label=number.meaning)
            found.append(replace(own, label_zh=chinese_labels()[number.name]))
    return found


def _codes(listed: Sequence[Entry], target: Path) -> list[str]:
    stata = target.suffix.lower() == ".dta"
    return codes_note(entry.variable for entry in listed) if stata else []


def _sheets(run: Run, listed: Sequence[Entry], target: Path, *, evidence: bool) -> list[Sheet]:
    """What a workbook holds beside the table."""
    if target.suffix.lower() != ".xlsx":
        return []
    facts = pl.DataFrame(
        [(name, str(value)) for name, value in run_facts(run.manifest)],
        schema={"what": pl.String, "value": pl.String},
        orient="row",
    )
    sheets = [Sheet("codebook", pl.DataFrame([asdict(e) for e in listed])), Sheet("run", facts)]
    if evidence:
        sheets.append(Sheet("top sentences", top_sentences(run)))
        sheets.append(Sheet("quarantine", failed_documents(run.documents.collect())))
    return sheets


def _unmatched_sheet(found: Enriched) -> list[Sheet]:
    return [] if found.report is None else [Sheet("not matched", found.report)]


def _unmatched(target: Path, found: Enriched) -> Path | None:
    """Write the list of what did not match beside the export."""
    if found.report is None:
        return None
    file = target.with_name(f"{target.name}.unmatched.csv")
    write_csv(file, [found.report], found.report.schema)
    return file


def _coverage(panel: pl.DataFrame) -> pl.DataFrame:
    """Number of units by year and status."""
    return (
        panel.filter(pl.col("path") == "composite")
        .group_by("year", "status")
        .agg(pl.len().alias("units"))
        .sort("year", "status", nulls_last=True)
    )
