"""Corpora that tests write themselves: reports of many sizes, and the files that differ by run."""

from __future__ import annotations

import json
import random
from pathlib import Path

import polars as pl

SENTENCES = (
    "报告期内，公司建成智算中心，算力规模大幅提升。",
    "公司持续推进绿色低碳转型，光伏发电量稳步增长。",
    "董事会引进高层次人才，完善人才激励机制。",
    "公司加大研发投入，突破多项关键核心技术。",
    "公司未涉及区块链业务。",
    "本年度主营业务收入与上年基本持平。",
    "We opened two data centers for artificial intelligence workloads.",
)
SAME_EVERY_TIME = (
    "index.parquet", "index.csv", "counts.parquet", "mentions.parquet", "nominations.parquet",
    "exposure.parquet", "quarantine.csv",
)  # fmt: skip


def write_corpus(folder: Path, files: int = 40, *, lines: int = 60, seed: int = 1) -> Path:
    """Text files of one to ``lines`` sentences, HTML among them, one copy and two broken PDFs."""
    folder.mkdir(parents=True)
    chance = random.Random(seed)
    for number in range(files):
        said = chance.choices(SENTENCES, k=chance.randint(1, lines))
        name = f"6{number:05}_第{number}公司_{2010 + number % 12}年年度报告"
        if number % 5:
            (folder / f"{name}.txt").write_text("\n".join(said), encoding="utf-8")
        else:
            body = "".join(f"<p>{sentence}</p>" for sentence in said)
            (folder / f"{name}.html").write_text(f"<html><body>{body}", encoding="utf-8")
    first = min(folder.iterdir())
    (folder / f"again {first.name}").write_bytes(first.read_bytes())
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnot much of a PDF")
    (folder / "empty.pdf").write_bytes(b"")
    return folder


def bytes_of(run: Path) -> dict[str, bytes]:
    """What must be the same in every run: these files, and the documents without their seconds."""
    found = {name: (run / name).read_bytes() for name in SAME_EVERY_TIME}
    documents = pl.read_parquet(run / "documents.parquet").drop("seconds")
    return {**found, "documents": documents.write_json().encode("utf-8")}


def statuses_of(run: Path) -> dict[str, int]:
    """The number of documents by status."""
    return dict(json.loads((run / "manifest.json").read_text(encoding="utf-8"))["statuses"])
