"""How long the rows were that an encoder was pretrained on, and what reading more means."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nqp_text.errors import SettingsError


def trained_length(encoder: str) -> int:
    """Pieces of the rows that an encoder in a folder was pretrained on; 0 if it does not say.

    ``training.json`` of ``nqp pretrain`` says it; of other encoders, the tokenizer's
    ``model_max_length``.
    """
    own = _facts(Path(encoder) / "training.json")
    length = own.get("data", {}).get("settings", {}).get("length", 0) if own else 0
    length = length or _facts(Path(encoder) / "tokenizer_config.json").get("model_max_length", 0)
    return int(length) if 0 < length < 1_000_000 else 0


def check_pieces(encoder: str, pieces: int, say: Callable[[str], None]) -> None:
    """Says when a sentence may be longer than the pretraining's rows.

    Raises ``SettingsError`` if the encoder, in a folder, has no vectors for so many places.
    """
    places = _facts(Path(encoder) / "config.json").get("max_position_embeddings", 0)
    if places and pieces > places:
        raise SettingsError(
            f"The encoder reads {places} pieces at most.",
            where=f"--pieces {pieces}",
            fix="Give fewer pieces: longer sentences are read in windows.",
        )
    length = trained_length(encoder)
    if length and pieces > length:
        say(
            f"the encoder was pretrained on rows of {length} pieces; {pieces} are read at once: "
            f"the places behind {length} are learnt from these sentences only "
            f"(--pieces {length} reads longer sentences in windows)"
        )


def _facts(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}
