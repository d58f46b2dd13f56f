"""What may be trained on: all sources read, thinned, without repeats and held-out sentences."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nqp_text.training.pretraining.corpus import ReadCounts, TextFile, read_lines
from nqp_text.training.pretraining.dedup import Deduplicator
from nqp_text.training.pretraining.held_out import held_out_keys, held_out_left
from nqp_text.training.pretraining.kinds import KINDS
from nqp_text.training.pretraining.mixture import Mixture
from nqp_text.training.pretraining.near_duplicates import NearDuplicates
from nqp_text.training.pretraining.pairs import PairCounts, Pairs, part_pairs, read_pairs


@dataclass(frozen=True, slots=True)
class CleanText:
    """Paragraphs in training order, aligned pairs in source order, and what was counted."""

    paragraphs: list[str]
    pairs: Pairs
    report: dict[str, Any]


def clean_text(
    files: Sequence[TextFile],
    held_out: Iterable[Path],
    weights: Mapping[str, float],
    cap: int,
    seed: int,
    limit: int,
) -> CleanText:
    """The text of the files. Pairs are read first: the plain text must not hold those set aside."""
    counts, pair_counts = ReadCounts(), PairCounts()
    keys = held_out_keys(held_out)
    cleaner = Deduplicator(keys, cap)
    pairs = part_pairs(
        read_pairs(_lines(files, counts, limit, aligned=True), cleaner, pair_counts),
        pair_counts,
        seed,
    )
    cleaner.probe = pairs.guard
    mixture = Mixture(weights, seed)
    paragraphs, kinds, copies = _paragraphs(
        mixture.thin(_lines(files, counts, limit, aligned=False)), cleaner
    )
    random.Random(seed).shuffle(paragraphs)
    kept = Counter(kinds)
    report = {
        "read": asdict(counts),
        "kinds": {kind: {"read": mixture.read[kind], "kept": kept[kind]} for kind in KINDS},
        "thinned_by_mixture": mixture.thinned,
        "dropped_repeats": cleaner.dropped_repeats,
        "dropped_held_out": cleaner.dropped_held_out,
        "dropped_probe": cleaner.dropped_probe,
        "near_duplicates": copies,
        "held_out": len(keys.keys),
        "held_out_left": held_out_left(_texts(paragraphs, pairs), keys),
        "probe_left": held_out_left(_texts(paragraphs, pairs), pairs.guard),
        "aligned": asdict(pair_counts)
        | {"kinds": {kind: pairs.kinds.count(kind) for kind in KINDS}}
        | {"probe": len(pairs.probe), "probe_policy": len(pairs.policy)},
    }
    return CleanText(paragraphs, pairs, report)


def _lines(
    files: Sequence[TextFile], counts: ReadCounts, limit: int, *, aligned: bool
) -> Iterator[str]:
    for file in files:
        if file.aligned == aligned:
            yield from read_lines(file.path, counts, limit)


def _paragraphs(
    thinned: Iterable[tuple[str, str]], cleaner: Deduplicator
) -> tuple[list[str], list[str], int]:
    texts: list[str] = []
    kinds: list[str] = []
    near = NearDuplicates()
    for kind, line in thinned:
        cleaned = cleaner.clean(line)
        if cleaned.text:
            texts.append(cleaned.text)
            kinds.append(kind)
            near.add(cleaned.letters)
    copies = near.copies()
    kept = np.flatnonzero(~copies).tolist()
    return [texts[n] for n in kept], [kinds[n] for n in kept], int(copies.sum())


def _texts(paragraphs: Iterable[str], pairs: Pairs) -> Iterator[str]:
    yield from paragraphs
    for pair in pairs.training:
        yield from pair
