"""Makes results and run folders for the tests; every sentence here is our own."""

from __future__ import annotations

import hashlib
from pathlib import Path

from nqp_text import index
from nqp_text.outputs import Run, RunWriter
from nqp_text.records import (
    Count,
    DocumentResult,
    Exposure,
    ExposurePart,
    Mention,
    Nomination,
)

PATHS = (
    "path.innovation",
    "path.infrastructure",
    "path.national_system",
    "path.data_market",
    "path.digital_industry",
    "path.talent",
    "path.finance",
    "path.compute",
    "path.green",
)
NODES = (*PATHS, "tech.ai", "nqp.explicit")


def doc_id(path: str) -> str:
    return hashlib.sha256(path.encode("utf-8")).hexdigest()


def document(path: str, **values: object) -> dict[str, object]:
    return {
        "doc_id": doc_id(path),
        "path": path,
        "status": "ok",
        "reason": "",
        "format": "pdf",
        "lang": "zh",
        "kind": "firm",
        "report_type": "annual",
        "firm_code": "000001",
        "firm_name": "蓝川股份",
        "year": 2023,
        "published": "2024-03-15",
        "meta_source": "firm_code=filename",
        "pages": 10,
        "pages_read": 10,
        "pages_ocr": 0,
        "chars": 20_000,
        "garbled_share": 0.0,
        "sentences": 120,
        "mdna_found": True,
        "mdna_method": "heading",
        "seconds": 0.5,
        **values,
    }


def mention(
    sentence_id: int, node: str, text: str = "公司建成智算中心。", **values: object
) -> Mention:
    fields: dict[str, object] = {
        "sentence_id": sentence_id,
        "page": 3,
        "section": "mdna",
        "block": "prose",
        "lang": "zh",
        "start": 100 * sentence_id,
        "end": 100 * sentence_id + len(text),
        "text": text,
        "node": node,
        "score": 1.0,
        "tagger": "lexicon",
        "evidence": text[4:8],
        "evidence_start": 100 * sentence_id + 4,
        "evidence_end": 100 * sentence_id + 8,
        "stance": "achievement",
        "actor": "own",
        "polarity": "affirmed",
        "list_size": 1,
        **values,
    }
    return Mention(**fields)  # type: ignore[arg-type]


def result(path: str, hits: int = 3, **values: object) -> DocumentResult:
    """A document of 100 counted sentences with ``hits`` sentences on computing power."""
    row = document(path, **values)
    if row["status"] not in ("ok", "partial"):
        return DocumentResult(str(row["doc_id"]), path, row)
    counts = tuple(
        Count(
            node,
            *([hits if node == "path.compute" else 0] * 4),
            *([float(hits) if node == "path.compute" else 0.0] * 4),
            terms=2 * hits if node == "path.compute" else 0,
        )
        for node in NODES
    )
    return DocumentResult(
        str(row["doc_id"]),
        path,
        row,
        Exposure(sentences=100, chars=5_000, words=3_000),
        counts,
        tuple(
            mention(number, "path.compute", hits=2, matched="智算中心|算力")
            for number in range(hits)
        ),
        (Nomination(7, "path.green", "绿色", 700, 702, "ambiguous"),),
        (ExposurePart("mdna", "prose", sentences=100, chars=5_000, words=3_000),),
    )


def write(folder: Path, results: list[DocumentResult], **manifest: object) -> Run:
    with RunWriter(folder, paths=PATHS) as writer:
        for item in results:
            writer.add(item)
        return writer.finish({"version": "0", **manifest}, panels=index)
