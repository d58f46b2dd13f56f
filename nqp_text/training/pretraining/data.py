"""From raw text to token rows, once: read, thin out, deduplicate, fit the vocabulary, pack, store.

The result lies in the work folder as ``.npy`` and JSON, keyed by a hash of settings and of the
contents of all files: a second call starts training at once, on another machine too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nqp_text.errors import SettingsError
from nqp_text.training.pretraining.clean_text import CleanText, clean_text
from nqp_text.training.pretraining.corpus import TextFile, source_sha256, text_files
from nqp_text.training.pretraining.mixture import checked_weights, repeated_pairs
from nqp_text.training.pretraining.packing import (
    AlignedSides,
    Rows,
    joined,
    pack,
    pack_pairs,
    pack_sides,
)
from nqp_text.training.pretraining.script import has_han
from nqp_text.training.pretraining.vocabulary import SPECIAL, fit_vocabulary, unknown_rate

if TYPE_CHECKING:
    from tokenizers import Tokenizer

HELD_OUT_EVERY = 200
VOCABULARY_SHARE = 0.3
FORMAT = 5
"""Counts changes in what is stored: an older folder is prepared again."""
LENGTHS = range(16, 513)
VOCABULARIES = range(8_000, 65_536)
"""Above the 6,763 common Han characters, and a number of 16 bits for each piece."""


@dataclass(frozen=True, slots=True)
class DataSettings:
    """What the rows are made of. ``limit`` bounds the lines per file (0: all), for trials.

    ``tokenizer``: a ``tokenizer.json`` to use instead of fitting one.
    ``weights``: kind of text to the share of its paragraphs, where it is not the default.
    """

    sources: tuple[str, ...]
    held_out: tuple[str, ...] = ()
    length: int = 128
    vocabulary: int = 24_000
    cap: int = 2
    seed: int = 0
    limit: int = 0
    tokenizer: str = ""
    weights: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Rows for masking, pairs for the contrastive stage, the tokenizer and what was counted.

    ``probe`` holds pairs of all kinds, ``probe_policy`` those of policy text: trained on by no
    stage, used to measure retrieval.
    """

    rows: Rows
    pairs: AlignedSides
    probe: AlignedSides
    tokenizer: Tokenizer
    report: dict[str, Any]
    key: str = ""
    probe_policy: AlignedSides = field(
        default_factory=lambda: AlignedSides(np.zeros((0, 2, 1), dtype=np.uint16))
    )


def prepare(settings: DataSettings, work: Path) -> Prepared:
    """The prepared data, from the work folder when it holds the same text and settings.

    Raises ``SettingsError``, ``ResourceError`` or ``ValidationError`` for settings, text or
    labelled files that cannot be used.
    """
    from tokenizers import Tokenizer

    _check(settings)
    files = text_files([Path(source) for source in settings.sources])
    facts = _facts(settings, files)
    key = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:12]
    folder = work / f"data-{key}"
    if (folder / "report.json").exists():
        return Prepared(
            Rows(_load(folder, "rows-ids"), _load(folder, "rows-starts")),
            AlignedSides(_load(folder, "pairs-sides")),
            AlignedSides(_load(folder, "probe-sides")),
            Tokenizer.from_file(str(folder / "tokenizer.json")),
            json.loads((folder / "report.json").read_text(encoding="utf-8")),
            folder.name,
            AlignedSides(_load(folder, "probe-policy-sides")),
        )
    prepared = _prepared(settings, files, facts)
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "rows-ids.npy", prepared.rows.ids, allow_pickle=False)
    np.save(folder / "rows-starts.npy", prepared.rows.starts, allow_pickle=False)
    np.save(folder / "pairs-sides.npy", prepared.pairs.ids, allow_pickle=False)
    np.save(folder / "probe-sides.npy", prepared.probe.ids, allow_pickle=False)
    np.save(folder / "probe-policy-sides.npy", prepared.probe_policy.ids, allow_pickle=False)
    prepared.tokenizer.save(str(folder / "tokenizer.json"))
    text = json.dumps(prepared.report, ensure_ascii=False, indent=2)
    (folder / "report.json").write_text(text, encoding="utf-8")
    return replace(prepared, key=folder.name)


def _check(settings: DataSettings) -> None:
    if settings.length not in LENGTHS:
        raise SettingsError(
            f"Rows of {settings.length} tokens are not possible.",
            where="--length",
            fix=f"Choose from {LENGTHS[0]} to {LENGTHS[-1]}.",
        )
    if not settings.tokenizer and settings.vocabulary not in VOCABULARIES:
        raise SettingsError(
            f"A vocabulary of {settings.vocabulary:,} pieces is not possible.",
            where="--vocabulary",
            fix=f"Choose from {VOCABULARIES[0]:,} to {VOCABULARIES[-1]:,}.",
        )
    if settings.limit < 0 or settings.cap < 1:
        raise SettingsError(
            "The limit of lines must be 0 or more, the cap of copies 1 or more.",
            where="--limit",
            fix="Give 0 to read all lines.",
        )
    checked_weights(settings.weights)


def _facts(settings: DataSettings, files: list[TextFile]) -> dict[str, Any]:
    """What the rows depend on: no path, so that a copy elsewhere is the same data."""
    own = asdict(settings)
    for name in ("sources", "held_out", "tokenizer"):
        del own[name]
    return {
        "format": FORMAT,
        "settings": own | {"weights": checked_weights(settings.weights)},
        "sources": [file.facts() for file in files],
        "held_out": sorted(source_sha256(Path(name)) for name in settings.held_out),
        "tokenizer": source_sha256(Path(settings.tokenizer)) if settings.tokenizer else "",
    }


def _load(folder: Path, name: str) -> Any:
    return np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)


def _prepared(settings: DataSettings, files: list[TextFile], facts: dict[str, Any]) -> Prepared:
    given = given_tokenizer(Path(settings.tokenizer)) if settings.tokenizer else None
    text = clean_text(
        files,
        [Path(name) for name in settings.held_out],
        checked_weights(settings.weights),
        settings.cap,
        settings.seed,
        settings.limit,
    )
    paragraphs, pairs = text.paragraphs, text.pairs.training
    held_back = paragraphs[::HELD_OUT_EVERY]
    del paragraphs[::HELD_OUT_EVERY]
    if not paragraphs and not pairs:
        raise _too_small(settings)
    tokenizer = given or _fitted(text, settings.vocabulary)
    plain = pack(paragraphs, tokenizer, settings.length)
    aligned_rows = pack_pairs(pairs, tokenizer, settings.length)
    if not len(plain) + len(aligned_rows):
        raise _too_small(settings)
    report = text.report | {
        "paragraphs": len(paragraphs),
        "pairs": len(pairs),
        "rows": len(plain) + len(aligned_rows),
        "tokens": plain.tokens + aligned_rows.tokens,
        "vocabulary": tokenizer.get_vocab_size(),
        "unknown_rate": {
            "zh": unknown_rate(tokenizer, [p for p in held_back if has_han(p)]),
            "en": unknown_rate(tokenizer, [p for p in held_back if not has_han(p)]),
        },
        "sources_sha256": facts["sources"],
        "held_out_sha256": facts["held_out"],
        "tokenizer_sha256": facts["tokenizer"],
        "settings": asdict(settings)
        | {  # names, not places on the machine that trained
            "sources": [Path(source).name for source in settings.sources],
            "held_out": [Path(file).name for file in settings.held_out],
            "tokenizer": Path(settings.tokenizer).name,
            "weights": facts["settings"]["weights"],
        },
    }
    return Prepared(
        joined([plain, aligned_rows]),
        pack_sides(repeated_pairs(pairs, text.pairs.kinds), tokenizer, settings.length),
        pack_sides(text.pairs.probe, tokenizer, settings.length),
        tokenizer,
        report,
        probe_policy=pack_sides(text.pairs.policy, tokenizer, settings.length),
    )


def _fitted(text: CleanText, size: int) -> Tokenizer:
    sample = text.paragraphs[: max(1000, int(len(text.paragraphs) * VOCABULARY_SHARE))]
    return fit_vocabulary([*sample, *(side for pair in text.pairs.training for side in pair)], size)


def given_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer of a ``tokenizer.json``, checked for what the rows rely on."""
    from tokenizers import Tokenizer

    fix = "Give the tokenizer.json of an encoder that nqp pretrain wrote."
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises nothing more particular
        raise SettingsError(
            f"This is not a tokenizer: {error}", where=f"--tokenizer {path}", fix=fix
        ) from error
    found = [tokenizer.token_to_id(piece) for piece in SPECIAL]
    if found != list(range(len(SPECIAL))):
        raise SettingsError(
            f"The pieces {', '.join(SPECIAL)} have the numbers {found}, not 0 to 4.",
            where=f"--tokenizer {path}",
            fix=fix,
        )
    if tokenizer.get_vocab_size() > VOCABULARIES[-1]:
        raise SettingsError(
            f"The tokenizer has {tokenizer.get_vocab_size():,} pieces; rows hold 16-bit numbers.",
            where=f"--tokenizer {path}",
            fix=f"Use one of at most {VOCABULARIES[-1]:,} pieces.",
        )
    return tokenizer


def _too_small(settings: DataSettings) -> SettingsError:
    return SettingsError(
        f"The text is too small: what is left of it fills no row of {settings.length} tokens.",
        where=", ".join(settings.sources),
        fix="Give more text, a smaller --length, or larger weights (--weight KIND=1).",
    )
