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
from nqp_text.outputs.pieces import unique_rows
from nqp_text.outputs.quarantine import WHAT_TO_DO
from nqp_text.outputs.report.evidence import document_places, evidence_blocks
from nqp_text.outputs.report.folder import Notice, ReportFolder, moved_files
from nqp_text.outputs.report.packing import Column
from nqp_text.outputs.report.panels import panels_of
from nqp_text.outputs.schema import MENTIONS
from nqp_text.outputs.spool import Span, Spool
from nqp_text.outputs.tallies import counted_sentences, talk_and_walk, top_terms

_DOCUMENT = (
    "path", "status", "reason", "what_to_do", "kind", "report_type", "lang", "firm_code",
    "firm_name", "year", "published", "is_primary", "pages", "pages_read", "pages_ocr",
    "sentences", "chars", "mdna_found",
)  # fmt: skip
_RUN = (
    "version", "command", "started", "seconds", "platform", "section", "settings_hash",
)  # fmt: skip
_NODE = ("node", "in_index")
MAX_REASON = 300


@dataclass(frozen=True, slots=True)
class Contents:
    """``core`` is unpacked at once; ``mentions`` are what the evidence is chosen from.

    The numbers of its panels lie in a spool.
    """

    core: dict[str, Any]
    documents: pl.DataFrame
    mentions: pl.LazyFrame
    notices: tuple[Notice, ...]
    totals: dict[str, int]

    def evidence(self, room: int, spool: Spool) -> tuple[list[Span], tuple[Notice, ...]]:
        """Blocks of at most ``room`` bytes, and a notice if not all evidence is in them."""
        ids = [node["id"] for node in self.core["nodes"]]
        blocks, shown, found = evidence_blocks(self.mentions, self.documents, ids, room, spool)
        if shown == found:
            return blocks, ()
        return blocks, (Notice("notice_best", {"shown": shown, "found": found}),)


def gather(source: ReportFolder, spool: Spool) -> Contents:
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
    listed = unique_rows(source.index, ("path",))
    nodes = node_names(source.manifest, unique_rows(source.counts, _NODE), listed, seen)
    paths = [node["id"] for node in nodes if node["in_index"]]
    moved = moved_files(documents)
    if moved:
        notices.append(Notice("notice_moved", {"moved": len(moved), "first": moved[0]}))
    exposure = counted_sentences(source.counts)
    talk = (
        talk_and_walk(mentions, documents, exposure, paths)
        .join(document_places(documents), on="doc_id", how="inner")
        .sort("doc")
    )
    core = {
        "run": _run(source.manifest),
        "nodes": nodes,
        "documents": _documents(documents, source.folder, set(moved)),
        "panels": panels_of(source.index, documents, spool),
        "talk": {name: Column.of(talk[name]) for name in ("doc", "talk", "walk", "counted")},
        "terms": terms,
    }
    found = int(mentions.select(pl.len()).collect().item())
    totals = _totals(documents, int(exposure["counted"].sum() or 0), found)
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


def _documents(documents: pl.DataFrame, folder: Path, moved: set[str]) -> dict[str, Any]:
    def advice(a: int, b: int) -> list[str]:
        rows = documents.select("what_to_do", "status")[a:b].iter_rows()
        return [text or WHAT_TO_DO.get(status or "", "") for text, status in rows]

    reasons = Column.of(documents["reason"], lambda text: (text or "")[:MAX_REASON])
    said = {"reason": reasons, "what_to_do": Column(documents.height, advice)}
    return {
        **{name: said.get(name, Column.of(documents[name])) for name in _DOCUMENT},
        **{f"{name}_zh": _translated(column) for name, column in said.items()},
        "link": Column.of(documents["path"], lambda path: _link(path, folder, moved)),
    }


def _translated(column: Column) -> Column:
    return Column(column.length, lambda a, b: list(map(in_chinese, column.values(a, b))))


def _link(path: str | None, folder: Path, moved: set[str]) -> str:
    """The way from the report to the file, if it is there; it works as long as both stay."""
    if not path or path in moved or not Path(path).is_file():
        return ""
    try:
        way = Path(os.path.relpath(Path(path).resolve(), folder.resolve()))
    except ValueError:  # another drive of Windows
        return Path(path).resolve().as_uri()
    return quote(way.as_posix())


def _totals(documents: pl.DataFrame, sentences: int, mentions: int) -> dict[str, int]:
    def status(*names: str) -> int:
        return documents.filter(pl.col("status").is_in(names)).height

    whole, partial, duplicate = status("ok"), status("partial"), status("duplicate")
    return {
        "documents": documents.height,
        "whole": whole,
        "partial": partial,
        "duplicate": duplicate,
        "failed": documents.height - whole - partial - duplicate,
        "pages": int(documents["pages"].sum() or 0),
        "pages_read": int(documents["pages_read"].sum() or 0),
        "sentences": sentences,
        "mentions": mentions,
    }
