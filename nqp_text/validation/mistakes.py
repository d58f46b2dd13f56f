"""The sentences that a method got wrong, to be read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from nqp_text.outputs.csv_files import write_csv
from nqp_text.validation.gold import GoldSentence
from nqp_text.validation.predictions import Prediction

_SCHEMA = pl.Schema(
    {
        "id": pl.String,
        "lang": pl.String,
        "kind": pl.String,
        "missed": pl.String,
        "wrong": pl.String,
        "right": pl.String,
        "text": pl.String,
        "prev": pl.String,
        "doc": pl.String,
        "stratum": pl.String,
    }
)


def write_mistakes(
    file: Path, sentences: Sequence[GoldSentence], predictions: Sequence[Prediction]
) -> int:
    """A CSV of the sentences with a missed or a wrong node; returns their number."""
    rows = []
    for sentence, prediction in zip(sentences, predictions, strict=True):
        gold, found = set(sentence.stances), set(prediction.labels)
        if gold != found:
            rows.append(
                {
                    "id": sentence.id,
                    "lang": sentence.lang,
                    "kind": sentence.kind,
                    "missed": " ".join(sorted(gold - found)),
                    "wrong": " ".join(sorted(found - gold)),
                    "right": " ".join(sorted(gold & found)),
                    "text": sentence.text,
                    "prev": sentence.prev,
                    "doc": sentence.doc,
                    "stratum": sentence.stratum,
                }
            )
    return write_csv(file, [pl.DataFrame(rows, schema=_SCHEMA)], _SCHEMA)
