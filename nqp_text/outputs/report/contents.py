"""Everything that the page shows, as plain values: the core, and the blocks of evidence."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl

from nqp_text.outputs.messages import in_chinese
from nqp_text.outputs.nodes import node_names
from nqp_text.outputs.quarantine import WHAT_TO_DO
from nqp_text.outputs.report.evidence import document_places, evidence_blocks
from nqp_text.outputs.report.folder import Notice, ReportFolder, moved_files
from nqp_text.outputs.report.panels import panels_of
from nqp_text.outputs.schema import MENTIONS
from nqp_text.outputs.tallies import talk_and_walk, top_terms

_DOCUMENT = (
    "path", "status", "reason", "what_to_do", "kind", "report_type", "lang", "firm_code",
    "firm_name", "year", "published", "is_primary", "pages", "pages_read", "pages_ocr",
    "sentences", "chars", "mdna_found",
)  # fmt: skip
_RUN = (
    "version", "command", "started", "seconds", "platform", "section", "settings_hash",
)  # fmt: skip
MAX_REASON = 300


@dataclass(frozen=True, slots=True)
class Contents:
    """``core`` is unpacked at once; ``mentions`` are what the evidence is chosen from."""

    core: dict[str, Any]
    documents: pl.DataFrame
    mentions: pl.LazyFrame
    notices: tuple[Notice, ...]
    totals: dict[str, int]

    def evidence(self, room: int) -> tuple[list[str], tuple[Notice, ...]]:
        """Blocks of at most ``room`` bytes, and a notice if not all evidence is in them."""
        ids = [node["id"] for node in self.core["nodes"]]
        blocks, shown, found = evidence_blocks(self.mentions, self.documents, ids, room)
        if shown == found:
            return blocks, ()
        return blocks, (Notice("notice_best", {"shown": shown, "found": found}),)


def gather(source: ReportFolder) -> Contents:
    """The contents of the report but for the evidence."""
    notices = list(source.notices)
    documents = source.documents.sort("path", "doc_id", nulls_last=True)
    mentions = source.mentions
    try:
        seen = mentions.select(pl.col("node").drop_nulls().unique().sort()).collect()["node"]
        terms = top_terms(mentions)
    except (OSError, pl.exceptions.PolarsError):
        notices.append(Notice("notice_damaged", {"file": MENTIONS.file}))
        mentions = MENTIONS.schema.to_frame().lazy()
        seen, terms = pl.Series("node", [], pl.String), []
    nodes = node_names(source.manifest, source.counts, source.index, seen)
    paths = [node["id"] for node in nodes if node["in_index"]]
    moved = moved_files(documents)
    if moved:
        notices.append(Notice("notice_moved", {"moved": len(moved), "first": moved[0]}))
    talk = (
        talk_and_walk(mentions, documents, source.counts, paths)
        .join(document_places(documents), on="doc_id", how="inner")
        .sort("doc")
    )
    core = {
        "run": _run(source.manifest),
        "nodes": nodes,
        "documents": _documents(documents, source.folder, set(moved)),
        "panels": panels_of(source.index, documents),
        "talk": {name: talk[name].to_list() for name in ("doc", "talk", "walk", "counted")},
        "terms": terms,
    }
    found = int(mentions.select(pl.len()).collect().item())
    totals = _totals(documents, source.counts, found)
    return Contents(core, documents, mentions, tuple(notices), totals)


def _run(manifest: Mapping[str, Any]) -> dict[str, Any]:
    settings = manifest.get("settings") or {}
    return {
        **{key: manifest.get(key) for key in _RUN},
        "method": settings.get("method"),
        "taxonomy": {"name": "", "version": "", "hash": ""} | (manifest.get("taxonomy") or {}),
        "lexicon": {"terms": 0, "hash": ""} | (manifest.get("lexicon") or {}),
        "models": manifest.get("models") or {},
        "left_out": len(manifest.get("left_out") or ()),
    }


def _documents(documents: pl.DataFrame, folder: Path, moved: set[str]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {name: documents[name].to_list() for name in _DOCUMENT}
    columns["reason"] = [(text or "")[:MAX_REASON] for text in columns["reason"]]
    columns["what_to_do"] = [
        text or WHAT_TO_DO.get(status or "", "")
        for text, status in zip(columns["what_to_do"], columns["status"], strict=True)
    ]
    for name in ("reason", "what_to_do"):
        columns[f"{name}_zh"] = [in_chinese(text) for text in columns[name]]
    columns["link"] = [_link(path, folder, moved) for path in columns["path"]]
    return columns


def _link(path: str | None, folder: Path, moved: set[str]) -> str:
    """The way from the report to the file, if it is there; it works as long as both stay."""
    if not path or path in moved or not Path(path).is_file():
        return ""
    try:
        way = Path(os.path.relpath(Path(path).resolve(), folder.resolve()))
    except ValueError:  # another drive of Windows
        return Path(path).resolve().as_uri()
    return quote(way.as_posix())


def _totals(documents: pl.DataFrame, counts: pl.DataFrame, mentions: int) -> dict[str, int]:
    def status(*names: str) -> int:
        return documents.filter(pl.col("status").is_in(names)).height

    counted = counts.group_by("doc_id").agg(pl.col("sentences").max())["sentences"].sum()
    whole, partial, duplicate = status("ok"), status("partial"), status("duplicate")
    return {
        "documents": documents.height,
        "whole": whole,
        "partial": partial,
        "duplicate": duplicate,
        "failed": documents.height - whole - partial - duplicate,
        "pages": int(documents["pages"].sum() or 0),
        "pages_read": int(documents["pages_read"].sum() or 0),
        "sentences": int(counted or 0),
        "mentions": mentions,
    }
