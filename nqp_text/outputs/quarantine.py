"""The list of documents that could not be read, and what can be done about each."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from nqp_text.outputs.csv_files import write_csv
from nqp_text.outputs.schema import FAILED_STATUSES, QUARANTINE

WHAT_TO_DO = {
    "empty": "If the pages are scans, install the extra ocr (pip install 'nqp-text[ocr]') and scan "
    "again; else get a version of the file with text.",
    "unreadable": "Open the file: if it is damaged or cut short, download it again.",
    "encrypted": "Save a copy without password and scan that.",
    "timeout": "Raise --limit-seconds and scan this file again.",
    "out_of_memory": "Raise --limit-memory and scan this file again, or split it.",
    "unsupported": "Convert it to PDF, DOCX, HTML or plain text.",
}
"""Advice by status, for documents whose reader gave none of its own."""

COLUMNS = ("path", "status", "reason", "what_to_do")


def failed_documents(documents: pl.DataFrame) -> pl.DataFrame:
    """One row per document that contributes nothing, with the reason and the advice."""
    advice = pl.col("status").replace_strict(WHAT_TO_DO, default="", return_dtype=pl.String)
    own = pl.col("what_to_do")
    return (
        documents.filter(pl.col("status").is_in(FAILED_STATUSES))
        .with_columns(
            pl.when(own.is_null() | (own == "")).then(advice).otherwise(own).alias("what_to_do")
        )
        .select(COLUMNS)
        .sort("path")
    )


def write_quarantine(folder: Path, documents: pl.DataFrame) -> int:
    """Write ``quarantine.csv``, also when nothing failed; returns the number of documents."""
    failed = failed_documents(documents)
    return write_csv(folder / QUARANTINE, [failed], failed.schema)
