"""The tables of a run folder: name, type and meaning of every column of every file.

Writing, reading, validation, the DuckDB views and the generated codebooks all take their columns
from here. A column that is not listed here does not exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from nqp_text.errors import RunFolderError

FORMAT_VERSION = 1
"""Version of the run folder. A folder of another version is refused, never guessed at."""

MANIFEST = "manifest.json"
QUARANTINE = "quarantine.csv"
DATABASE = "nqp.duckdb"
INDEX_CSV = "index.csv"
REPORT = "report.html"

FAILED_STATUSES = ("empty", "unreadable", "encrypted", "timeout", "out_of_memory", "unsupported")
"""Statuses of documents that contribute nothing and stand in ``quarantine.csv``."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its type in polars and Parquet, and what it says."""

    name: str
    dtype: pl.DataType | type[pl.DataType]
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """One Parquet file of the run folder. The values of ``key`` occur together only once.

    The rows stand in the order of the paths of their documents, so that the same input gives the
    same bytes.
    """

    name: str
    rows: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def file(self) -> str:
        """Name of the Parquet file in the run folder."""
        return f"{self.name}.parquet"

    @property
    def names(self) -> list[str]:
        """Names of the columns, in the order of the file."""
        return [column.name for column in self.columns]

    @property
    def schema(self) -> pl.Schema:
        """Names and types as polars wants them."""
        return pl.Schema({column.name: column.dtype for column in self.columns})


def _columns(*rows: tuple[str, type[pl.DataType], str]) -> tuple[Column, ...]:
    return tuple(Column(*row) for row in rows)


DOCUMENTS = Table(
    "documents",
    "one a file",
    _columns(
        ("doc_id", pl.String, "SHA-256 of the bytes of the file; empty if it could not be opened"),
        ("path", pl.String, "the file, as given"),
        ("status", pl.String, "ok, partial, duplicate, or why it was not read"),
        ("reason", pl.String, "the status in words, and warnings; empty if all is well"),
        ("what_to_do", pl.String, "what can be done about it; empty if nothing is known"),
        ("format", pl.String, "pdf, html, docx, text, ..."),
        ("lang", pl.String, "language of most of its sentences: zh, en, other"),
        ("kind", pl.String, "firm, gov, news, other"),
        ("report_type", pl.String, "annual, summary, half_year, revised, work_report, policy, ..."),
        ("is_primary", pl.Boolean, "whether it stands for its firm-year or issuer-year"),
        ("primary_rule", pl.String, "the rule that chose it, or that passed it over"),
        ("firm_code", pl.String, "code of the firm, with its leading zeros; empty if unknown"),
        ("firm_name", pl.String, "name of the firm or of the issuing government"),
        ("year", pl.Int32, "fiscal year of a firm's report, year of a government's"),
        ("published", pl.String, "ISO date of publication; empty if unknown"),
        ("meta_source", pl.String, "where code, name, year and type were learnt"),
        ("title", pl.String, "title of the document, if it has one"),
        ("pages", pl.Int32, "number of pages"),
        ("pages_read", pl.Int32, "pages whose content was read, blank ones included"),
        ("pages_ocr", pl.Int32, "pages recognised by OCR"),
        ("chars", pl.Int64, "characters of the whole text, everything included"),
        ("garbled_share", pl.Float64, "share of the characters whose text layer is garbled"),
        ("sentences", pl.Int64, "sentences of the whole text, counted or not"),
        ("mdna_found", pl.Boolean, "whether the management discussion was found"),
        ("mdna_method", pl.String, "how the management discussion was found"),
        ("mdna_confidence", pl.Float64, "how sure that is, 0 to 1"),
        ("section", pl.String, "what was counted: all, or the section asked for"),
        (
            "windowed",
            pl.Int32,
            "sentences that a model read in parts, as they were too long for it",
        ),
        ("early_terms", pl.Int32, "mentions whose term is younger than the year: check the year"),
        ("seconds", pl.Float64, "seconds that reading and tagging took; never the same twice"),
    ),
    ("path", "doc_id"),
)

MENTIONS = Table(
    "mentions",
    "one a sentence and node",
    _columns(
        ("doc_id", pl.String, "the document"),
        ("sentence_id", pl.Int32, "number of the sentence in the document, from 0"),
        ("page", pl.Int32, "page on which the sentence starts, from 1"),
        ("section", pl.String, "section of the document; empty if unknown"),
        ("block", pl.String, "prose, heading, list, table, toc, header, footer"),
        ("lang", pl.String, "language of the sentence"),
        ("start", pl.Int64, "offset of the sentence in the text, in characters"),
        ("end", pl.Int64, "offset behind the sentence"),
        ("text", pl.String, "the sentence as it stands in the document"),
        ("node", pl.String, "node of the taxonomy"),
        ("score", pl.Float64, "how sure the tagger is, 0 to 1"),
        ("tagger", pl.String, "which tagger decided"),
        ("evidence", pl.String, "the words that show it, as they stand in the document"),
        ("evidence_start", pl.Int64, "offset of the evidence in the text"),
        ("evidence_end", pl.Int64, "offset behind the evidence"),
        ("stance", pl.String, "background, plan, action, achievement"),
        ("actor", pl.String, "own, government, other, macro"),
        ("polarity", pl.String, "affirmed, negated, risk; only affirmed mentions count"),
        ("list_size", pl.Int32, "number of paths that the sentence is about: the k of 1/k"),
        ("hits", pl.Int32, "number of terms of the node in the sentence"),
        ("matched", pl.String, "these terms, one a hit, joined by |; empty without a lexicon"),
    ),
    ("doc_id", "sentence_id", "node", "evidence_start"),
)

NOMINATIONS = Table(
    "nominations",
    "one a term that did not count",
    _columns(
        ("doc_id", pl.String, "the document"),
        ("sentence_id", pl.Int32, "number of the sentence in the document"),
        ("node", pl.String, "node that the term would speak for"),
        ("term", pl.String, "the term"),
        ("start", pl.Int64, "offset of the term in the text"),
        ("end", pl.Int64, "offset behind the term"),
        ("reason", pl.String, "why it counted zero: ambiguous, or the exclusion that voided it"),
    ),
    ("doc_id", "sentence_id", "start", "node", "term"),
)

EXPOSURE = Table(
    "exposure",
    "one a document, section and kind of block",
    _columns(
        ("doc_id", pl.String, "the document"),
        ("section", pl.String, "section of the document; empty if unknown"),
        ("block", pl.String, "prose, heading, list, table, toc"),
        ("sentences", pl.Int64, "sentences counted over"),
        ("chars", pl.Int64, "Chinese characters and Latin words counted over"),
        ("words", pl.Int64, "words counted over"),
    ),
    ("doc_id", "section", "block"),
)

_SCOPES = {
    "attention": "affirmed",
    "own": "affirmed, about the issuer's own doing",
    "substantive": "own, with a plan, an action or an achievement",
    "implementation": "own, with an action or an achievement",
}

COUNTS = Table(
    "counts",
    "one a document and node",
    (
        *_columns(
            ("doc_id", pl.String, "the document"),
            ("section", pl.String, "what was counted: all, or the section asked for"),
            ("node", pl.String, "node of the taxonomy"),
            ("in_index", pl.Boolean, "whether the node is a path of the index"),
            ("sentences", pl.Int64, "sentences counted over"),
            ("chars", pl.Int64, "Chinese characters and Latin words counted over"),
            ("words", pl.Int64, "words counted over"),
        ),
        *(Column(n, pl.Int64, f"sentences that mention the node: {m}") for n, m in _SCOPES.items()),
        *(
            Column(f"{n}_weighted", pl.Float64, f"the same, 1/k for a sentence on k paths: {m}")
            for n, m in _SCOPES.items()
        ),
        *_columns(
            ("terms", pl.Int64, "terms of the node in the affirmed sentences"),
            ("negated", pl.Int64, "sentences that deny it; they do not count"),
            ("risk", pl.Int64, "sentences that speak of it as a risk; they do not count"),
            ("expected", pl.Float64, "sum of calibrated probabilities; null if there are none"),
            ("expected_variance", pl.Float64, "sum of p(1 - p); null if there are none"),
        ),
    ),
    ("doc_id", "section", "node"),
)

INDEX = Table(
    "index",
    "one a unit, path, measure and scope",
    _columns(
        ("unit", pl.String, "document, firm-year, issuer-year"),
        ("firm_code", pl.String, "code of the firm, with its leading zeros"),
        ("firm_name", pl.String, "name of the firm or of the issuing government"),
        ("year", pl.Int32, "fiscal year of a firm's report, year of a government's"),
        ("doc_id", pl.String, "the document that the value was measured on"),
        ("file", pl.String, "its file"),
        ("kind", pl.String, "firm, gov, news, other"),
        ("report_type", pl.String, "annual, summary, work_report, ..."),
        ("lang", pl.String, "language; levels of different languages must not be pooled"),
        ("published", pl.String, "ISO date of publication; empty if unknown"),
        ("is_primary", pl.Boolean, "whether the document stands for its firm-year"),
        ("primary_rule", pl.String, "the rule that chose it, or that passed it over"),
        ("documents", pl.Int32, "number of documents that the value was measured on"),
        ("section", pl.String, "what was counted: all, or the section asked for"),
        ("path", pl.String, "node of the taxonomy, or composite"),
        ("measure", pl.String, "the formula"),
        ("scope", pl.String, "attention, own, substantive, implementation"),
        ("value", pl.Float64, "the index; null where it could not be observed, see status"),
        ("standard_error", pl.Float64, "standard error; the column errors says of what"),
        ("low", pl.Float64, "lower end of the 95 % interval of the same errors"),
        ("high", pl.Float64, "upper end of the 95 % interval of the same errors"),
        ("adjusted", pl.Float64, "value corrected for classifier errors; null if not known"),
        ("errors", pl.String, "sentences, or blocks, with lexicon and classifier where known"),
        ("weight", pl.Float64, "weight of the path in the composite; null for other nodes"),
        ("transform", pl.String, "winsorised, standardised, or empty"),
        ("hits", pl.Float64, "the numerator"),
        ("sentences", pl.Int64, "sentences counted over"),
        ("chars", pl.Int64, "Chinese characters and Latin words counted over"),
        ("status", pl.String, "observed or partial, or why there is no value"),
    ),
    ("unit", "firm_code", "firm_name", "year", "file", "doc_id", "measure", "scope", "path"),
)

TABLES = {
    table.name: table for table in (DOCUMENTS, MENTIONS, NOMINATIONS, EXPOSURE, COUNTS, INDEX)
}


def frame(table: Table, rows: Iterable[Mapping[str, object]]) -> pl.DataFrame:
    """Rows as a frame with exactly the table's columns; what a row leaves out is null.

    A key that the table does not know, or a value of another type, is an error: neither may get
    lost on the way to the file.
    """
    known = set(table.names)
    listed = [dict(row) for row in rows]
    for row in listed:
        if unknown := sorted(set(row) - known):
            raise RunFolderError(
                f"{table.file} has no column {', '.join(map(repr, unknown))}.",
                where=f"a row of {table.name}",
                fix=f"Use the columns {', '.join(table.names)}.",
            )
    return _typed(table, listed)


Row = tuple[Any, ...]
"""The values of all columns of a table, in their order."""


def row_frame(table: Table, rows: Sequence[Row]) -> pl.DataFrame:
    """Complete rows as a frame; a value of another type than its column's is an error."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(table.columns)
    return _typed(table, dict(zip(table.names, columns, strict=True)))


def _typed(table: Table, data: Any) -> pl.DataFrame:
    try:
        return pl.DataFrame(data, schema=table.schema, strict=True)
    except (pl.exceptions.PolarsError, TypeError) as error:
        raise RunFolderError(
            f"A value does not fit its column: {error}",
            where=f"a row of {table.name}",
            fix="Give every column a value of the type that the schema names.",
        ) from error
