"""From raw text to token rows, once: read, thin out, deduplicate, fit the vocabulary, pack, store.

The result lies in the work folder as ``.npy`` and JSON, keyed by a hash of sources and settings: a
second call starts training at once.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nqp_text.training.pretraining.corpus import ReadCounts, read_lines, text_files
from nqp_text.training.pretraining.dedup import Deduplicator, held_out_keys
from nqp_text.training.pretraining.mixture import keeps, repeated_pairs
from nqp_text.training.pretraining.packing import (
    AlignedSides,
    Rows,
    joined,
    pack,
    pack_pairs,
    pack_sides,
)
from nqp_text.training.pretraining.vocabulary import fit_vocabulary, unknown_rate

if TYPE_CHECKING:
    from tokenizers import Tokenizer

HELD_OUT_EVERY = 200
PROBE_EVERY = 50
VOCABULARY_SHARE = 0.3
FORMAT = 4
"""Counts changes in what is stored: an older folder is prepared again."""


@dataclass(frozen=True, slots=True)
class DataSettings:
    """What the rows are made of. ``limit`` bounds the lines per file (0: all), for trials.

    ``tokenizer``: a ``tokenizer.json`` to use instead of fitting one.
    """

    sources: tuple[str, ...]
    held_out: tuple[str, ...] = ()
    length: int = 128
    vocabulary: int = 24_000
    cap: int = 2
    seed: int = 0
    limit: int = 0
    tokenizer: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Rows for masking, pairs for the contrastive stage, the tokenizer and what was counted.

    ``probe`` holds every fiftieth pair: trained on by no stage, used to measure retrieval.
    """

    rows: Rows
    pairs: AlignedSides
    probe: AlignedSides
    tokenizer: Tokenizer
    report: dict[str, Any]
    key: str = ""


def prepare(settings: DataSettings, work: Path) -> Prepared:
    """The prepared data, from the work folder when it holds the same settings."""
    from tokenizers import Tokenizer

    folder = work / f"data-{_key(settings)}"
    if (folder / "report.json").exists():
        return Prepared(
            _load_rows(folder, "rows"),
            AlignedSides(_load(folder, "pairs-sides")),
            AlignedSides(_load(folder, "probe-sides")),
            Tokenizer.from_file(str(folder / "tokenizer.json")),
            json.loads((folder / "report.json").read_text(encoding="utf-8")),
            folder.name,
        )
    folder.mkdir(parents=True, exist_ok=True)
    prepared = _prepared(settings)
    np.save(folder / "rows-ids.npy", prepared.rows.ids, allow_pickle=False)
    np.save(folder / "rows-starts.npy", prepared.rows.starts, allow_pickle=False)
    np.save(folder / "pairs-sides.npy", prepared.pairs.ids, allow_pickle=False)
    np.save(folder / "probe-sides.npy", prepared.probe.ids, allow_pickle=False)
    prepared.tokenizer.save(str(folder / "tokenizer.json"))
    text = json.dumps(prepared.report, ensure_ascii=False, indent=2)
    (folder / "report.json").write_text(text, encoding="utf-8")
    return replace(prepared, key=folder.name)


def _key(settings: DataSettings) -> str:
    files = text_files([Path(source) for source in settings.sources])
    facts = [FORMAT, asdict(settings), [(file.name, file.stat().st_size) for file in files]]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:12]


def _load_rows(folder: Path, name: str) -> Rows:
    return Rows(_load(folder, f"{name}-ids"), _load(folder, f"{name}-starts"))


def _load(folder: Path, name: str) -> Any:
    return np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)


def _prepared(settings: DataSettings) -> Prepared:
    from tokenizers import Tokenizer

    counts = ReadCounts()
    cleaner = Deduplicator(held_out_keys(Path(f) for f in settings.held_out), settings.cap)
    paragraphs: list[str] = []
    pairs: list[tuple[str, str]] = []
    thinned = 0
    for file in text_files([Path(source) for source in settings.sources]):
        aligned = ".tsv" in file.name
        for line in _limited(read_lines(file, counts), settings.limit):
            if aligned:
                pairs.extend(_pair(line, cleaner))
            elif not keeps(line, settings.seed):
                thinned += 1
            elif kept := cleaner.filter(line):
                paragraphs.append(kept)
    random.Random(settings.seed).shuffle(paragraphs)
    held_back = paragraphs[::HELD_OUT_EVERY]
    del paragraphs[::HELD_OUT_EVERY]
    probe_pairs = pairs[::PROBE_EVERY]
    del pairs[::PROBE_EVERY]
    sample = paragraphs[: max(1000, int(len(paragraphs) * VOCABULARY_SHARE))]
    if settings.tokenizer:
        tokenizer = Tokenizer.from_file(settings.tokenizer)
    else:
        both = [*sample, *(side for pair in pairs for side in pair)]
        tokenizer = fit_vocabulary(both, settings.vocabulary)
    plain = pack(paragraphs, tokenizer, settings.length)
    aligned_rows = pack_pairs(pairs, tokenizer, settings.length)
    report = {
        "read": asdict(counts),
        "thinned_by_mixture": thinned,
        "dropped_repeats": cleaner.dropped_repeats,
        "dropped_held_out": cleaner.dropped_held_out,
        "paragraphs": len(paragraphs),
        "pairs": len(pairs),
        "rows": len(plain) + len(aligned_rows),
        "tokens": plain.tokens + aligned_rows.tokens,
        "vocabulary": tokenizer.get_vocab_size(),
        "unknown_rate": {
            "zh": unknown_rate(tokenizer, [p for p in held_back if _han(p)]),
            "en": unknown_rate(tokenizer, [p for p in held_back if not _han(p)]),
        },
        "settings": asdict(settings)
        | {  # names, not places on the machine that trained
            "sources": [Path(source).name for source in settings.sources],
            "held_out": [Path(file).name for file in settings.held_out],
            "tokenizer": Path(settings.tokenizer).name,
        },
    }
    return Prepared(
        joined([plain, aligned_rows]),
        pack_sides(repeated_pairs(pairs), tokenizer, settings.length),
        pack_sides(probe_pairs, tokenizer, settings.length),
        tokenizer,
        report,
    )


def _limited(lines: Iterator[str], limit: int) -> Iterator[str]:
    for number, line in enumerate(lines):
        if limit and number >= limit:
            return
        yield line


def _pair(line: str, cleaner: Deduplicator) -> list[tuple[str, str]]:
    sides = line.split("\t")
    if len(sides) != 2:
        return []
    left, right = (cleaner.filter(side) for side in sides)
    return [(left, right)] if left and right else []


def _han(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)
