"""Weights that restore what a stratified sample distorts: one over the sampling probability."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nqp_text.errors import ValidationError
from nqp_text.validation.gold import GoldSentence

_KEYS = ("id", "stratum")
_VALUES = ("weight", "probability")


def weights_of(sentences: Sequence[GoldSentence], source: str) -> npt.NDArray[np.float64]:
    """The weight of every sentence, shape (sentences,).

    ``source`` is a field of the gold file, or a CSV file with the columns ``id`` or ``stratum``
    and ``weight`` or ``probability``. A probability counts as one over it.
    """
    if source.lower().endswith(".csv"):
        values = _from_file(sentences, Path(source))
        inverse = "probability" in _header(Path(source))
    else:
        values = [sentence.fields.get(source) for sentence in sentences]
        inverse = source == "probability"
    weights: list[float] = []
    for sentence, value in zip(sentences, values, strict=True):
        number = _number(value)
        if number is None or (inverse and number > 1):
            raise ValidationError(
                f"The {'probability' if inverse else 'weight'} of a sentence is {value!r}.",
                where=f"{source}, sentence {sentence.id}, stratum {sentence.stratum or '-'}",
                fix="Give every sentence a weight above 0, or a probability above 0 and up to 1; "
                "--weights takes a field of the gold file or a CSV file "
                "(id or stratum, weight or probability).",
            )
        weights.append(1 / number if inverse else number)
    return np.asarray(weights)


def _from_file(sentences: Sequence[GoldSentence], file: Path) -> list[str | None]:
    header = _header(file)
    key = next((name for name in _KEYS if name in header), None)
    value = next((name for name in _VALUES if name in header), None)
    if not key or not value:
        raise ValidationError(
            f"The file of weights has the columns {', '.join(header) or '-'}.",
            where=str(file),
            fix="Give it id or stratum, and weight or probability.",
        )
    with file.open(encoding="utf-8-sig", newline="") as stream:
        table = {row[key]: row[value] for row in csv.DictReader(stream)}
    return [table.get(getattr(sentence, key)) for sentence in sentences]


def _header(file: Path) -> list[str]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return next(csv.reader(stream), [])
    except (OSError, UnicodeDecodeError) as error:
        raise ValidationError(
            "The file of weights cannot be read.",
            where=str(file),
            fix="Check the path, and save it as 'CSV UTF-8'.",
        ) from error


def _number(value: object) -> float | None:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) and number > 0 and value is not True else None
